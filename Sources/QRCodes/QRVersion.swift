/// A size of the code with its blocks at level M (ISO/IEC 18004, tables 1, 9 and E.1).
struct QRVersion: Sendable {
    let number: Int
    /// Error correction codewords of each block.
    let correction: Int
    /// Data codewords of each block, the shorter blocks first.
    let blocks: [Int]
    /// Where the centres of the small alignment squares lie, on both axes.
    let alignment: [Int]

    var size: Int { 17 + 4 * number }
    var dataCodewords: Int { blocks.reduce(0, +) }
    /// How many bits tell the length of a text.
    var lengthBits: Int { number < 10 ? 8 : 16 }
    /// The longest text: four bits name the mode, then comes the length.
    var byteLimit: Int { (dataCodewords * 8 - 4 - lengthBits) / 8 }

    static let all: [QRVersion] = [
        QRVersion(number: 1, correction: 10, blocks: [16], alignment: []),
        QRVersion(number: 2, correction: 16, blocks: [28], alignment: [6, 18]),
        QRVersion(number: 3, correction: 26, blocks: [44], alignment: [6, 22]),
        QRVersion(number: 4, correction: 18, blocks: [32, 32], alignment: [6, 26]),
        QRVersion(number: 5, correction: 24, blocks: [43, 43], alignment: [6, 30]),
        QRVersion(number: 6, correction: 16, blocks: [27, 27, 27, 27], alignment: [6, 34]),
        QRVersion(number: 7, correction: 18, blocks: [31, 31, 31, 31], alignment: [6, 22, 38]),
        QRVersion(number: 8, correction: 22, blocks: [38, 38, 39, 39], alignment: [6, 24, 42]),
        QRVersion(number: 9, correction: 22, blocks: [36, 36, 36, 37, 37], alignment: [6, 26, 46]),
        QRVersion(number: 10, correction: 26, blocks: [43, 43, 43, 43, 44], alignment: [6, 28, 50]),
    ]

    /// The data cut into blocks, each with its correction, and read across them: a scratch then hits a little of each.
    func interleaved(_ data: [UInt8]) -> [UInt8] {
        var parts: [[UInt8]] = []
        var start = 0
        for length in blocks {
            parts.append(Array(data[start..<start + length]))
            start += length
        }
        let code = ReedSolomon(degree: correction)
        let corrections = parts.map(code.remainder)
        return Self.across(parts) + Self.across(corrections)
    }

    private static func across(_ parts: [[UInt8]]) -> [UInt8] {
        (0..<(parts.map(\.count).max() ?? 0)).flatMap { index in parts.compactMap { index < $0.count ? $0[index] : nil } }
    }
}
