/// The levels that a reading allows: what wFirma recorded after it comes on top; what it recorded meanwhile, and whatever another sender told
/// since (wFirma may have recorded that earlier or later), may or may not be in it.
struct WeighedReading: Sendable {
    /// At least one, the lowest first.
    let possible: [StockAmount]
    /// What it says if every such document is in it.
    let shown: StockAmount
    /// From when on a reading that we ask for holds all of them; nil where nothing is open.
    let clearAt: Timestamp?
    /// Nothing is open, and of every document that was told it is known that wFirma has it.
    let isProven: Bool
    /// Another sender told a release before it of which nobody knows whether wFirma has it: so many pieces it may still count.
    let mayLackRelease: Bool

    var lowest: StockAmount { possible.first ?? shown }
    var highest: StockAmount { possible.last ?? shown }
    /// It allows one number only.
    var isPlain: Bool { possible.count == 1 }

    /// - Parameter recent: the document entries of its key, as ``Ledger/apply(_:level:recent:rules:)`` takes them.
    init(_ reading: StockReading, recent: [LedgerEntry], rules: LedgerRules) {
        // wFirma writes whole seconds, and may record what another sender told a moment later; who sends a notice knows what he told before.
        func slack(of entry: LedgerEntry) -> Duration { entry.recordedAt != nil || reading.origin == .asked ? rules.recordingGrain : .zero }
        var sure = reading.amount
        var open: [(document: DocumentID, version: DocumentVersion, delta: StockAmount)] = []
        var clearAt: Timestamp?
        // What another sender's document was taken to be in an earlier reading may have been a mistake: the whole of it is open.
        for entry in recent where entry.key == reading.key && (entry.recordedAt != nil || !entry.isExplanation) {
            if let recordedAt = entry.recordedAt, recordedAt > reading.window.to {
                sure += entry.delta
            } else if entry.moment + slack(of: entry) > reading.window.from, let (document, version) = entry.document {
                clearAt = max(clearAt ?? entry.moment, entry.moment + rules.recordingGrain)
                // A version and what was taken back of it are one fact.
                if let index = open.firstIndex(where: { $0.document == document && $0.version == version }) {
                    open[index].delta += entry.delta
                } else {
                    open.append((document, version, entry.delta))
                }
            }
        }
        var levels: Set<StockAmount> = [sure]
        // The newest one by one, a bounded number of them; those before them, which a reading so late hardly lacks, only in how far they reach.
        for fact in open.suffix(rules.openDocuments) { levels.formUnion(levels.map { $0 + fact.delta }) }
        let older = open.dropLast(rules.openDocuments).map(\.delta)
        for reach in [older.filter { $0 < .zero }, older.filter { $0 > .zero }] where !reach.isEmpty {
            levels.formUnion(levels.map { reach.reduce($0, +) })
        }
        let unrecorded = recent.filter { $0.recordedAt == nil }
        isProven = open.isEmpty && unrecorded.isEmpty
        mayLackRelease = unrecorded.contains { $0.delta < .zero && !$0.isExplanation }
        possible = levels.sorted()
        shown = sure
        self.clearAt = possible.count == 1 ? nil : clearAt
    }
}

extension LedgerEntry {
    /// The document version that it speaks of.
    fileprivate var document: (DocumentID, DocumentVersion)? {
        switch cause {
        case .document(let id, let version, _), .explained(let id, let version, _): (id, version)
        case .opening, .reading, .notice: nil
        }
    }

    /// It takes back what a reading held already.
    fileprivate var isExplanation: Bool {
        switch cause {
        case .explained: true
        case .document, .opening, .reading, .notice: false
        }
    }
}
