/// Corrections: a document of its own that says how lines stand afterwards; those left out stay.
extension SimulatedWFirma {
    mutating func correctionOrder(_ given: JSON) throws(InvoiceRefusal) -> InvoiceOrder {
        guard let id = (given["parent_id"] ?? given["parent"]?["id"])?.text, let place = position(ofInvoice: id) else {
            throw .document(.init("parent_id", "Nie znaleziono korygowanego dokumentu"))
        }
        let parent = invoices[place]
        guard !parent.kind.isDraft, parent.corrections == 0 else {
            throw .document(.init("parent_id", "Koryguje się ostatni dokument, który nie jest wersją roboczą"))
        }
        var lines = parent.lines
        for (position, item) in WFirmaBranch.invoiceLines.items(in: given[WFirmaBranch.invoiceLines.plural]).enumerated() {
            guard let original = (item["parent_id"] ?? item["parent"]?["id"])?.text, let line = lines.firstIndex(where: { $0.id == original }) else {
                throw .line(position, .init("parent_id", "Nie znaleziono korygowanej pozycji"))
            }
            guard let count = (item["unit_count"] ?? item["count"])?.text.map(SandboxCount.init) ?? lines[line].count, count >= .zero,
                let price = item["price"]?.text.map(SandboxMoney.init) ?? lines[line].price
            else { throw .line(position, .init("count", "Nieprawidłowa ilość lub cena")) }
            lines[line].count = count
            lines[line].price = price
        }
        guard lines != parent.lines else { throw .document(.init("invoicecontents", "Korekta nie wprowadza zmian")) }
        let corrected = lines.map { line in
            lastInvoiceLine += 1
            return SandboxInvoice.Line(
                id: String(lastInvoiceLine), name: line.name, good: line.good, unit: line.unit, count: line.count, price: line.price, vat: line.vat,
                parent: line.id)
        }
        return InvoiceOrder(
            kind: .correction, contractor: parent.contractor, lines: corrected, pricesAreGross: parent.pricesAreGross, currency: parent.currency,
            date: given["date"]?.text, paymentMethod: parent.paymentMethod, externalID: given["id_external"]?.text,
            description: given["description"]?.text ?? "", parent: parent.id, linesBefore: parent.lines,
            isFiled: parent.kind == .correction ? parent.ksef != nil : parent.kind.isFiled)
    }

    /// What a correction does to stock, and the mark that it leaves on what it corrects.
    mutating func moveStock(of correction: SandboxInvoice) throws(InvoiceRefusal) {
        guard let parent = correction.parent, let place = position(ofInvoice: parent) else { return }
        if hasReleased(correction) {
            switch temper.invoices.correctionStock {
            case .receipt: try enterDifference(of: correction)
            case .rewrittenRelease: try rewriteRelease(of: correction)
            case .nothing: break
            }
        }
        invoices[place].corrections += 1
        invoices[place].modified = time
    }

    /// Where a chain of corrections begins.
    func root(of invoice: SandboxInvoice) -> SandboxInvoice {
        var root = invoice
        while let parent = root.parent, let place = position(ofInvoice: parent) { root = invoices[place] }
        return root
    }

    /// How a sale stands after its corrections.
    func composed(_ invoice: SandboxInvoice) -> SandboxTotals {
        var last = invoice
        while let next = invoices.last(where: { $0.parent == last.id }) { last = next }
        return last.totalsAsLinesStand
    }

    private func hasReleased(_ correction: SandboxInvoice) -> Bool {
        let root = root(of: correction)
        return root.kind.releasesGoods && root.lines.contains { $0.good != nil }
    }

    private mutating func enterDifference(of correction: SandboxInvoice) throws(InvoiceRefusal) {
        var back: [SandboxDocument.Line] = []
        var out: [SandboxDocument.Line] = []
        for (before, after) in zip(correction.linesBefore, correction.lines) where before.count != after.count {
            guard let good = after.good else { continue }
            let isMore = after.count > before.count
            let count = isMore ? after.count - before.count : before.count - after.count
            let line = SandboxDocument.Line(good: good, count: count, price: after.price.description, invoiceLine: after.id)
            if isMore { out.append(line) } else { back.append(line) }
        }
        let root = root(of: correction)
        let warehouse = documents.first { $0.invoice == root.id }?.warehouse ?? stock.warehouses.first?.id ?? ""
        try enter(.wz, out, for: correction, in: warehouse, linesAsGiven: correction.lines)
        try enter(.pz, back, for: correction, in: warehouse, linesAsGiven: correction.lines)
    }

    private mutating func rewriteRelease(of correction: SandboxInvoice) throws(InvoiceRefusal) {
        let root = root(of: correction)
        guard let release = documents.first(where: { $0.invoice == root.id && $0.kind == .wz }) else { return }
        let lines = Self.documentLines(correction.lines)
        let outcome = lines.isEmpty ? strike(release.id) : rewrite(release.id, lines: lines)
        if case .failure(let fault) = outcome { throw refusal(fault, of: correction.lines) }
    }
}
