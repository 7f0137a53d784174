import Inventory

/// Spans of time as the configuration file writes them.
extension Duration {
    private static let units: [(suffix: String, microseconds: Int64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("ms", 1000), ("m", 60_000_000), ("s", 1_000_000),
    ]
    private static let largestCount: Int64 = 1_000_000

    /// Reads `250ms`, `10s`, `5m`, `2h`, `7d`.
    init?(brief text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(digits), count <= Self.largestCount else { return nil }
        self = .microseconds(count * unit.microseconds)
    }

    /// Writes what ``init(brief:)`` reads, in the largest unit that leaves no rest.
    var brief: String {
        let whole = wholeMicroseconds
        let unit = Self.units.sorted { $0.microseconds > $1.microseconds }.first { whole != 0 && whole % $0.microseconds == 0 }
        return unit.map { "\(whole / $0.microseconds)\($0.suffix)" } ?? "\(whole / 1000)ms"
    }
}
