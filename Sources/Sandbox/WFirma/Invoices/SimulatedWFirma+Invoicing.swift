/// Issuing: every way in which documents of sale come, and what they do to stock.
extension SimulatedWFirma {
    /// Issues a document with what hangs on it, or nothing at all.
    mutating func issue(_ order: InvoiceOrder) throws(InvoiceRefusal) -> SandboxInvoice {
        let date = order.date ?? clock.warsawDate
        var invoice = SandboxInvoice(
            id: String(lastInvoice + 1), kind: order.kind, fullNumber: "", contractor: order.contractor, lines: order.lines,
            pricesAreGross: order.pricesAreGross, currency: order.currency, date: date, saleDate: order.saleDate ?? date,
            paymentMethod: order.paymentMethod, paidInitially: order.paidInitially, externalID: order.externalID, description: order.description,
            parent: order.parent, linesBefore: order.linesBefore, ksef: nil, created: time, modified: time)
        if !order.kind.isDraft { try finish(&invoice, isFiled: order.isFiled, from: order.warehouse) }
        lastInvoice += 1
        invoices.append(invoice)
        announce(.invoices, invoice.id, "invoice/add")
        return invoice
    }

    /// Moves stock and gives the number; what fails leaves everything as it was.
    mutating func finish(_ invoice: inout SandboxInvoice, isFiled: Bool? = nil, from warehouse: String? = nil) throws(InvoiceRefusal) {
        let isFiled = isFiled ?? invoice.kind.isFiled
        if isFiled, case .unauthorised = temper.invoices.ksef {
            throw .status("Brak autoryzacji w KSeF 2.0. Zautoryzuj się w zakładce PRZYCHODY » KSEF I INTEGRACJE")
        }
        if invoice.kind.releasesGoods { try release(invoice, from: warehouse) }
        if invoice.kind == .correction { try moveStock(of: invoice) }
        if isFiled { invoice.ksef = filing() }
        invoice.fullNumber = nextNumber(of: invoice.kind, year: invoice.date.prefix(4))
    }

    func position(ofInvoice id: String) -> Int? {
        guard let number = Int(id) else { return nil }
        let place = invoices.firstIndex(above: number - 1) { Int($0.id) ?? 0 }
        return place < invoices.count && invoices[place].id == id ? place : nil
    }

    private mutating func nextNumber(of kind: SandboxInvoice.Kind, year: Substring) -> String {
        let number = (lastSaleNumber[kind.series] ?? 0) + 1
        lastSaleNumber[kind.series] = number
        return "\(kind.series) \(number)/\(year)"
    }

    private mutating func filing() -> KSeFFiling? {
        guard case .numbers(let range) = temper.invoices.ksef else { return nil }
        let day = clock.warsawDate.split(separator: "-").joined()
        return KSeFFiling(
            number: "\(WFirmaCompany.nip)-\(day)-\(dice.hexadecimal(12).uppercased())-\(dice.hexadecimal(2).uppercased())",
            registeredAt: time + dice.span(in: range))
    }

    /// The WZ of lines with goods; free text moves nothing.
    private mutating func release(_ invoice: SandboxInvoice, from asked: String?) throws(InvoiceRefusal) {
        let active = stock.warehouses.first?.id
        let warehouse = temper.invoices.releasesFrom == .asked ? asked ?? active : active
        try enter(.wz, Self.documentLines(invoice.lines), for: invoice, in: warehouse ?? "", linesAsGiven: invoice.lines)
    }

    static func documentLines(_ lines: [SandboxInvoice.Line]) -> [SandboxDocument.Line] {
        lines.compactMap { line in
            guard let good = line.good, line.count > .zero else { return nil }
            return .init(good: good, count: line.count, price: line.price.description, invoiceLine: line.id)
        }
    }

    /// Enters an invoice's warehouse document; too little stock hangs at the line of the good.
    mutating func enter(
        _ kind: SandboxDocument.Kind, _ lines: [SandboxDocument.Line], for invoice: SandboxInvoice, in warehouse: String,
        linesAsGiven: [SandboxInvoice.Line]
    ) throws(InvoiceRefusal) {
        guard !lines.isEmpty else { return }
        let wait = dice.span(in: temper.invoices.releaseShownAfter)
        let order = DocumentOrder(
            kind: kind, warehouse: warehouse, lines: lines, contractor: invoice.contractor, invoice: invoice.id,
            externalID: temper.invoices.releaseCarriesExternalID ? invoice.externalID : nil, date: invoice.date, shownAfter: wait)
        if case .failure(let fault) = enter(order) { throw refusal(fault, of: linesAsGiven) }
    }

    func refusal(_ fault: DocumentFault, of lines: [SandboxInvoice.Line]) -> InvoiceRefusal {
        switch fault {
        case .tooLittle(let good):
            let name = stock.good(good)?.name ?? good
            return .line(
                lines.firstIndex { $0.good == good } ?? 0, .init("count", "Stan magazynowy produktu \(name) jest zbyt niski w dostępnych partiach"))
        case .unknownWarehouse: return .document(.init("warehouse", "Nie znaleziono magazynu"))
        case .unknownGood(let good): return .line(lines.firstIndex { $0.good == good } ?? 0, .init("good", "Nie znaleziono produktu"))
        case .unknownDocument: return .document(.init("warehouse_document", "Nie znaleziono dokumentu"))
        case .notPositive(let good):
            return .line(lines.firstIndex { $0.good == good } ?? 0, .init("count", "Ilość musi być większa od zera"))
        }
    }
}
