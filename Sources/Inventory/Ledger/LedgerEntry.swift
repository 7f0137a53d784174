/// One change of one product's stock in one warehouse. Entries are only ever added; their sum is the level (invariant 1).
public struct LedgerEntry: Sendable, Equatable {
    /// What changed the stock.
    public enum Cause: Sendable, Equatable {
        /// The first reading: where the ledger begins.
        case opening
        /// A version of a document; `family` is the document that it corrects, or itself.
        case document(DocumentID, DocumentVersion, family: DocumentID)
        /// Taken back from a reading's correction, because this document explains that part of it: the same fact counts once (invariant 3).
        case explained(DocumentID, DocumentVersion, family: DocumentID)
        /// A reading corrected the ledger by this much.
        case reading
        /// A signed stock notice set the level.
        case notice
    }

    public var key: StockKey
    public var delta: StockAmount
    public var cause: Cause
    /// When the document was recorded in wFirma, on wFirma's clock, where that is known.
    public var recordedAt: Timestamp?
    /// When it was told to us.
    public var knownAt: Timestamp

    public init(key: StockKey, delta: StockAmount, cause: Cause, recordedAt: Timestamp?, knownAt: Timestamp) {
        self.key = key
        self.delta = delta
        self.cause = cause
        self.recordedAt = recordedAt
        self.knownAt = knownAt
    }

    /// The moment that decides whether a reading contained it.
    var moment: Timestamp { recordedAt ?? knownAt }
}

/// What an input does to the ledger: written in one transaction with the input's new state.
public struct LedgerChange: Sendable, Equatable {
    public var entries: [LedgerEntry] = []
    /// The levels that differ afterwards.
    public var levels: [StockKey: WarehouseLevel] = [:]
    /// What of its falls only counts because documents that were told may not have been in a reading.
    public var doubled: StockAmount = .zero
    /// Something is withheld until wFirma's own times of recording say which reading holds which document.
    public var wantsDocuments = false
    /// Pieces came back unseen, and a release that was deleted may be why.
    public var wantsReleases = false
    /// Products to be read again in every warehouse, and when (at once, or a second look).
    public var looks: [ProductID: Timestamp] = [:]

    public init() {}

    /// The products whose total may differ afterwards, in order.
    public var products: [ProductID] { Set(levels.keys.map(\.product)).sorted() }

    /// By how much all its entries change the stock.
    public var total: StockAmount { entries.reduce(.zero) { $0 + $1.delta } }

    mutating func look(at product: ProductID, due: Timestamp) {
        looks[product] = min(looks[product] ?? due, due)
    }
}

/// What the ledger's rules are set to (`safety` and `wfirma.warehouses` in the configuration).
public struct LedgerRules: Sendable {
    /// A higher reading counts when another one agrees at least this long after it.
    public var secondLook: Duration = .seconds(30)
    /// wFirma writes times in whole seconds.
    public var recordingGrain: Duration = .seconds(1)
    /// How long a correction waits for the document that explains it; then it is drift, and a document of the same size is another fact.
    public var explanationLag: Duration = .seconds(600)
    /// A document of another sender that is told so soon after a reading may be in it.
    public var tellingLag: Duration = .seconds(2)
    /// How long before a reading documents were told that must be known to be in it, before it brings back what was withheld; and releases, before a
    /// notice raises over them.
    public var withheldReach: Duration = .seconds(60)
    /// How many documents told around one reading are weighed one by one.
    public var openDocuments = 8

    /// How long a fall that a release of an open order may explain waits for the newest documents.
    public var parkLimit: Duration = .seconds(10)

    /// The warehouses that count; nil for all (R40).
    public var countedWarehouses: Set<WarehouseID>?

    public init(secondLook: Duration = .seconds(30)) { self.secondLook = secondLook }

    /// From when on the documents told before a reading matter to it (``Ledger/apply(_:level:recent:rules:)``).
    public func documentsMatter(to reading: StockReading, level: WarehouseLevel?) -> Timestamp {
        let isFar = reading.origin != .asked || (level?.withheld ?? .zero) > .zero
        return reading.window.from - (isFar ? withheldReach : recordingGrain)
    }

    /// Whether the stock of a warehouse counts: where some were chosen, a new one does not until it is chosen too.
    public func counts(_ warehouse: WarehouseID) -> Bool { countedWarehouses?.contains(warehouse) ?? true }
}
