public import Inventory
import NIOConcurrencyHelpers

/// How far reading both sides has come, for people to see; nothing depends on it.
public final class ReadingProgress: Sendable {
    /// One listing that is read page by page.
    public struct Part: Sendable, Equatable {
        public enum What: Sendable, Equatable {
            /// wFirma's goods in one warehouse.
            case goods(WarehouseID)
            /// One account's offers on Allegro.
            case offers(AccountName)
        }

        public var what: What
        /// Rows that were read.
        public var done: Int
        /// Rows that there are; nil where the other side does not say.
        public var total: Int?
        public var began: Timestamp
    }

    private let part = NIOLockedValueBox<Part?>(nil)

    public init() {}

    /// What is being read now.
    public var now: Part? { part.withLockedValue { $0 } }

    func began(_ what: Part.What, at moment: Timestamp) { part.withLockedValue { $0 = Part(what: what, done: 0, total: nil, began: moment) } }

    func read(_ done: Int, of total: Int?) {
        part.withLockedValue { part in
            part?.done = done
            part?.total = total
        }
    }

    func ended() { part.withLockedValue { $0 = nil } }
}
