/// An amount of money in hundredths of its currency, exact.
public struct Money: Sendable, Hashable {
    /// Grosze, cents, haléře, fillér.
    public var hundredths: Int64
    /// ISO 4217, e.g. `PLN`.
    public var currency: String

    /// The largest amount that is taken for a real one, in hundredths; so is the largest that is read.
    public static let limit = StockAmount.limit / 100

    public init(hundredths: Int64, currency: String) {
        self.hundredths = hundredths
        self.currency = currency
    }

    /// Reads a decimal such as `49.99` (at most two decimals that are not zero). Nil when it is none, or beyond ``StockAmount/limit``.
    public init?(_ text: some StringProtocol, currency: String) {
        guard let amount = StockAmount(text), amount.tenThousandths % 100 == 0 else { return nil }
        self.init(hundredths: amount.tenThousandths / 100, currency: currency)
    }

    /// The amount with two decimals, without its currency: `49.99`, `-0.50`.
    public var decimal: String {
        let magnitude = hundredths.magnitude
        let rest = magnitude % 100
        return (hundredths < 0 ? "-" : "") + "\(magnitude / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
    }
}

extension Money: CustomStringConvertible {
    public var description: String { "\(decimal) \(currency)" }
}
