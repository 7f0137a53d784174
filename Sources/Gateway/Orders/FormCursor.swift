import Allegro
import Inventory

/// Where a sweep over the checkout forms stands. They come in the order of their last change, so the next page is asked for from the last change
/// of the one before: a form that changes meanwhile moves to the end and pushes no other off the pages, as it would with offsets alone.
struct FormCursor: Sendable, Equatable {
    /// When the sweep began.
    let began: Timestamp
    private(set) var from: Timestamp
    /// How many forms that changed at `from` were seen: they may fill more than a page.
    private(set) var offset = 0

    init(from: Timestamp, began: Timestamp) { (self.from, self.began) = (from, began) }

    mutating func advance(past page: OrderPage) {
        if let last = page.lastChange, last > from {
            (from, offset) = (last, 0)
        } else {
            offset += page.count
        }
    }
}

extension OrderFetcher {
    /// Where the very first sweep begins. The account's start date begins in Poland, some hours before it does in UTC.
    static func firstForm(start: CalendarDate?, at now: Timestamp) -> Timestamp {
        let reach = now - firstReach
        let start = start.flatMap { Timestamp(year: $0.year, month: $0.month, day: $0.day) }.map { $0 - .seconds(86_400) }
        return max(min(start ?? reach, reach), now - formLife)
    }
}
