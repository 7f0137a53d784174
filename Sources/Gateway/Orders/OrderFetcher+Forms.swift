import Allegro
import Inventory
import Metrics
import NIOConcurrencyHelpers
import Storage

/// Looks at the checkout forms themselves: at what changed lately, and at all that changed since the last sweep.
extension OrderFetcher {
    /// What changed among the forms lately. A journal that lags tells of a sale later than the forms do (threads 3090, 8498), and so soon after a
    /// poll of it they tell sooner in any case.
    func glance(at now: Timestamp) async throws -> Timestamp {
        let half = intervals.events / 2
        let next = now + intervals.events
        let from = state.withLockedValue { $0.cursor == nil ? $0.changedAt : nil }
        guard let from, polls.interval(of: allegro.seat, shortest: half, at: now) <= half else { return next }
        let (answer, window) = try await allegro.ask(for: .orders, clock) { token throws(AllegroError) in
            try await allegro.client.orders(changedFrom: from - Self.glanceOverlap, token: token)
        }
        let page = answer.value
        glances.increment()
        if page.count > 0, page.body != state.withLockedValue(\.glanced) { try await deliver(page.body, .forms, window) }
        state.withLockedValue { state in
            state.glanced = page.body
            // So many are the sweep's to go through.
            if page.count >= OrderPage.largestLimit { state.sweep.due = now }
            if let last = page.lastChange { state.changedAt = max(from, last) }
        }
        return next
    }

    /// One page of the forms that changed since the last sweep.
    func sweep(start: CalendarDate?, at now: Timestamp) async throws -> Timestamp {
        let sweptTo = try await store.orderJournal(of: account).sweptTo
        var cursor =
            state.withLockedValue(\.cursor)
            ?? FormCursor(from: sweptTo.map { max($0 - Self.overlap, now - Self.formLife) } ?? Self.firstForm(start: start, at: now), began: now)
        let (answer, window) = try await allegro.ask(for: .orders, clock) { [cursor] token throws(AllegroError) in
            try await allegro.client.orders(changedFrom: cursor.from, offset: cursor.offset, token: token)
        }
        let page = answer.value
        formPages.increment()
        if page.count > 0 { try await deliver(page.body, .forms, window) }
        // Forms are dated by Allegro's clock: what it shows bounds what was swept, should ours be ahead.
        let seen = min(cursor.began, answer.serverDate ?? cursor.began)
        guard page.count >= OrderPage.largestLimit else {
            try await swept(to: seen, from: sweptTo)
            state.withLockedValue { ($0.cursor, $0.catchingUp.hasSwept, $0.changedAt) = (nil, true, max($0.changedAt ?? seen, seen)) }
            return cursor.began + intervals.sweep
        }
        cursor.advance(past: page)
        try await swept(to: min(cursor.from, seen), from: sweptTo)
        state.withLockedValue { [cursor] in $0.cursor = cursor }
        return now
    }

    private func swept(to moment: Timestamp, from sweptTo: Timestamp?) async throws {
        if let sweptTo, sweptTo >= moment { return }
        try await store.sweptOrders(of: account, to: moment, from: sweptTo)
    }
}
