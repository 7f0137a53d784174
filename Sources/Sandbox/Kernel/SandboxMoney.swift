/// An amount of money in hundredths, exact.
public struct SandboxMoney: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let hundredths: Int

    public init(hundredths: Int) { self.hundredths = hundredths }

    /// Reads `49.99`, `5`, `-0.5`; further decimals must be zeros. Nil for anything else.
    public init?(_ text: String) {
        guard let amount = SandboxCount(text), amount.tenThousandths % 100 == 0 else { return nil }
        self.init(hundredths: amount.tenThousandths / 100)
    }

    public static let zero = SandboxMoney(hundredths: 0)

    public static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }
    public static func + (left: Self, right: Self) -> Self { Self(hundredths: left.hundredths + right.hundredths) }
    public static func - (left: Self, right: Self) -> Self { Self(hundredths: left.hundredths - right.hundredths) }

    /// So many times this amount, to the nearest hundredth.
    public static func * (amount: Self, count: SandboxCount) -> Self { amount.times(count.tenThousandths, over: 10_000) }

    /// This amount times a fraction, to the nearest hundredth, halves away from zero.
    func times(_ numerator: Int, over denominator: Int) -> Self {
        let product = hundredths * numerator
        let half = (product < 0) == (denominator < 0) ? denominator / 2 : -denominator / 2
        return Self(hundredths: (product + half) / denominator)
    }

    /// With two decimals: `49.99`, `-0.50`.
    public var description: String {
        let rest = hundredths.magnitude % 100
        return "\(hundredths < 0 ? "-" : "")\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
