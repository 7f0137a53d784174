/// A product whose readings wait for the newest documents, because one of them may explain a fall (`docs/reservations.md`).
///
/// A fall no larger than what is reserved may be the release of an order that we hold already: counted as it stands, those pieces would be missing
/// twice. So the product's newest documents are fetched first, for a bounded time; then the smaller number counts.
public struct Parking: Sendable, Equatable {
    /// No reading waits longer.
    public var until: Timestamp
    /// When the newest documents were fetched; nil while they are not.
    public var fetchedAt: Timestamp?

    public init(until: Timestamp, fetchedAt: Timestamp? = nil) {
        self.until = until
        self.fetchedAt = fetchedAt
    }

    /// What becomes of a reading.
    public enum Verdict: Sendable, Equatable {
        /// It counts.
        case counts
        /// It counts; the newest documents are fetched all the same.
        case countsWhileFetching
        /// It does not count yet; the product is looked at again, then at the latest.
        case waits(until: Timestamp)
    }

    /// One reading of a product, and what orders hold of it.
    public struct Question: Sendable {
        /// By how much it is lower than what is known, over all warehouses.
        public var fall: StockAmount
        /// Pieces that are sold and not yet released.
        public var reserved: Int
        /// When the reading began.
        public var readFrom: Timestamp
        /// Until when the release of a document of ours is awaited.
        public var releaseExpectedUntil: Timestamp?

        public init(fall: StockAmount, reserved: Int, readFrom: Timestamp, releaseExpectedUntil: Timestamp?) {
            self.fall = fall
            self.reserved = reserved
            self.readFrom = readFrom
            self.releaseExpectedUntil = releaseExpectedUntil
        }
    }

    /// Decides on a reading, and whether the product is parked anew for it.
    ///
    /// - Parameters:
    ///   - parking: how the product is parked already; nil where it is not.
    ///   - limit: how long a reading waits where no release of ours is awaited longer.
    public static func verdict(
        on question: Question, parking: Parking?, limit: Duration, at moment: Timestamp
    ) -> (verdict: Verdict, parking: Parking?) {
        guard question.fall > .zero, question.reserved > 0 else { return (.counts, nil) }
        let expected = question.releaseExpectedUntil.flatMap { $0 > moment ? $0 : nil }
        let anew = Parking(until: max(moment + limit, expected ?? moment))
        // More than orders hold: it counts. But part of it may be their releases, which close what they hold only once they are fetched.
        guard question.fall <= StockAmount(pieces: question.reserved) else { return (.countsWhileFetching, anew) }
        guard let parking else { return (.waits(until: anew.until), anew) }
        let isAnswered = parking.fetchedAt.map { $0 <= question.readFrom } ?? false
        if (isAnswered && expected == nil) || parking.until <= moment { return (.counts, nil) }
        return (.waits(until: parking.until), parking)
    }
}
