extension SimulatedWFirma {
    /// The module `invoices`: add, find, get, edit, delete, download.
    mutating func invoices(_ action: String, id: String, _ body: JSON?, warehouse: String?) -> SandboxReply {
        switch action {
        case "find": return findInvoices(body)
        case "add":
            guard let given = Self.invoice(in: body) else { return .wfirma(.inputError) }
            switch issue(given, warehouse: warehouse) {
            case .success(let invoice): return .wfirma(.invoices, [told(invoice)])
            case .failure(let refusal): return refused(given, refusal)
            }
        default: break
        }
        guard let place = position(ofInvoice: id) else { return .wfirma(.notFound) }
        switch action {
        case "get": return .wfirma(.invoices, [told(invoices[place])])
        case "download": return SandboxReply(status: 200, headers: [("content-type", "application/pdf")], body: pdf(of: invoices[place]))
        case "edit":
            guard let given = Self.invoice(in: body) else { return .wfirma(.inputError) }
            return editInvoice(at: place, given)
        case "delete":
            switch remove(invoice: id) {
            case .success: return .wfirma(.ok)
            case .failure(let refusal): return refused(told(invoices[place]), refusal)
            }
        default: return .wfirma(.actionNotFound)
        }
    }

    private static func invoice(in body: JSON?) -> JSON? {
        WFirmaBranch.invoices.items(in: (body?["api"] ?? body)?[WFirmaBranch.invoices.plural]).first
    }

    private mutating func findInvoices(_ body: JSON?) -> SandboxReply {
        var supported: Set<String> = ["id_external", "type", "date", "fullnumber", "paymentmethod"]
        if temper.honoursIDCondition { supported.insert("id") }
        if temper.honoursModifiedCondition { supported.insert("modified") }
        let find = WFirmaFind(body, branch: .invoices, supported: supported, largest: temper.largestPage)
        let found = invoices.indices.filter { index in
            let invoice = invoices[index]
            return find.conditions.hold {
                switch $0 {
                case "id": invoice.id
                case "id_external": invoice.externalID
                case "type": invoice.kind.rawValue
                case "date": invoice.date
                case "fullnumber": invoice.fullNumber
                case "paymentmethod": invoice.paymentMethod
                case "modified": (invoice.modified + temper.clockSkew).warsawTime
                default: nil
                }
            }
        }
        return find.reply(.invoices, found) { told(invoices[$0]) }
    }

    /// What can change afterwards: words and money received, never lines.
    private mutating func editInvoice(at place: Int, _ given: JSON) -> SandboxReply {
        for field in given.fields {
            switch field.key {
            case "description": invoices[place].description = field.value.text ?? ""
            case "id_external": invoices[place].externalID = field.value.text
            case "paymentmethod": invoices[place].paymentMethod = field.value.text ?? ""
            case "alreadypaid_initial": invoices[place].paidInitially = field.value.text.flatMap(SandboxMoney.init) ?? .zero
            case "id": break
            default: return refused(given, .document(.init(field.key, "SandboxDoesNotImitate")))
            }
        }
        invoices[place].modified = time
        announce(.invoices, invoices[place].id, "invoice/edit")
        return .wfirma(.invoices, [told(invoices[place])])
    }

    /// Deletes a document of sale with its warehouse documents; not after KSeF, and not under a correction.
    mutating func remove(invoice id: String) -> Result<SandboxInvoice, InvoiceRefusal> {
        guard let place = position(ofInvoice: id) else { return .failure(.document(.init("id", "Nie znaleziono dokumentu"))) }
        let invoice = invoices[place]
        if invoice.ksef?.isRegistered(at: time) == true || invoice.corrections > 0 {
            return .failure(.document(.init("id", "Dokumentu nie można usunąć, należy wystawić korektę")))
        }
        for document in documents where document.invoice == id {
            if case .failure(let fault) = strike(document.id) { return .failure(refusal(fault, of: invoice.lines)) }
        }
        if let parent = invoice.parent.flatMap(position(ofInvoice:)) { invoices[parent].corrections -= 1 }
        invoices.removeAll { $0.id == id }
        announce(.invoices, id, "invoice/del")
        return .success(invoice)
    }

    /// `payments/add`: money on top of what was told at first.
    mutating func addPayment(_ body: JSON?) -> SandboxReply {
        guard let given = WFirmaBranch.payments.items(in: (body?["api"] ?? body)?[WFirmaBranch.payments.plural]).first else {
            return .wfirma(.inputError)
        }
        guard given["object_name"]?.text == "invoice", let id = given["object_id"]?.text, let place = position(ofInvoice: id),
            let value = given["value"]?.text.flatMap(SandboxMoney.init)
        else { return .wfirma(.payments, [given.with(.init("object_id", "Nie znaleziono dokumentu"))], code: .error) }
        invoices[place].payments.append(value)
        invoices[place].modified = time
        lastPayment += 1
        announce(.payments, String(lastPayment), "payments/add")
        return .wfirma(.payments, [given.replacing("id", with: .string(String(lastPayment)))])
    }

    /// A refusal hangs where it belongs. Once in a while it comes under OK, and only the tree tells.
    private mutating func refused(_ given: JSON, _ refusal: InvoiceRefusal) -> SandboxReply {
        let told: JSON
        switch refusal {
        case .status(let message):
            return SandboxReply(
                status: 200,
                json: ["invoices": WFirmaBranch.invoices.map([given]), "status": ["code": "ERROR", "message": .string(message)]])
        case .document(let faults): told = given.with(faults)
        case .contractor(let faults): told = given.replacing("contractor", with: (given["contractor"] ?? .object([])).with(faults))
        case .line(let place, let faults):
            var lines = WFirmaBranch.invoiceLines.items(in: given[WFirmaBranch.invoiceLines.plural])
            if place < lines.count { lines[place] = lines[place].with(faults) }
            told = given.replacing(WFirmaBranch.invoiceLines.plural, with: WFirmaBranch.invoiceLines.map(lines))
        }
        let isQuiet = faults.strike(at: time, dice: &dice) { $0.refusesQuietly ? true : nil } ?? false
        return .wfirma(.invoices, [told], code: isQuiet ? .ok : .error)
    }
}
