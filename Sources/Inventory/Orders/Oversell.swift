/// Pieces that were sold on Allegro and that, by all that was known when the sale was told, nobody had (`docs/reservations.md`).
public struct Oversell: Sendable, Equatable {
    /// Why nobody could, or did, prevent it. The first that holds is told.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        /// The offer was not synchronised: it showed what the shop had set.
        case notSynchronised = "not_synchronised"
        /// Stock fell after the sale, by at least so many pieces, and no order explains it: when they were bought, they were there.
        case stockCorrected = "stock_corrected"
        /// Somebody else changed the offer, and that is not mended yet (R29).
        case foreignHand = "foreign_hand"
        /// The sale itself was told late.
        case lateEvent = "late_event"
        /// Bought within seconds of a sale of the same product on another offer.
        case sameMoment = "same_moment"
        /// Our lowering was on its way, and nothing in it took longer than it may.
        case beforeLowering = "before_lowering"
        /// None of these: the gateway's own.
        case ours
    }

    public var line: LineItemID
    public var offer: OfferID
    public var product: ProductID
    /// Pieces of the product.
    public var pieces: Int
    public var cause: Cause
    public var boughtAt: Timestamp
    /// When the sale reached us.
    public var knownAt: Timestamp

    public init(
        line: LineItemID, offer: OfferID, product: ProductID, pieces: Int, cause: Cause, boughtAt: Timestamp, knownAt: Timestamp
    ) {
        (self.line, self.offer, self.product, self.pieces) = (line, offer, product, pieces)
        (self.cause, self.boughtAt, self.knownAt) = (cause, boughtAt, knownAt)
    }

    /// A sale told later than this after it was made is a late one: the journal is asked every few seconds.
    public static let lateAfter: Duration = .seconds(60)
    /// Sales so close together count as made at once: no lowering can come between them.
    public static let momentOfSale: Duration = .seconds(10)
    /// How long before the sale the news may have reached us that our lowering on its way follows.
    public static let timeToLower: Duration = .seconds(60)

    /// What stood around a sale when it came to be reserved.
    public struct Circumstances: Sendable, Equatable {
        public var isSynchronised: Bool
        /// Changes by a foreign hand in a row that are not forgotten yet.
        public var foreignChanges: Int
        /// Pieces by which stock fell since the sale without any order's release.
        public var lostSince: Int
        /// When other lines of the same product, on other offers, were bought.
        public var othersBoughtAt: [Timestamp]
        /// When the news came that the offer's lowerings follow which are not done, or were not when it sold.
        public var loweringSince: [Timestamp]

        public init(
            isSynchronised: Bool, foreignChanges: Int = 0, lostSince: Int = 0, othersBoughtAt: [Timestamp] = [], loweringSince: [Timestamp] = []
        ) {
            (self.isSynchronised, self.foreignChanges, self.lostSince) = (isSynchronised, foreignChanges, lostSince)
            (self.othersBoughtAt, self.loweringSince) = (othersBoughtAt, loweringSince)
        }
    }

    /// How many pieces of a new reservation nobody has.
    ///
    /// - Parameters:
    ///   - open: what the new reservation holds.
    ///   - reserved: what all hold, the new one included.
    public static func pieces(open: Int, stock: StockAmount, reserved: Int) -> Int { min(open, max(0, reserved - stock.wholePieces)) }

    /// Why `pieces` were sold that nobody had.
    public static func cause(of pieces: Int, boughtAt: Timestamp, knownAt: Timestamp, _ now: Circumstances) -> Cause {
        if !now.isSynchronised { return .notSynchronised }
        if now.lostSince >= pieces { return .stockCorrected }
        if now.foreignChanges > 0 { return .foreignHand }
        if knownAt - boughtAt > lateAfter { return .lateEvent }
        if now.othersBoughtAt.contains(where: { boughtAt - $0 <= momentOfSale && $0 - boughtAt <= momentOfSale }) { return .sameMoment }
        if now.loweringSince.contains(where: { boughtAt - $0 <= timeToLower }) { return .beforeLowering }
        return .ours
    }
}
