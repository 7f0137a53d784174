/// Reading warehouse documents.
extension SimulatedWFirma {
    /// `warehouse_documents/find` (umbrella, all kinds, lines included) and the find of each kind's module.
    mutating func findDocuments(_ body: JSON?, kind: SandboxDocument.Kind?) -> SandboxReply {
        var supported: Set<String> = ["type", "date", "number", "fullnumber", "id_external"]
        if temper.honoursIDCondition { supported.formUnion(["id", "Invoice.id"]) }
        if temper.honoursModifiedCondition { supported.insert("modified") }
        let find = WFirmaFind(body, branch: .documents, supported: supported, largest: temper.largestPage)
        let areAllShown = time >= allDocumentsShownAt
        if find.conditions.isEmpty, kind == nil, areAllShown {
            return find.reply(.documents, documents.indices) { told(documents[$0]) }
        }
        let found = documents.indices.filter { index in
            let document = documents[index]
            return (areAllShown || document.shownAt <= time) && (kind == nil || document.kind == kind)
                && find.conditions.hold { self.value($0, of: document) }
        }
        return find.reply(.documents, found) { told(documents[$0]) }
    }

    mutating func document(_ id: String, kind: SandboxDocument.Kind) -> SandboxReply {
        guard let place = position(ofDocument: id), documents[place].kind == kind, documents[place].shownAt <= time else {
            return .wfirma(.notFound)
        }
        return .wfirma(.documents, [told(documents[place])])
    }

    func position(ofDocument id: String) -> Int? {
        guard let number = Int(id) else { return nil }
        let place = documents.firstIndex(above: number - 1) { Int($0.id) ?? 0 }
        return place < documents.count && documents[place].id == id ? place : nil
    }

    private func value(_ field: String, of document: SandboxDocument) -> String? {
        switch field {
        case "id": document.id
        case "Invoice.id": document.invoice
        case "type": document.kind.rawValue
        case "date": document.date
        case "number": String(document.number)
        case "fullnumber": document.fullNumber
        case "id_external": document.externalID
        case "modified": (document.modified + temper.clockSkew).warsawTime
        default: nil
        }
    }

    mutating func told(_ document: SandboxDocument) -> JSON {
        var lines: [JSON] = []
        for (index, line) in document.lines.enumerated() {
            let count = number(line.count)
            lines.append([
                "id": .string("\(document.id)\(index + 1)"), "name": .string(stock.good(line.good)?.name ?? ""), "good": ["id": .string(line.good)],
                "count": count, "unit_count": count, "unit": "szt.", "price": .string(line.price), "netto": .string(line.price),
                "brutto": .string(line.price), "invoicecontent": ["id": .string(line.invoiceLine ?? "0")],
            ])
        }
        return .fields([
            "id": .string(document.id), "date": .string(document.date), "number": .string(String(document.number)),
            "fullnumber": .string(document.fullNumber), "type": .string(document.kind.rawValue), "status": "accepted",
            "description": .string(document.description), "id_external": .optional(document.externalID),
            "created": .string((document.created + temper.clockSkew).warsawTime),
            "modified": .string((document.modified + temper.clockSkew).warsawTime),
            "price_type": "netto", "contractor": ["id": .string(document.contractor ?? "0")], "warehouse": ["id": .string(document.warehouse)],
            "warehouse2": ["id": "0"], "invoice": ["id": .string(document.invoice ?? "0")], "expense": ["id": "0"],
            "warehouse_document_contents": WFirmaBranch.lines.map(lines),
        ])
    }
}
