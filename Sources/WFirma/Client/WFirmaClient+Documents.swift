import CurlClient
public import Inventory
import Payload

extension WFirmaClient {
    /// A page of the warehouse documents with their lines (`warehouse_documents/find`, which spans all kinds).
    public func documents(_ query: DocumentQuery) async throws(WFirmaError) -> Page<WarehouseDocument> {
        let matches = query.matches
        return try await page(query.find) { row throws(RowFault) in
            guard let type = WarehouseDocumentType(rawValue: try row.requiredText("type")) else { return .skipped }
            guard query.types.contains(type), matches(row) else { return .unasked }
            return .row(try WarehouseDocument(row, type: type))
        }
    }

    /// One warehouse document (`warehouse_document_…/get`); nil when there is none of this kind with this id.
    public func document(_ id: DocumentID, _ type: WarehouseDocumentType) async throws(WFirmaError) -> WarehouseDocument? {
        try await datedDocument(id, type)?.document
    }

    /// The same with wFirma's own clock, by which the document's times are told.
    public func datedDocument(
        _ id: DocumentID, _ type: WarehouseDocumentType
    ) async throws(WFirmaError) -> (document: WarehouseDocument, serverDate: Timestamp?)? {
        let answer = try await ask("\(type.module)/get/\(percentEncoded(id.text))")
        guard let row = try answer.record("warehouse_documents", "warehouse_document", id: id.text) else { return nil }
        do throws(RowFault) {
            guard try row.requiredText("type") == type.rawValue else { throw RowFault(reason: "it is no \(type.rawValue)") }
            return (try WarehouseDocument(row, type: type), answer.serverDate)
        } catch {
            throw .unreadable(reason: "document \(id): \(error.reason)")
        }
    }
}

extension WarehouseDocument {
    /// A document as wFirma's API tells it. One line that cannot be read makes the whole unreadable: half an effect is a wrong one.
    init(_ row: PayloadValue, type: WarehouseDocumentType) throws(RowFault) {
        guard let warehouse = row.reference("warehouse") else { throw RowFault(reason: "no warehouse") }
        guard let contents = row["warehouse_document_contents"]?.listItems else { throw RowFault(reason: "no lines") }
        var lines: [Line] = []
        for content in contents {
            let line = content.value["warehouse_document_content"] ?? content.value
            // A line of text without a good moves nothing.
            guard let good = line.reference("good") else { continue }
            // `count` is in the basic unit, `unit_count` in the line's own.
            lines.append(Line(product: ProductID(good), count: try line.requiredAmount("count")))
        }
        // `modified` equals `created` until the first edit; where wFirma left it blank or zero, there was none.
        let edited = row.filled("modified").flatMap { WFirmaTime.moment($0) == nil ? nil : $0 } ?? row.filled("created") ?? ""
        self.init(
            id: DocumentID(try row.requiredText("id")), kind: type.isReceipt ? .receipt : .release,
            name: row.filled("fullnumber") ?? row.filled("number") ?? type.rawValue,
            version: DocumentVersion(number: nil, modified: WFirmaTime.moment(edited)), warehouse: WarehouseID(warehouse), lines: lines,
            externalID: row.filled("id_external"), invoice: row.reference("invoice"), recordedAt: WFirmaTime.certainMoment(edited),
            createdAt: row.filled("created").flatMap { WFirmaTime.certainMoment($0) })
    }
}
