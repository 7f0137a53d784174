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

    /// Takes `document` as the latest version of itself. False when a later or the same version is already here: then it only completes that one.
    mutating func take(_ document: WarehouseDocument) -> Bool {
        guard let known = members[document.id] else {
            members[document.id] = document
            return true
        }
        guard document.supersedes(known) else {
            let complete = known.completed(by: document)
            members[document.id] = complete
            return complete.lines != known.lines
        }
        var latest = document
        // A deletion may carry nothing but the identity; what it deletes is what stood there.
        if document.isDeleted { (latest.kind, latest.warehouse, latest.lines) = (known.kind, known.warehouse, known.lines) }
        // A correction stays one, and what fulfilled an order fulfils it, whatever a later version leaves out.
        latest.corrects = document.corrects ?? known.corrects
        latest.invoice = document.invoice ?? known.invoice
        latest.externalID = document.externalID ?? known.externalID
        members[document.id] = latest
        return true
    }

    /// The document that tells the effect: the newest live correction, or the corrected document itself.
    /// Nil while that one was never seen: of it we know nothing, a reading decides.
    var standing: WarehouseDocument? {
        guard let base = members[root] else { return nil }
        guard !base.isDeleted else { return base }
        let live = members.values.filter { $0.corrects != nil && !$0.isDeleted && $0.id != root }
        let corrected = Set(live.compactMap(\.corrects))
        // A correction that another one corrects is older, whatever their ids say; in a ring, which only nonsense makes, the ids decide.
        let last = live.filter { !corrected.contains($0.id) }
        return (last.isEmpty ? live : last).max { $0.id.isOlder(than: $1.id) } ?? base
    }
}

extension DocumentID {
    /// wFirma counts ids upward; those that are no numbers come after, ordered as text.
    fileprivate func isOlder(than other: DocumentID) -> Bool {
        switch (Int64(text), Int64(other.text)) {
        case (let number?, let otherNumber?): number < otherNumber
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): text < other.text
        }
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
    public func supersedes(_ known: WarehouseDocument) -> Bool {
        if version.isLater(than: known.version) { return true }
        if known.version.isLater(than: version) { return version.isUncertain(beside: known.version) && !moves(as: known) }
        let comparable =
            (version.number != nil && known.version.number != nil) || (version.modified != nil && known.version.modified != nil)
        // A deletion carries the next version; one that repeats the last is still a deletion.
        if isDeleted, !known.isDeleted { return true }
        guard comparable else { return !moves(as: known) }
        // wFirma writes whole seconds: of two versions of one second the one received later counts, unless one only lacks lines of the other.
        let isByTime = version.number == nil && known.version.number == nil && !known.isDeleted
        return isByTime && !lines.allSatisfy(known.lines.contains) && !known.lines.allSatisfy(lines.contains)
    }

    /// `self`, with what another telling of the same document adds: the order that it fulfils, which not every sender names; of the same version
    /// also when wFirma recorded it, and lines of goods that were not known before.
    func completed(by other: WarehouseDocument) -> WarehouseDocument {
        var complete = self
        complete.invoice = invoice ?? other.invoice
        complete.externalID = externalID ?? other.externalID
        guard !version.isLater(than: other.version), isDeleted == other.isDeleted else { return complete }
        complete.version = DocumentVersion(number: version.number ?? other.version.number, modified: version.modified ?? other.version.modified)
        complete.recordedAt = recordedAt ?? other.recordedAt
        if other.lines.count > lines.count, lines.allSatisfy(other.lines.contains) { complete.lines = other.lines }
        return complete
    }

    private func moves(as other: WarehouseDocument) -> Bool {
        kind == other.kind && warehouse == other.warehouse && lines == other.lines && isDeleted == other.isDeleted
    }
}
