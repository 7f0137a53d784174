import Inventory
import NIOConcurrencyHelpers
import Storage
import WFirma

/// Holds the releases that closed reservations against wFirma's list of them, a few pages at each whole comparison (R22): one that a person edited or
/// deleted, and whose pieces other movements hid from every count, shows nowhere else, and its order still needs them (R27).
final class ReleaseAudit: Sendable {
    /// Pages of the list in one comparison; the next one goes on where this one ended.
    static let pageLimit = 10
    /// Documents of a page that are asked for, should it lack many.
    static let questionLimit = 50

    private let store: Store
    private let client: WFirmaClient
    private let inbox: any Inbox
    private let check: ReleaseCheck
    private let clock: @Sendable () -> Timestamp
    /// Where the next comparison begins: a page of the list, which shows the newest first, and the id that stood last on the page before.
    private let place = NIOLockedValueBox(Place())

    private struct Place: Sendable {
        var page = 1
        var above = Int.max
    }

    init(store: Store, client: WFirmaClient, inbox: any Inbox, clock: @escaping @Sendable () -> Timestamp) {
        (self.store, self.client, self.inbox, self.clock) = (store, client, inbox, clock)
        check = ReleaseCheck(store: store, client: client, inbox: inbox, clock: clock)
    }

    func run() async throws {
        let held = try await store.standingReleases(since: clock() - ReleaseCheck.reach)
        let numbers = held.compactMap { Int($0.text) }
        guard let oldest = numbers.min() else { return }
        for _ in 0..<Self.pageLimit {
            let place = place.withLockedValue { $0 }
            guard let last = try await compare(place, held), last > oldest else { return self.place.withLockedValue { $0 = Place() } }
            self.place.withLockedValue { $0 = Place(page: place.page + 1, above: last) }
        }
    }

    /// One page: what is there in another version is taken in, and of what should stand on it and does not wFirma is asked. Returns the last id on
    /// it; nil where nothing lies beyond, or the page says nothing.
    private func compare(_ place: Place, _ held: [DocumentID]) async throws -> Int? {
        let from = clock()
        let page = try await client.documents(DocumentQuery(types: [.wz, .rw], isNewestFirst: true, page: place.page))
        guard page.isComplete else { return nil }
        let listed = page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock()))
        for document in try await store.changed(listed).reversed() {
            _ = try await inbox.accept(PolledDocuments([document]).delivery(at: clock()))
        }
        let shown = Set(listed.map(\.id.text) + page.rejected.compactMap(\.id))
        // Nothing stands below the last page.
        guard let last = page.isLast ? Int.min : shown.compactMap({ Int($0) }).min() else { return nil }
        let missing = held.filter { id in !shown.contains(id.text) && Int(id.text).map { $0 > last && $0 < place.above } ?? false }
        for id in missing.prefix(Self.questionLimit) { try await check.ask(about: id) }
        return page.isLast ? nil : last
    }
}
