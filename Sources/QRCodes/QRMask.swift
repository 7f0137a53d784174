/// The eight patterns that data is turned over by, so that no picture confuses a reader (ISO/IEC 18004, table 10).
enum QRMask: Int, CaseIterable, Sendable {
    case checkered, rows, columns, diagonals, bricks, crosses, diamonds, weave

    func turns(row: Int, column: Int) -> Bool {
        switch self {
        case .checkered: (row + column) % 2 == 0
        case .rows: row % 2 == 0
        case .columns: column % 3 == 0
        case .diagonals: (row + column) % 3 == 0
        case .bricks: (row / 2 + column / 3) % 2 == 0
        case .crosses: row * column % 2 + row * column % 3 == 0
        case .diamonds: (row * column % 2 + row * column % 3) % 2 == 0
        case .weave: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }
}
