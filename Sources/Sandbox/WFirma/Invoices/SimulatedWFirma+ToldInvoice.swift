extension SimulatedWFirma {
    /// A document of sale as `find` and `get` tell it.
    mutating func told(_ invoice: SandboxInvoice) -> JSON {
        let totals = invoice.totals
        let composed = invoice.corrections > 0 && invoice.kind != .correction ? composed(invoice) : totals
        let lines = invoice.lines.map { told($0, of: invoice) }
        let vatContents = invoice.totalsByVAT.map { code, totals in
            [
                "vat_code": ["id": .string(code.id)], "netto": .string(totals.netto.description), "tax": .string(totals.tax.description),
                "brutto": .string(totals.brutto.description),
            ] as JSON
        }
        let isPaid = invoice.paid >= composed.brutto
        let ksef = time - invoice.created < temper.invoices.ksefToldAfter ? nil : invoice.ksef
        return .fields([
            "id": .string(invoice.id), "type": .string(invoice.kind.rawValue), "fullnumber": .string(invoice.fullNumber),
            "date": .string(invoice.date), "disposaldate": .string(invoice.saleDate), "paymentdate": .string(invoice.saleDate),
            "paymentmethod": .string(invoice.paymentMethod), "paymentstate": isPaid ? "paid" : "unpaid",
            "price_type": invoice.pricesAreGross ? "brutto" : "netto", "currency": .string(invoice.currency),
            "netto": .string(totals.netto.description), "tax": .string(totals.tax.description), "total": .string(totals.brutto.description),
            "total_composed": .string(composed.brutto.description), "alreadypaid_initial": .string(invoice.paidInitially.description),
            "alreadypaid": .string(invoice.paid.description),
            "remaining": .string((isPaid ? .zero : composed.brutto - invoice.paid).description),
            "id_external": .string(invoice.externalID ?? ""), "description": .string(invoice.description),
            "corrections": .string(String(invoice.corrections)), "parent": ["id": .string(invoice.parent ?? "0")],
            "ksef_reference_number": ksef.map { .string($0.isRegistered(at: time) ? $0.number : "") },
            "ksef_status": ksef.map { $0.isRegistered(at: time) ? "ok" : "processing" },
            "ksef_registration_date": ksef.map {
                .string($0.isRegistered(at: time) ? ($0.registeredAt + temper.clockSkew).warsawTime : "")
            },
            "created": .string((invoice.created + temper.clockSkew).warsawTime),
            "modified": .string((invoice.modified + temper.clockSkew).warsawTime),
            "contractor": ["id": .string(invoice.contractor ?? "0")], "contractor_detail": contractorDetail(of: invoice),
            "invoicecontents": WFirmaBranch.invoiceLines.map(lines), "vat_contents": WFirmaBranch.vatContents.map(vatContents),
        ])
    }

    private mutating func told(_ line: SandboxInvoice.Line, of invoice: SandboxInvoice) -> JSON {
        let value = invoice.value(of: line)
        let count = number(line.count)
        return [
            "id": .string(line.id), "name": .string(line.name), "unit": .string(line.unit), "count": count, "unit_count": count,
            "price": .string(line.price.description), "netto": .string(value.netto.description), "brutto": .string(value.brutto.description),
            "vat": .string(line.vat.code), "vat_code": ["id": .string(line.vat.id)], "good": ["id": .string(line.good ?? "0")],
            "parent": ["id": .string(line.parent ?? "0")],
        ]
    }

    /// A copy for each invoice, with an id of its own.
    private func contractorDetail(of invoice: SandboxInvoice) -> JSON {
        guard let contractor = contractors.first(where: { $0.id == invoice.contractor }) else { return ["id": "0"] }
        return .object([.init(key: "id", value: .string("9\(invoice.id)"))] + Self.fields(of: contractor).filter { $0.key != "id" })
    }
}
