/// Documents of sale in wFirma: what people and other programs do, and what KSeF does.
extension SandboxControl {
    func invoices(order: String?) -> SandboxReply {
        let invoices = world.invoices.filter { order == nil || $0.externalID == order }
        return SandboxReply(status: 200, json: ["invoices": .array(invoices.map(told))])
    }

    func invoice(_ id: String) -> SandboxReply {
        world.invoice(id).map { SandboxReply(status: 200, json: told($0)) } ?? .refused(404, "No invoice \(id)")
    }

    /// `{"type":"normal","order":"…","mark":"description","lines":[{"good":"501","count":"1","price":"49.99"}]}`
    func issueInvoice(_ body: JSON) -> SandboxReply {
        let items: [JSON] = if case .array(let items) = body["lines"] { items } else { [body] }
        let lines = items.compactMap { item in
            item["price"]?.text.flatMap(SandboxMoney.init).map { price in
                SandboxSale.Line(
                    good: item["good"]?.text, name: item["name"]?.text, count: item["count"]?.text.flatMap(SandboxCount.init) ?? .init(1),
                    price: price)
            }
        }
        guard lines.count == items.count, let kind = SandboxInvoice.Kind(rawValue: body["type"]?.text ?? "normal"), kind != .correction,
            let mark = SandboxSale.Mark(rawValue: body["mark"]?.text ?? "id_external")
        else { return .refused(422, "type, mark (id_external, description, none) and lines of {good, name, count, price} are needed") }
        var sale = SandboxSale(lines, kind: kind, order: body["order"]?.text, mark: mark)
        sale.currency = body["currency"]?.text ?? "PLN"
        return told(world.issue(sale))
    }

    func deleteInvoice(_ id: String) -> SandboxReply { told(world.deleteInvoice(id)) }

    func act(_ verb: String, onInvoice id: String) -> SandboxReply {
        switch verb {
        case "ksef": done(world.registerAtKSeF(invoice: id))
        case "accept": told(world.acceptDraft(id))
        default: .refused(404, "No such act")
        }
    }

    /// `{"mode":"off"|"numbers"|"unauthorised","seconds":5}`
    func setKSeF(_ body: JSON) -> SandboxReply {
        switch body["mode"]?.text {
        case "off": world.setKSeF(.off)
        case "unauthorised": world.setKSeF(.unauthorised)
        case "numbers":
            let wait = Duration.seconds(body["seconds"]?.number ?? 1)
            world.setKSeF(.numbers(after: wait...wait))
        default: return .refused(422, "mode is off, numbers or unauthorised")
        }
        return SandboxReply(status: 204)
    }

    func contractors() -> SandboxReply {
        let told = world.wfirma { wfirma, _ in wfirma.allContractors }.map { contractor in
            ["id": .string(contractor.id), "name": .string(contractor.name), "nip": .string(contractor.nip)] as JSON
        }
        return SandboxReply(status: 200, json: ["contractors": .array(told)])
    }

    func told(_ outcome: Result<SandboxInvoice, SaleFault>) -> SandboxReply {
        switch outcome {
        case .success(let invoice): SandboxReply(status: 200, json: told(invoice))
        case .failure(let fault): .refused(409, "\(fault)")
        }
    }

    private func told(_ invoice: SandboxInvoice) -> JSON {
        let lines = invoice.lines.map { line in
            [
                "id": .string(line.id), "name": .string(line.name), "good": .optional(line.good), "count": .string(line.count.description),
                "price": .string(line.price.description), "vat": .string(line.vat.code),
            ] as JSON
        }
        let releases = world.wfirma { wfirma, _ in wfirma.allDocuments.filter { $0.invoice == invoice.id }.map(\.id) }
        return [
            "id": .string(invoice.id), "type": .string(invoice.kind.rawValue), "fullnumber": .string(invoice.fullNumber),
            "id_external": .optional(invoice.externalID), "contractor": .optional(invoice.contractor), "parent": .optional(invoice.parent),
            "total": .string(invoice.totals.brutto.description), "paid": .string(invoice.paid.description), "currency": .string(invoice.currency),
            "ksef": .optional(invoice.ksef?.number), "ksef_at": .optional(invoice.ksef?.registeredAt.rfc3339), "lines": .array(lines),
            "documents": .array(releases.map(JSON.string)),
        ]
    }
}
