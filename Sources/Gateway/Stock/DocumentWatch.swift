import Inventory
import NIOConcurrencyHelpers
import WFirma

/// Which products wFirma's newest documents speak of: one request tells what a look at every good would cost many for.
///
/// Documents are asked for by the time of their last change, the newest first. Nobody knows whether wFirma filters by it; an unknown filter is
/// dropped without a word. Either way the rows are held against it: where it works the page holds what changed, edits of old documents too;
/// where it does not, the newest documents stand first. What neither shows (a transfer, a deletion) the whole sweep finds.
final class DocumentWatch: Sendable {
    /// wFirma writes whole seconds, and a document may be seen a moment after it was recorded.
    static let overlap = Duration.seconds(120)
    /// So many pages of changed documents are read; more, and the whole sweep is cheaper.
    static let pageLimit = 5

    /// What was seen up to a moment.
    struct Position: Sendable {
        /// On wFirma's clock: what was recorded before was seen. Nil before the first whole sweep.
        fileprivate var since: Timestamp?
        /// Versions within the overlap that were seen already.
        fileprivate var known: Set<Sight> = []
    }

    fileprivate struct Sight: Hashable {
        var document: DocumentID
        var version: DocumentVersion
    }

    private let client: WFirmaClient
    private let state = NIOLockedValueBox(Position())

    init(client: WFirmaClient) { self.client = client }

    /// A whole sweep begins: what is recorded from this moment of wFirma's clock on may escape it.
    func begin(at serverDate: Timestamp?) {
        guard let serverDate else { return }
        state.withLockedValue { $0.since = serverDate }
    }

    /// The products' stock as the documents up to `position` left it is known now.
    func advance(to position: Position) { state.withLockedValue { $0 = position } }

    /// The documents that are new or changed since the position, the newest first and their times told by our clock, and the next position. Nil
    /// before the first whole sweep, and where there are too many.
    func changed(clock: @Sendable () -> Timestamp) async throws -> (documents: [WarehouseDocument], position: Position)? {
        let before = state.withLockedValue { $0 }
        guard let since = before.since else { return nil }
        var sights: Set<Sight> = []
        var documents: [WarehouseDocument] = []
        var now: Timestamp?
        for number in 1...Self.pageLimit {
            let from = clock()
            let page = try await client.documents(
                DocumentQuery(since: .modified(since - Self.overlap), isNewestFirst: true, page: number))
            // A row that cannot be read says nothing; what it changed the whole sweep finds.
            guard page.isComplete else { throw IncompletePage(what: "documents", number: number, page.rejected) }
            if number == 1 { now = page.serverDate }
            for document in page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock())) {
                let sight = Sight(document: document.id, version: document.version)
                sights.insert(sight)
                if !before.known.contains(sight) { documents.append(document) }
            }
            guard page.isLast || page.unasked > 0 else { continue }
            return (documents, Position(since: now ?? since, known: sights))
        }
        return nil
    }
}
