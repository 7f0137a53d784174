/// A document with all corrections of it: one effect on stock, told by whichever of them stands (R27).
public struct DocumentFamily: Sendable, Equatable {
    /// The document that the corrections lead to; its id names the family.
    public let root: DocumentID
    /// The latest version seen of each member.
    public var members: [DocumentID: WarehouseDocument]
    /// What the ledger holds for this family so far.
    public var booked: [StockKey: StockAmount]

    public init(root: DocumentID, members: [DocumentID: WarehouseDocument], booked: [StockKey: StockAmount]) {
        self.root = root
        self.members = members
        self.booked = booked
    }

    /// Takes `document` as the latest version of itself. False when a later or the same version is already here.
    mutating func take(_ document: WarehouseDocument) -> Bool {
        if let known = members[document.id], !document.supersedes(known) { return false }
        var latest = document
        if document.isDeleted, let known = members[document.id], document.lines.isEmpty { latest.lines = known.lines }
        members[document.id] = latest
        return true
    }

    /// The effect that stands now. Nil while the corrected document was never seen: of it we know nothing, a reading decides.
    var effect: [StockKey: StockAmount]? {
        guard let base = members[root] else { return nil }
        guard !base.isDeleted else { return [:] }
        return standing(of: base).effect
    }

    /// The newest live correction that leads to `document`, or the document itself.
    private func standing(of document: WarehouseDocument) -> WarehouseDocument {
        let corrections = members.values.filter { $0.corrects == document.id && !$0.isDeleted && $0.id != document.id }
        guard let newest = corrections.max(by: { $0.id.isOlder(than: $1.id) }) else { return document }
        return standing(of: newest)
    }
}

extension DocumentID {
    /// wFirma counts ids upward; those that are no numbers are ordered as text.
    fileprivate func isOlder(than other: DocumentID) -> Bool {
        if let number = Int64(text), let otherNumber = Int64(other.text) { return number < otherNumber }
        return text < other.text
    }
}

extension WarehouseDocument {
    /// What this version does to stock, per product and warehouse.
    var effect: [StockKey: StockAmount] {
        guard !isDeleted else { return [:] }
        var effect: [StockKey: StockAmount] = [:]
        for line in lines {
            let here = StockKey(product: line.product, warehouse: warehouse)
            switch kind {
            case .receipt: effect[here, default: .zero] += line.count
            case .release: effect[here, default: .zero] += -line.count
            case .transfer(let target):
                effect[here, default: .zero] += -line.count
                effect[StockKey(product: line.product, warehouse: target), default: .zero] += line.count
            }
        }
        return effect
    }

    /// True when this version replaces `known`: by number, by time of modification, or, where neither can be compared, by order of receipt.
    func supersedes(_ known: WarehouseDocument) -> Bool {
        if version.isLater(than: known.version) { return true }
        if known.version.isLater(than: version) { return false }
        let comparable =
            (version.number != nil && known.version.number != nil) || (version.modified != nil && known.version.modified != nil)
        // A deletion carries the next version; one that repeats the last is still a deletion.
        if comparable { return isDeleted && !known.isDeleted }
        return self != known
    }
}
