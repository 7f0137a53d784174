/// A warehouse document as a source tells it: an effect on stock, replaced by its later versions (R27).
public struct WarehouseDocument: Sendable, Equatable {
    /// What a document does to stock. A transfer leaves the sum over both warehouses unchanged.
    public enum Kind: Sendable, Equatable {
        /// PZ, PW: goods come in.
        case receipt
        /// WZ, RW: goods go out.
        case release
        /// MM: goods move to another warehouse.
        case transfer(to: WarehouseID)

        /// Whether the two move goods in the same direction.
        public func isLike(_ other: Kind) -> Bool {
            switch (self, other) {
            case (.receipt, .receipt), (.release, .release), (.transfer, .transfer): true
            case (.receipt, _), (.release, _), (.transfer, _): false
            }
        }
    }

    /// One line: a product and the count moved, as the document's kind reads it.
    public struct Line: Sendable, Equatable {
        public var product: ProductID
        public var count: StockAmount

        public init(product: ProductID, count: StockAmount) {
            self.product = product
            self.count = count
        }
    }

    public var id: DocumentID
    public var kind: Kind
    /// What people call it, e.g. `WZ 12/2026`.
    public var name: String
    /// Orders the edits of this document.
    public var version: DocumentVersion
    public var warehouse: WarehouseID
    public var lines: [Line]
    /// Set on a correction: `lines` are how those of that document should now be.
    public var corrects: DocumentID?
    /// Deleted: this version has no effect.
    public var isDeleted: Bool
    /// The issuer's own reference; an order's id where it fulfils one.
    public var externalID: String?
    /// The invoice it was made from.
    public var invoice: String?
    /// When wFirma recorded this version, on wFirma's clock; nil where wFirma is not the source (`docs/ledger.md`).
    public var recordedAt: Timestamp?
    /// When wFirma made the document, on wFirma's clock: what readings hold of a version that was edited since nobody knows. Nil where that is not
    /// told. It is not kept: it matters at the first sight alone.
    public var createdAt: Timestamp?

    public init(
        id: DocumentID, kind: Kind, name: String, version: DocumentVersion, warehouse: WarehouseID, lines: [Line], corrects: DocumentID? = nil,
        isDeleted: Bool = false, externalID: String? = nil, invoice: String? = nil, recordedAt: Timestamp? = nil,
        createdAt: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.version = version
        self.warehouse = warehouse
        self.lines = lines
        self.corrects = corrects
        self.isDeleted = isDeleted
        self.externalID = externalID
        self.invoice = invoice
        self.recordedAt = recordedAt
        self.createdAt = createdAt
    }
}

/// What orders the edits of one document: its `version`, or without one the time of its last modification.
public struct DocumentVersion: Hashable, Sendable, CustomStringConvertible {
    /// The sender's own count of edits.
    public var number: Int?
    /// The `modified` of the document, in microseconds since the epoch, as the sender wrote it.
    public var modified: Timestamp?

    public init(number: Int?, modified: Timestamp?) {
        self.number = number
        self.modified = modified
    }

    /// True when this version is later than `other`; where the two cannot be compared, it is not.
    public func isLater(than other: DocumentVersion) -> Bool {
        if let number, let before = other.number { return number > before }
        if let modified, let before = other.modified { return modified > before }
        return false
    }

    /// True where both are told by times alone, in the hour that autumn repeats: what looks older may be an hour younger, and the order of receipt
    /// decides.
    func isUncertain(beside other: DocumentVersion) -> Bool {
        guard number == nil || other.number == nil, let modified, let before = other.modified else { return false }
        return PolishTime.isRepeated(modified) && PolishTime.isRepeated(before)
    }

    public var description: String {
        if let number { return String(number) }
        return modified.map(\.description) ?? "unversioned"
    }
}
