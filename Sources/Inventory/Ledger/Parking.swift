/// A product's reading that waits for the documents that may explain it (`docs/reservations.md`).
///
/// A fall no larger than what is reserved may be the release of an order that we hold already: counted as it stands, those pieces would be missing
/// twice. So the product's newest documents are fetched first, for a bounded time; then the smaller number counts.
public struct Parking: Sendable, Equatable {
    /// At the latest then a reading counts.
    public var until: Timestamp
    /// When the product's newest documents were fetched meanwhile; nil: not yet.
    public var fetchedAt: Timestamp?

    public init(until: Timestamp, fetchedAt: Timestamp? = nil) { (self.until, self.fetchedAt) = (until, fetchedAt) }

    /// What there is to weigh a reading by.
    public struct Facts: Sendable, Equatable {
        /// By how much the reading, over all warehouses of its pass, lies below what is known; negative where it lies above.
        public var fall: StockAmount
        /// Pieces of the product that are sold and not yet released.
        public var reserved: Int
        /// Until when the release of an invoice of ours is awaited that the product is part of; nil where none is.
        public var releaseExpected: Timestamp?
        /// When the reading was begun.
        public var readFrom: Timestamp

        public init(fall: StockAmount, reserved: Int, releaseExpected: Timestamp? = nil, readFrom: Timestamp) {
            (self.fall, self.reserved, self.releaseExpected, self.readFrom) = (fall, reserved, releaseExpected, readFrom)
        }
    }

    /// What a reading is worth now.
    public enum Decision: Sendable, Equatable {
        /// It counts; what waited for the product waits no longer.
        case counts
        /// It does not count yet: the product is read again, at `until` at the latest.
        case waits(Parking)
    }

    /// Weighs a reading.
    ///
    /// - Parameters:
    ///   - parking: what waits for the product already; nil: nothing.
    ///   - limit: how long its documents may take.
    public static func decide(_ facts: Facts, waiting parking: Parking?, limit: Duration, at now: Timestamp) -> Decision {
        guard facts.fall > .zero, facts.reserved > 0, facts.fall <= StockAmount(pieces: facts.reserved) else { return .counts }
        let expected = facts.releaseExpected.flatMap { $0 > now ? $0 : nil }
        guard let parking else { return .waits(Parking(until: max(now + limit, expected ?? now))) }
        // Begun after the documents were fetched, and still lower: none of them explains it.
        let isAnswered = parking.fetchedAt.map { $0 <= facts.readFrom } ?? false
        return (isAnswered && expected == nil) || parking.until <= now ? .counts : .waits(parking)
    }
}
