/// An amount of goods in wFirma: pieces with four decimals, exact, of either sign (R9).
///
/// wFirma writes counts as decimal strings with four decimals ("3.0000"); ten-thousandths in an integer keep sums exact.
public struct StockAmount: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Ten-thousandths of a piece.
    public let tenThousandths: Int64

    /// The largest magnitude that is taken for a real count: a thousand million pieces.
    public static let limit: Int64 = 1_000_000_000 * 10_000

    public static let zero = StockAmount(tenThousandths: 0)

    public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// Stays within ±`Int64.max` ten-thousandths, as sums do.
    public init(pieces: Int) {
        let (product, isBeyond) = Int64(pieces).multipliedReportingOverflow(by: 10_000)
        self.init(tenThousandths: isBeyond ? (pieces < 0 ? -Int64.max : Int64.max) : product)
    }

    /// Reads a decimal such as `73`, `"73.0000"`, `-2.5`, `"3,0000"` (comma accepted as the decimal mark).
    /// Nil when it is no decimal, has more than four decimals that are not zero, or is beyond ``limit``; and when it could as well be another number:
    /// `1,234` and `1 234,5` are what people write, wFirma groups no digits.
    public init?(_ text: some StringProtocol) {
        var digits = text.utf8[...]
        var negative = false
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            digits = digits.dropFirst()
        }
        var value: Int64 = 0
        var decimals = -1
        var seen = false
        var isGroup = false
        for byte in digits {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                seen = true
                if decimals >= 4 {
                    guard byte == UInt8(ascii: "0") else { return nil }
                    continue
                }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
                guard value <= Self.limit else { return nil }
                if decimals >= 0 { decimals += 1 }
            case UInt8(ascii: "."), UInt8(ascii: ","):
                guard decimals < 0, seen else { return nil }
                decimals = 0
                isGroup = byte == UInt8(ascii: ",") && (1...999).contains(value)
            default: return nil
            }
        }
        guard seen, !(isGroup && decimals == 3) else { return nil }
        for _ in max(decimals, 0)..<4 { value *= 10 }
        guard value <= Self.limit else { return nil }
        self.init(tenThousandths: negative ? -value : value)
    }

    public static func < (left: Self, right: Self) -> Bool { left.tenThousandths < right.tenThousandths }
    /// Stays within ±`Int64.max` ten-thousandths: sums of nonsense must not stop the gateway.
    public static func + (left: Self, right: Self) -> Self {
        let (sum, isBeyond) = left.tenThousandths.addingReportingOverflow(right.tenThousandths)
        if isBeyond { return Self(tenThousandths: left.tenThousandths < 0 ? -Int64.max : Int64.max) }
        return Self(tenThousandths: max(sum, -Int64.max))
    }
    public static func - (left: Self, right: Self) -> Self { left + -right }
    public static prefix func - (amount: Self) -> Self { Self(tenThousandths: -amount.tenThousandths) }
    public static func += (left: inout Self, right: Self) { left = left + right }

    /// Whole pieces, rounded down, never below zero (R9).
    public var wholePieces: Int { tenThousandths <= 0 ? 0 : Int(tenThousandths / 10_000) }

    /// The shortest decimal: `73`, `2.5`, `-0.25`.
    public var description: String {
        let magnitude = tenThousandths.magnitude
        var text = String(magnitude / 10_000)
        var fraction = magnitude % 10_000
        if fraction > 0 {
            var width = 4
            while fraction % 10 == 0 { (fraction, width) = (fraction / 10, width - 1) }
            let digits = String(fraction)
            text += "." + String(repeating: "0", count: width - digits.count) + digits
        }
        return tenThousandths < 0 ? "-" + text : text
    }
}
