import CurlClient
public import Inventory
import Payload

extension WFirmaClient {
    /// The sales documents that carry `externalID` (`invoices/find`), every row held against it, for wFirma drops filters that it does not know.
    ///
    /// ``Page/unasked`` above zero means that the filter did not work: then the newest of everything came, and further pages may have more.
    public func invoices(externalID: String, page number: Int = 1) async throws(WFirmaError) -> Page<IssuedDocument> {
        let find = Find(
            branch: "invoices", singular: "invoice",
            conditions: [Find.Condition(field: "id_external", comparison: "eq", value: externalID)], isNewestFirst: true, page: number,
            limit: Self.pageLimit)
        return try await page(find) { row throws(RowFault) in
            row.filled("id_external") == externalID ? .row(try IssuedDocument(row)) : .unasked
        }
    }

    /// The sales documents whose description names `text`, such as an order's id (`invoices/find`). Whether wFirma filters by it is not known: every row
    /// is held against it, and where the filter is dropped the newest documents are the ones looked at.
    public func invoices(describedBy text: String) async throws(WFirmaError) -> Page<IssuedDocument> {
        let find = Find(
            branch: "invoices", singular: "invoice",
            conditions: [Find.Condition(field: "description", comparison: "like", value: "%\(text)%")], isNewestFirst: true, page: 1,
            limit: Self.pageLimit)
        return try await page(find) { row throws(RowFault) in
            row.filled("description")?.contains(text) == true ? .row(try IssuedDocument(row)) : .unasked
        }
    }

    /// One sales document with its lines, VAT, total and state in KSeF (`invoices/get`); nil when there is none.
    public func invoice(_ id: String) async throws(WFirmaError) -> IssuedDocument? {
        let answer = try await ask("invoices/get/\(percentEncoded(id))")
        guard let row = try answer.record("invoices", "invoice", id: id) else { return nil }
        do throws(RowFault) {
            return try IssuedDocument(row)
        } catch {
            throw .unreadable(reason: "invoice \(printable(id)): \(error.reason)")
        }
    }

    /// Adds a sales document for a buyer that wFirma knows (`invoices/add`). Returns its id; what it holds must be read back.
    ///
    /// Where ``WFirmaError/mayHaveHappened`` is true of the error, look for it by `id_external` before anything else.
    public func addInvoice(_ draft: OrderDocumentDraft, contractor: String?) async throws(WFirmaError) -> String {
        let query = draft.warehouse.map { [(name: "warehouse_id", value: $0.text)] } ?? []
        return try await add("invoices", "invoice", draft.payload(contractor: contractor), query: query)
    }

    /// Adds the correction that takes a document back: every line to a count of nothing, none can be removed (`invoices/add`, type correction).
    public func addCorrection(
        of document: IssuedDocument, externalID: String, date: CalendarDate, reason: String
    ) async throws(WFirmaError) -> String {
        var lines = PayloadObject()
        for (index, line) in document.lines.enumerated() {
            lines[String(index)] = [
                "invoicecontent": [
                    "parent_id": .string(line.id), "count": "0", "price": .string(Money(hundredths: line.price, currency: "").decimal),
                ]
            ]
        }
        let payload: PayloadObject = [
            "type": "correction", "parent_id": .string(document.id), "date": .string(date.description), "id_external": .string(externalID),
            "description": .string(reason), "invoicecontents": .object(lines),
        ]
        return try await add("invoices", "invoice", payload)
    }

    /// The document as PDF (`invoices/download`).
    public func invoicePDF(_ id: String) async throws(WFirmaError) -> [UInt8] {
        let bytes = try await download("invoices/download/\(percentEncoded(id))")
        // An error comes as JSON under the same status.
        guard bytes.starts(with: Array("%PDF".utf8)) else {
            let answer = try WFirmaAnswer(ExchangeAnswer(status: 200, body: bytes))
            throw .unreadable(reason: answer.isNotFound ? "there is no invoice \(printable(id))" : "no PDF came")
        }
        return bytes
    }

    /// The id of the one record that an `add` made.
    func add(
        _ branch: String, _ singular: String, _ record: PayloadObject, query: [(name: String, value: String)] = []
    ) async throws(WFirmaError) -> String {
        let answer = try await ask("\(branch)/add", query: query, body: [branch: ["0": [singular: .object(record)]]])
        guard let id = try answer.rows(branch, singular).first?.filled("id"), id != "0" else {
            throw .unreadable(reason: "no id of the new \(singular)")
        }
        return id
    }
}

extension OrderDocumentDraft {
    /// As `invoices/add` takes it; prices are gross.
    fileprivate func payload(contractor: String?) -> PayloadObject {
        var listed = PayloadObject()
        for (index, line) in lines.enumerated() {
            var content: PayloadObject = [
                "name": .string(line.name), "unit": .string(line.unit), "count": .string(String(line.count)),
                "price": .string(Money(hundredths: line.price, currency: currency).decimal),
            ]
            if let product = line.product { content["good"] = ["id": .string(product.text)] }
            if let vat = line.vat { content["vat"] = .string(vat) }
            if let code = line.vatCode { content["vat_code"] = ["id": .string(code)] }
            listed[String(index)] = ["invoicecontent": .object(content)]
        }
        var payload: PayloadObject = [
            "type": .string(type), "price_type": "brutto", "date": .string(date.description), "disposaldate": .string(date.description),
            "paymentmethod": .string(paymentMethod.rawValue), "currency": .string(currency),
            "alreadypaid_initial": .string(Money(hundredths: paid, currency: currency).decimal), "id_external": .string(externalID),
        ]
        if let contractor { payload["contractor"] = ["id": .string(contractor)] }
        payload["invoicecontents"] = .object(listed)
        return payload
    }
}

extension IssuedDocument {
    init(_ row: PayloadValue) throws(RowFault) {
        guard let contents = row["invoicecontents"]?.listItems else { throw RowFault(reason: "no lines") }
        let currency = row.filled("currency") ?? "PLN"
        var lines: [Line] = []
        for content in contents { lines.append(try Line(content.value["invoicecontent"] ?? content.value)) }
        let text = if let total = row.filled("total") { total } else { try row.requiredText("brutto") }
        guard let total = Money(text, currency: currency) else { throw RowFault(reason: "total is no amount: \(printable(text, limit: 40))") }
        self.init(
            id: try row.requiredText("id"), number: row.filled("fullnumber") ?? row.filled("number") ?? "", type: row.filled("type") ?? "",
            externalID: row.filled("id_external"), date: row.filled("date").flatMap { CalendarDate($0) }, total: total, lines: lines,
            ksefStatus: row.filled("ksef_status"),
            ksefNumber: row.filled("ksef_reference_number"))
    }
}

extension IssuedDocument.Line {
    fileprivate init(_ row: PayloadValue) throws(RowFault) {
        let text = try row.requiredText("price")
        guard let price = Money(text, currency: "") else { throw RowFault(reason: "price is no amount: \(printable(text, limit: 40))") }
        self.init(
            id: try row.requiredText("id"), name: row["name"]?.text ?? "", product: row.reference("good").map { ProductID($0) },
            count: try row.requiredAmount("count"), price: price.hundredths, vat: row.filled("vat"), vatCode: row.reference("vat_code"))
    }
}
