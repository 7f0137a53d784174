import QRCodes
import Testing

/// Known answers: the pictures that python-qrcode, an encoder of its own, makes of the same texts with the same mask, level M, byte mode.
@Suite("QR codes")
struct QRCodeTests {
    private static let stockgate = [
        "#######.#..##.#######", "#.....#.##.##.#.....#", "#.###.#.####..#.###.#", "#.###.#..#.##.#.###.#", "#.###.#.#..##.#.###.#",
        "#.....#..#....#.....#", "#######.#.#.#.#######", ".....................", "#..######.##.#..#.###", ".##.##.#.#.##########",
        ".#..#.#.#.###.#..####", "#..#...###..##.##.###", "#.#.####..###########", "........##..#.#..#..#", "#######.#..#....##...",
        "#.....#.###...##.####", "#.###.#.#.#...#..##..", "#.###.#.###.###.###..", "#.###.#..#####..#..##", "#.....#..#.##..######",
        "#######.###.##.#..#..",
    ]

    @Test("a short text, module by module")
    func short() throws {
        let code = try QRCode("STOCKGATE")
        #expect(code.version == 1 && code.mask == 6)
        #expect(picture(of: code) == Self.stockgate)
    }

    @Test(
        "the longest text of each version fills it, with the mask that is easiest to read",
        arguments: [
            (14, 1, 6, 0xE0EA94D2BC9A68BD),
            (26, 2, 5, 0x5865AF775F9C61A8),
            (42, 3, 2, 0x1986205D71D9C602),
            (62, 4, 2, 0xF5D216FBE0F692E4),
            (84, 5, 3, 0x06357DF84DB6C7B5),
            (106, 6, 2, 0xC6D762EABF7CC28E),
            (122, 7, 2, 0x7D1452139B65E40D),
            (152, 8, 2, 0x338EB37C05BE7F23),
            (180, 9, 2, 0xB7293D102D749787),
            (213, 10, 5, 0xC5AD242F83F626BB),
        ] as [(Int, Int, Int, UInt64)])
    func versions(_ length: Int, _ version: Int, _ mask: Int, _ digest: UInt64) throws {
        let code = try QRCode(text(of: length))
        #expect(code.version == version && code.size == 17 + 4 * version && code.mask == mask)
        #expect(fnv(code) == digest)
    }

    @Test("one byte more takes the next version, and after the last one it is refused")
    func limits() throws {
        for (length, version) in [(15, 2), (27, 3), (43, 4), (63, 5), (85, 6), (107, 7), (123, 8), (153, 9), (181, 10)] {
            #expect(try QRCode(text(of: length)).version == version, "\(length)")
        }
        #expect(throws: QRCode.TooLong(bytes: 214, limit: 213)) { try QRCode(text(of: 214)) }
    }

    @Test("a text counts in bytes of UTF-8")
    func bytes() throws {
        #expect(try QRCode(String(repeating: "ż", count: 7)).version == 1)
        #expect(try QRCode(String(repeating: "ż", count: 8)).version == 2)
    }

    @Test("in a terminal two rows share a line, inside four light modules on every side")
    func terminal() throws {
        let code = try QRCode("STOCKGATE")
        let lines = code.halfBlocks
        #expect(lines.count == 15 && lines.allSatisfy { $0.count == 29 })
        #expect(lines[0] == String(repeating: "█", count: 29) && lines[1] == lines[0])
        #expect(lines.allSatisfy { $0.hasPrefix("████") && $0.hasSuffix("████") })
        // The rows `#######.#..##.#######` and `#.....#.##.##.#.....#`.
        #expect(lines[2] == "████ ▄▄▄▄▄ █ ▀█  █ ▄▄▄▄▄ ████")
    }

    @Test("as a path every dark module stands once, and nothing else")
    func path() throws {
        let code = try QRCode("STOCKGATE")
        var drawn = Array(repeating: Array(repeating: Character("."), count: code.size), count: code.size)
        for bar in code.path.matches(of: #/M(\d+) (\d+)h(\d+)v1h-(\d+)z/#) {
            let (column, row, length) = (try #require(Int(bar.1)), try #require(Int(bar.2)), try #require(Int(bar.3)))
            #expect(bar.3 == bar.4)
            for place in column..<column + length {
                #expect(drawn[row][place] == ".")
                drawn[row][place] = "#"
            }
        }
        #expect(drawn.map { String($0) } == Self.stockgate)
    }

    private func picture(of code: QRCode) -> [String] {
        (0..<code.size).map { row in String((0..<code.size).map { code.isDark(row: row, column: $0) ? "#" : "." }) }
    }

    private func text(of length: Int) -> String {
        String(decoding: (0..<length).map { UInt8(97 + $0 * 7 % 26) }, as: UTF8.self)
    }

    /// FNV-1a over the modules, row by row.
    private func fnv(_ code: QRCode) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for row in 0..<code.size {
            for column in 0..<code.size { digest = (digest ^ (code.isDark(row: row, column: column) ? 1 : 0)) &* 0x100_0000_01B3 }
        }
        return digest
    }
}
