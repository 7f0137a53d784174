extension QRMatrix {
    /// How hard a picture is to read: the less the better (ISO/IEC 18004, 7.8.3).
    var penalty: Int {
        let rows = (0..<size).map { row in (0..<size).map { modules[row * size + $0] } }
        let columns = (0..<size).map { column in (0..<size).map { modules[$0 * size + column] } }
        let lines = (rows + columns).map { Self.runs(in: $0) + Self.finderLikes(in: $0) }.reduce(0, +)
        return lines + squares + unbalance
    }

    /// Five of one colour in a row are 3, each further one 1 more.
    private static func runs(in line: [Bool]) -> Int {
        var (penalty, length) = (0, 0)
        for (index, module) in line.enumerated() {
            length = index > 0 && line[index - 1] == module ? length + 1 : 1
            if length == 5 { penalty += 3 } else if length > 5 { penalty += 1 }
        }
        return penalty
    }

    /// What looks like a finder, dark 1:1:3:1:1 beside four light modules, is 40.
    private static func finderLikes(in line: [Bool]) -> Int {
        var (penalty, window) = (0, 0)
        for (index, module) in line.enumerated() {
            window = (window << 1 | (module ? 1 : 0)) & 0b111_1111_1111
            if index >= 10, window == 0b101_1101_0000 || window == 0b000_0101_1101 { penalty += 40 }
        }
        return penalty
    }

    /// Each square of two by two modules of one colour is 3.
    private var squares: Int {
        (0..<size - 1).map { row in
            (0..<size - 1).count { column in
                let corner = row * size + column
                return [corner + 1, corner + size, corner + size + 1].allSatisfy { modules[$0] == modules[corner] }
            } * 3
        }.reduce(0, +)
    }

    /// Every whole step of 5 % that the share of dark modules lies away from a half is 10.
    private var unbalance: Int {
        let dark = modules.count { $0 }
        return abs(dark * 20 - size * size * 10) / (size * size) * 10
    }
}
