/// Documents that come through the API.
extension SimulatedWFirma {
    mutating func addDocument(_ body: JSON?, kind: SandboxDocument.Kind, warehouse asked: String?) -> SandboxReply {
        guard let given = Self.given(body) else { return .wfirma(.inputError) }
        guard let warehouse = asked ?? given["warehouse"]?["id"]?.text ?? stock.warehouses.first?.id else { return .wfirma(.notFound) }
        let contractor = given["contractor"]?["id"]?.text
        if contractor == nil, kind == .pz || kind == .wz { return refused(given, field: "contractor", message: "Pole wymagane") }
        guard let lines = Self.lines(of: given) else {
            return refused(given, field: "warehouse_document_contents", message: "Błędne pozycje dokumentu")
        }
        let order = DocumentOrder(
            kind: kind, warehouse: warehouse, lines: lines, contractor: contractor, externalID: given["id_external"]?.text,
            description: given["description"]?.text ?? "", date: given["date"]?.text)
        switch enter(order) {
        case .success(let document): return .wfirma(.documents, [told(document)])
        case .failure(let fault): return refused(given, fault)
        }
    }

    mutating func editDocument(_ id: String, _ body: JSON?, kind: SandboxDocument.Kind) -> SandboxReply {
        guard let place = position(ofDocument: id), documents[place].kind == kind else { return .wfirma(.notFound) }
        guard let given = Self.given(body) else { return .wfirma(.inputError) }
        guard let lines = given["warehouse_document_contents"] == nil ? documents[place].lines : Self.lines(of: given) else {
            return refused(given, field: "warehouse_document_contents", message: "Błędne pozycje dokumentu")
        }
        switch rewrite(id, lines: lines) {
        case .success(let document): return .wfirma(.documents, [told(document)])
        case .failure(let fault): return refused(given, fault)
        }
    }

    mutating func deleteDocument(_ id: String, kind: SandboxDocument.Kind) -> SandboxReply {
        guard let place = position(ofDocument: id), documents[place].kind == kind else { return .wfirma(.notFound) }
        switch strike(id) {
        case .success: return .wfirma(.ok)
        case .failure(let fault): return refused(told(documents[place]), fault)
        }
    }

    private static func given(_ body: JSON?) -> JSON? {
        WFirmaBranch.documents.items(in: (body?["api"] ?? body)?[WFirmaBranch.documents.plural]).first
    }

    /// Lines are written with `unit_count`; `count` is taken, too.
    private static func lines(of given: JSON) -> [SandboxDocument.Line]? {
        let items = WFirmaBranch.lines.items(in: given["warehouse_document_contents"])
        let lines = items.compactMap { item -> SandboxDocument.Line? in
            guard let good = item["good"]?["id"]?.text, let count = (item["unit_count"] ?? item["count"])?.text.flatMap(SandboxCount.init) else {
                return nil
            }
            return .init(good: good, count: count, price: item["price"]?.text ?? "0.00")
        }
        return lines.isEmpty || lines.count != items.count ? nil : lines
    }

    /// A fault hangs where it belongs: at the document, or at the line of the good.
    private func refused(_ given: JSON, _ fault: DocumentFault) -> SandboxReply {
        switch fault {
        case .unknownWarehouse: return refused(given, field: "warehouse", message: "Nie znaleziono magazynu")
        case .unknownDocument: return .wfirma(.notFound)
        case .unknownGood(let good): return refused(given, atLineOf: good, field: "good", message: "Nie znaleziono produktu")
        case .tooLittle(let good):
            return refused(given, atLineOf: good, field: "count", message: "Stan magazynowy produktu jest zbyt niski")
        case .notPositive(let good): return refused(given, atLineOf: good, field: "count", message: "Ilość musi być większa od zera")
        }
    }

    private func refused(_ given: JSON, field: String, message: String) -> SandboxReply {
        .wfirma(.documents, [.object(given.fields + [Self.errors(field, message)])], code: .error)
    }

    private func refused(_ given: JSON, atLineOf good: String, field: String, message: String) -> SandboxReply {
        let lines = WFirmaBranch.lines.items(in: given["warehouse_document_contents"]).map { line in
            line["good"]?["id"]?.text == good ? JSON.object(line.fields + [Self.errors(field, message)]) : line
        }
        let fields = given.fields.filter { $0.key != "warehouse_document_contents" }
        let contents = JSON.Field(key: "warehouse_document_contents", value: WFirmaBranch.lines.map(lines))
        return .wfirma(.documents, [.object(fields + [contents])], code: .error)
    }

    private static func errors(_ field: String, _ message: String) -> JSON.Field {
        .init(key: "errors", value: WFirmaBranch.errors.map([["field": .string(field), "message": .string(message)]]))
    }
}
