/// The bits of a text before they are cut into blocks (ISO/IEC 18004, 7.4).
enum QRBits {
    /// Names byte mode.
    private static let byteMode = 0b0100
    /// What fills the rest, by turns.
    private static let padding: [UInt8] = [0xEC, 0x11]

    static func codewords(of bytes: [UInt8], for version: QRVersion) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) { for bit in (0..<count).reversed() { bits.append(value >> bit & 1 == 1) } }
        append(byteMode, 4)
        append(bytes.count, version.lengthBits)
        for byte in bytes { append(Int(byte), 8) }
        append(0, min(4, version.dataCodewords * 8 - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var codewords = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        for index in 0..<version.dataCodewords - codewords.count { codewords.append(padding[index % 2]) }
        return codewords
    }
}
