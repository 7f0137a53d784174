/// What is asked for when a document is entered.
struct DocumentOrder: Sendable {
    let kind: SandboxDocument.Kind
    let warehouse: String
    let lines: [SandboxDocument.Line]
    var contractor: String?
    var invoice: String?
    var externalID: String?
    var description = ""
    var date: String?
    /// How long it is not found yet; its effect on stock is immediate.
    var shownAfter: Duration = .zero
}

/// Why a document is refused.
public enum DocumentFault: Error, Sendable, Equatable {
    case unknownWarehouse
    case unknownDocument
    case unknownGood(String)
    /// Stock would fall below zero.
    case tooLittle(String)
    case notPositive(String)
}

/// The warehouse's work: every way in which counts change.
extension SimulatedWFirma {
    mutating func enter(_ order: DocumentOrder) -> Result<SandboxDocument, DocumentFault> {
        if let fault = fault(in: order.lines) { return .failure(fault) }
        guard stock.warehouses.contains(where: { $0.id == order.warehouse }) else { return .failure(.unknownWarehouse) }
        let number = (lastNumber[order.kind] ?? 0) + 1
        let date = order.date ?? clock.warsawDate
        let document = SandboxDocument(
            id: String(lastDocument + 1), kind: order.kind, number: number, fullNumber: "\(order.kind.rawValue) \(number)/\(date.prefix(4))",
            warehouse: order.warehouse, lines: order.lines, contractor: order.contractor, invoice: order.invoice, externalID: order.externalID,
            description: order.description, date: date, created: time, modified: time,
            shownAt: time + order.shownAfter)
        if let fault = move(document.effect, in: order.warehouse) { return .failure(fault) }
        lastDocument += 1
        lastNumber[order.kind] = number
        documents.append(document)
        allDocumentsShownAt = max(allDocumentsShownAt, document.shownAt)
        announce(document, "added", after: order.shownAfter)
        return .success(document)
    }

    mutating func rewrite(_ id: String, lines: [SandboxDocument.Line]) -> Result<SandboxDocument, DocumentFault> {
        guard let place = position(ofDocument: id) else { return .failure(.unknownDocument) }
        if let fault = fault(in: lines) { return .failure(fault) }
        var document = documents[place]
        document.lines = lines
        document.modified = time
        document.version += 1
        let change = document.effect.merging(documents[place].effect.mapValues { -$0 }) { $0 + $1 }
        if let fault = move(change, in: document.warehouse) { return .failure(fault) }
        documents[place] = document
        announce(document, "changed")
        return .success(document)
    }

    mutating func strike(_ id: String) -> Result<SandboxDocument, DocumentFault> {
        guard let place = position(ofDocument: id) else { return .failure(.unknownDocument) }
        var document = documents[place]
        if let fault = move(document.effect.mapValues { -$0 }, in: document.warehouse) { return .failure(fault) }
        documents.remove(at: place)
        document.modified = time
        document.version += 1
        announce(document, "deleted")
        return .success(document)
    }

    private func fault(in lines: [SandboxDocument.Line]) -> DocumentFault? {
        for line in lines {
            if stock.good(line.good) == nil { return .unknownGood(line.good) }
            if line.count <= .zero { return .notPositive(line.good) }
        }
        return nil
    }

    /// Changes counts, all or none; goods in the order of their ids, so that a seed repeats.
    mutating func move(_ change: [String: SandboxCount], in warehouse: String) -> DocumentFault? {
        let goods = change.filter { $0.value != .zero }.sorted { $0.key < $1.key }
        if !temper.allowsNegativeStock, let short = goods.first(where: { stock.count($0.key, in: warehouse) + $0.value < .zero && $0.value < .zero })
        {
            return .tooLittle(short.key)
        }
        for (good, delta) in goods {
            stock.move(good, in: warehouse, by: delta, at: time)
            announceStock(of: good, in: warehouse)
        }
        return nil
    }
}
