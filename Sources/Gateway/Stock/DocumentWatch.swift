import Inventory
import NIOConcurrencyHelpers
import Storage
import WFirma

/// Which products wFirma's newest documents speak of: one request tells what a look at every good would cost many for.
///
/// Documents are asked for by the time of their last change, the newest first. Nobody knows whether wFirma filters by it; an unknown filter is
/// dropped without a word. Either way the rows are held against it: where it works the page holds what changed, edits of old documents too;
/// where it does not, the newest documents stand first. What neither shows (a transfer, a deletion) the whole sweep finds.
///
/// Up to when they were seen is kept in the store: what was made while nobody ran is told at the next start.
final class DocumentWatch: Sendable {
    /// wFirma writes whole seconds, and a document may be seen a moment after it was recorded.
    static let overlap = Duration.seconds(120)
    /// So many pages of changed documents are read in a look; more, and the whole sweep is cheaper.
    static let lookPages = 5
    /// The same after a standstill: what lies further back only counts tell.
    static let catchUpPages = 50

    private struct State {
        /// Versions within the overlap that were seen already.
        var known: Set<Sight> = []
        /// Documents may have been made that no look told of: before this start, or too many at once.
        var isBehind = true
    }

    fileprivate struct Sight: Hashable {
        var document: DocumentID
        var version: DocumentVersion
    }

    /// What is new or changed since the last look.
    struct Changes: Sendable {
        /// The newest first, their times told by our clock.
        var documents: [WarehouseDocument] = []
        /// False where there was more than was read.
        var isWhole = true
        /// When it began, on wFirma's clock: what was recorded before is in it.
        fileprivate var began: Timestamp
        fileprivate var sights: Set<Sight> = []
    }

    private let store: Store
    private let client: WFirmaClient
    private let state = NIOLockedValueBox(State())

    init(store: Store, client: WFirmaClient) { (self.store, self.client) = (store, client) }

    var isBehind: Bool { state.withLockedValue(\.isBehind) }

    /// A whole sweep begins. Is it the first one ever, what is recorded from this moment of wFirma's clock on is news.
    func begin(at serverDate: Timestamp?) async throws {
        guard let serverDate, try await store.documentsSeenTo() == nil else { return }
        try await store.sawDocuments(to: serverDate)
        state.withLockedValue { $0.isBehind = false }
    }

    /// These are in the inbox, and the products' stock as they left it is known or will be read.
    func advance(past changes: Changes) async throws {
        try await store.sawDocuments(to: changes.began)
        state.withLockedValue { $0 = State(known: changes.sights, isBehind: false) }
    }

    /// There was more than a look reads: the next whole sweep goes through it.
    func fellBehind() { state.withLockedValue { $0.isBehind = true } }

    /// What changed since the last look; nil before the first whole sweep.
    func changes(pages: Int, clock: @Sendable () -> Timestamp) async throws -> Changes? {
        guard let since = try await store.documentsSeenTo() else { return nil }
        let known = state.withLockedValue(\.known)
        var changes = Changes(began: since)
        for number in 1...pages {
            let from = clock()
            let page = try await client.documents(
                DocumentQuery(since: .modified(since - Self.overlap), isNewestFirst: true, page: number))
            // A row that cannot be read says nothing; what it changed the whole sweep finds.
            guard page.isComplete else { throw IncompletePage(what: "documents", number: number, page.rejected) }
            if number == 1 { changes.began = page.serverDate ?? since }
            for document in page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock())) {
                let sight = Sight(document: document.id, version: document.version)
                changes.sights.insert(sight)
                if !known.contains(sight) { changes.documents.append(document) }
            }
            if page.isLast || page.unasked > 0 { return changes }
        }
        changes.isWhole = false
        return changes
    }
}
