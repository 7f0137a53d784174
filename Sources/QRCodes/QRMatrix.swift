/// The square of modules while it is filled: first what every code has, then the data, then a mask over the data.
struct QRMatrix: Sendable {
    let size: Int
    private(set) var modules: [Bool]
    /// Modules that carry no data: a mask leaves them alone.
    private var isFixed: [Bool]

    /// The code without its data.
    init(_ version: QRVersion) {
        size = version.size
        modules = Array(repeating: false, count: size * size)
        isFixed = modules
        for index in 0..<size {
            fix(row: 6, column: index, index % 2 == 0)
            fix(row: index, column: 6, index % 2 == 0)
        }
        for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] { drawFinder(row, column) }
        let corners = [version.alignment.first, version.alignment.last]
        for row in version.alignment {
            for column in version.alignment {
                let isFinder = corners.contains(row) && corners.contains(column) && !(row == corners[1] && column == corners[1])
                if !isFinder { drawAlignment(row, column) }
            }
        }
        drawFormat(0)
        if version.number >= 7 { drawVersion(version.number) }
    }

    private mutating func fix(row: Int, column: Int, _ isDark: Bool) {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return }
        modules[row * size + column] = isDark
        isFixed[row * size + column] = true
    }

    /// Seven modules wide, with a light border.
    private mutating func drawFinder(_ row: Int, _ column: Int) {
        for down in -4...4 {
            for across in -4...4 {
                let ring = max(abs(down), abs(across))
                fix(row: row + down, column: column + across, ring != 2 && ring != 4)
            }
        }
    }

    private mutating func drawAlignment(_ row: Int, _ column: Int) {
        for down in -2...2 { for across in -2...2 { fix(row: row + down, column: column + across, max(abs(down), abs(across)) != 1) } }
    }

    /// The level, which is 00 for M, and the mask, with ten bits of correction; twice (ISO/IEC 18004, 7.9).
    private mutating func drawFormat(_ mask: Int) {
        var rest = mask
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (mask << 10 | rest) ^ 0x5412
        func isDark(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { fix(row: index, column: 8, isDark(index)) }
        fix(row: 7, column: 8, isDark(6))
        fix(row: 8, column: 8, isDark(7))
        fix(row: 8, column: 7, isDark(8))
        for index in 9...14 { fix(row: 8, column: 14 - index, isDark(index)) }
        for index in 0...7 { fix(row: 8, column: size - 1 - index, isDark(index)) }
        for index in 8...14 { fix(row: size - 15 + index, column: 8, isDark(index)) }
        fix(row: size - 8, column: 8, true)
    }

    /// From version 7 on its number, with twelve bits of correction; twice (ISO/IEC 18004, 7.10).
    private mutating func drawVersion(_ number: Int) {
        var rest = number
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1F25 }
        let bits = number << 12 | rest
        for index in 0..<18 {
            let (near, far) = (index / 3, size - 11 + index % 3)
            fix(row: near, column: far, bits >> index & 1 == 1)
            fix(row: far, column: near, bits >> index & 1 == 1)
        }
    }

    /// Fills what is free, two columns at a time from the right, up and down by turns, past the column of timing.
    mutating func place(_ codewords: [UInt8]) {
        var index = 0
        for right in stride(from: size - 1, through: 1, by: -2).map({ $0 <= 6 ? $0 - 1 : $0 }) {
            let isUpward = (right + 1) & 2 == 0
            for step in 0..<size {
                let row = isUpward ? size - 1 - step : step
                for column in [right, right - 1] where !isFixed[row * size + column] && index < codewords.count * 8 {
                    modules[row * size + column] = codewords[index / 8] >> (7 - index % 8) & 1 == 1
                    index += 1
                }
            }
        }
    }

    /// With this mask over the data, and its number beside it.
    func masked(by mask: QRMask) -> QRMatrix {
        var masked = self
        for row in 0..<size {
            for column in 0..<size where !isFixed[row * size + column] && mask.turns(row: row, column: column) {
                masked.modules[row * size + column].toggle()
            }
        }
        masked.drawFormat(mask.rawValue)
        return masked
    }
}
