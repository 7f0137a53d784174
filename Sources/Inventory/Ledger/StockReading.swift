/// What wFirma says a product's count in one warehouse is: a level, not a change (R33).
public struct StockReading: Sendable, Equatable {
    /// Where the number comes from.
    public enum Origin: Sendable, Equatable {
        /// We asked wFirma (a page of goods, or the one good).
        case asked
        /// A signed stock notice; `modified` tells whether the sender said when. Without it a higher number only asks for a reading.
        case notice(modified: Timestamp?)
    }

    public var key: StockKey
    public var amount: StockAmount
    /// Our request left, the answer came; for a notice from its `modified` (or its receipt, if that was earlier) to its receipt.
    public var window: WarehouseLevel.Window
    public var origin: Origin

    public init(key: StockKey, amount: StockAmount, window: WarehouseLevel.Window, origin: Origin) {
        self.key = key
        self.amount = amount
        self.window = window
        self.origin = origin
    }

    /// When a notice that says when was true: no later than it reached us, whatever its sender's clock shows.
    var noticeMoment: Timestamp? {
        guard case .notice(let modified?) = origin else { return nil }
        return min(modified, window.to)
    }
}
