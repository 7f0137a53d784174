import Inventory
import Payload

extension WFirmaNotice {
    /// A warehouse document. Of a deleted one only the identity and the version matter; the rest is read where it stands.
    /// Only a document that was there before, or a correction, may have no line (`mayBeEmpty`).
    static func document(_ branch: PayloadValue, isDeleted: Bool, mayBeEmpty: Bool) throws(PayloadFault) -> WFirmaNotice {
        let type = isDeleted ? try branch.optional("type", text) : try branch.required("type", text)
        guard let kind = try kind(type, of: branch, isDeleted: isDeleted) else { return .unknownDocumentKind(printable(type ?? "", limit: 64)) }
        let id = try branch.required("id") { value throws(PayloadFault) in try value.identifier() }
        let corrects = try corrected(by: id, branch)
        let lines = isDeleted ? [] : try lines(of: branch, mayBeEmpty: mayBeEmpty || corrects != nil)
        let warehouse = isDeleted ? try branch.optional("warehouse", noticeReference) : try branch.required("warehouse", noticeReference)
        let fullNumber = try branch.optional("fullnumber", text)
        let number = try branch.optional("number", text)
        return .document(
            WarehouseDocument(
                id: DocumentID(id), kind: kind, name: printable(fullNumber ?? number ?? id), version: try version(of: branch),
                warehouse: WarehouseID(warehouse ?? ""),
                lines: lines, corrects: corrects, isDeleted: isDeleted, externalID: try branch.optional("id_external", text).map { printable($0) },
                invoice: try invoice(of: branch)))
    }

    private static func text(_ value: PayloadValue) throws(PayloadFault) -> String { try value.words() }

    /// Nil for a kind that is not known. A deletion needs none.
    private static func kind(_ type: String?, of branch: PayloadValue, isDeleted: Bool) throws(PayloadFault) -> WarehouseDocument.Kind? {
        switch type {
        case "PZ", "PW", nil: return .receipt
        case "WZ", "RW": return .release
        case "MM" where isDeleted: return .transfer(to: WarehouseID(try branch.optional("warehouse_to", noticeReference) ?? ""))
        case "MM":
            let target = try branch.required("warehouse_to", noticeReference)
            guard branch["warehouse"]?["id"]?.text != target else {
                throw PayloadFault(reason: "is the warehouse that the goods come from", pointer: "/warehouse_to/id")
            }
            return .transfer(to: WarehouseID(target))
        case .some: return nil
        }
    }

    /// The document that this one corrects. The mark and the reference must agree: guessing would count goods twice.
    private static func corrected(by id: String, _ branch: PayloadValue) throws(PayloadFault) -> DocumentID? {
        let isCorrection = try branch.optional("correction") { value throws(PayloadFault) -> Bool in
            guard let flag = value.flag else { throw PayloadFault(reason: "is neither true nor false") }
            return flag
        }
        guard isCorrection == true else {
            guard try branch.optional("corrects", optionalReference) ?? nil == nil else {
                throw PayloadFault(reason: "is not true, but 'corrects' names a document").under("correction")
            }
            return nil
        }
        let corrected = try branch.required("corrects", noticeReference)
        guard corrected != id else { throw PayloadFault(reason: "is the document itself", pointer: "/corrects/id") }
        return DocumentID(corrected)
    }

    private static func version(of branch: PayloadValue) throws(PayloadFault) -> DocumentVersion {
        let number = try branch.optional("version") { value throws(PayloadFault) -> Int in
            guard let number = value.integer, number >= 0 else { throw PayloadFault(reason: "is not a whole number from 0") }
            return number
        }
        let modified = try branch.optional("modified", noticeTime)
        guard number != nil || modified != nil else { throw PayloadFault(reason: "is missing, and so is 'modified'").under("version") }
        return DocumentVersion(number: number, modified: modified)
    }

    private static func lines(of branch: PayloadValue, mayBeEmpty: Bool) throws(PayloadFault) -> [WarehouseDocument.Line] {
        let key = "warehouse_document_contents"
        let lines = try branch.list(key) { line throws(PayloadFault) in
            WarehouseDocument.Line(product: ProductID(try line.required("good", noticeReference)), count: try line.required("count", lineCount))
        }
        guard let lines else { throw PayloadFault(reason: "is missing").under(key) }
        guard mayBeEmpty || !lines.isEmpty else { throw PayloadFault(reason: "has no line").under(key) }
        return lines
    }

    private static func lineCount(_ value: PayloadValue) throws(PayloadFault) -> StockAmount {
        let count = try noticeCount(value)
        guard count >= .zero else { throw PayloadFault(reason: "is below zero; the document's type tells the direction") }
        return count
    }

    private static func invoice(of branch: PayloadValue) throws(PayloadFault) -> String? {
        try branch.optional("invoice", optionalReference) ?? nil
    }

    /// wFirma writes a reference to nothing as null, as no id or as id 0.
    private static func optionalReference(_ value: PayloadValue) throws(PayloadFault) -> String? {
        let id = try value.optional("id") { id throws(PayloadFault) in try id.identifier() }
        return id == "0" ? nil : id
    }
}
