/// An amount of goods as wFirma counts: four decimal places, exact, and below zero where that is allowed.
public struct SandboxCount: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Ten-thousandths of a piece.
    public let tenThousandths: Int

    public init(tenThousandths: Int) { self.tenThousandths = tenThousandths }

    /// A whole number of pieces.
    public init(_ pieces: Int) { self.init(tenThousandths: pieces * 10_000) }

    /// Reads `3`, `3.5`, `-0.2500`; nil for anything else.
    public init?(_ text: String) {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let halves = digits.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count > 1 ? halves[1] : ""
        guard (1...2).contains(halves.count), halves[0].count <= 12, fraction.count <= 4, !halves[0].isEmpty, halves.joined().allSatisfy(\.isNumber),
            let whole = Int(halves[0]), let rest = Int(fraction + String(repeating: "0", count: 4 - fraction.count))
        else { return nil }
        self.init(tenThousandths: (whole * 10_000 + rest) * (text.hasPrefix("-") ? -1 : 1))
    }

    public static let zero = SandboxCount(tenThousandths: 0)

    public static func < (left: Self, right: Self) -> Bool { left.tenThousandths < right.tenThousandths }
    public static func + (left: Self, right: Self) -> Self { Self(tenThousandths: left.tenThousandths + right.tenThousandths) }
    public static func - (left: Self, right: Self) -> Self { Self(tenThousandths: left.tenThousandths - right.tenThousandths) }
    static prefix func - (count: Self) -> Self { .zero - count }

    /// As wFirma writes it: `3.0000`.
    public var description: String {
        let size = tenThousandths.magnitude
        let fraction = String(size % 10_000)
        return "\(tenThousandths < 0 ? "-" : "")\(size / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
    }
}
