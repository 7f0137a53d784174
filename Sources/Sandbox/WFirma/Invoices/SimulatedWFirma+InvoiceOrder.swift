/// Reading what `invoices/add` asks for.
extension SimulatedWFirma {
    mutating func issue(_ given: JSON, warehouse: String?) -> Result<SandboxInvoice, InvoiceRefusal> {
        do {
            let kind = try kind(of: given)
            let order = kind == .correction ? try correctionOrder(given) : try saleOrder(given, kind, warehouse: warehouse)
            return .success(try issue(order))
        } catch {
            return .failure(error)
        }
    }

    private func kind(of given: JSON) throws(InvoiceRefusal) -> SandboxInvoice.Kind {
        guard let kind = SandboxInvoice.Kind(rawValue: given["type"]?.text ?? "normal") else {
            throw .document(.init("type", "Nieprawidłowy typ dokumentu"))
        }
        guard kind == .correction || kind.isOfNoPayer != company.isVATPayer else {
            throw .document(.init("type", "Typ dokumentu niedostępny dla tej firmy"))
        }
        return kind
    }

    private mutating func saleOrder(_ given: JSON, _ kind: SandboxInvoice.Kind, warehouse: String?) throws(InvoiceRefusal) -> InvoiceOrder {
        let method = given["paymentmethod"]?.text ?? "transfer"
        guard ["cash", "transfer", "compensation", "cod", "payment_card"].contains(method) else {
            throw .document(.init("paymentmethod", "Nieprawidłowa metoda płatności"))
        }
        guard let paid = SandboxMoney(given["alreadypaid_initial"]?.text ?? "0") else {
            throw .document(.init("alreadypaid_initial", "Nieprawidłowa kwota"))
        }
        let lines = try lines(of: given)
        let contractor = try contractor(of: given, kind)
        return InvoiceOrder(
            kind: kind, contractor: contractor, lines: lines, pricesAreGross: given["price_type"]?.text == "brutto",
            currency: given["currency"]?.text ?? "PLN", date: given["date"]?.text, saleDate: given["disposaldate"]?.text, paymentMethod: method,
            paidInitially: paid, externalID: given["id_external"]?.text, description: given["description"]?.text ?? "", warehouse: warehouse,
            isFiled: kind.isFiled)
    }

    private mutating func lines(of given: JSON) throws(InvoiceRefusal) -> [SandboxInvoice.Line] {
        let items = WFirmaBranch.invoiceLines.items(in: given[WFirmaBranch.invoiceLines.plural])
        if items.isEmpty { throw .document(.init("invoicecontents", "Dokument nie zawiera pozycji")) }
        var lines: [SandboxInvoice.Line] = []
        for (place, item) in items.enumerated() {
            let line: SandboxInvoice.Line
            do { line = try self.line(item) } catch { throw .line(place, error) }
            if item["vat_code"]?["id"] == nil, isLost() { continue }
            lines.append(line)
        }
        return lines
    }

    /// Whether a line vanishes though the answer is OK.
    private mutating func isLost() -> Bool {
        faults.strike(at: time, dice: &dice) { $0.losesLine ? true : nil } ?? dice.hits(temper.invoices.lostLineShare)
    }

    private mutating func line(_ given: JSON) throws(WFirmaFaults) -> SandboxInvoice.Line {
        let goodID = given["good"]?["id"]?.text
        let good = goodID.flatMap(stock.good)
        if goodID != nil, good == nil { throw .init("good", "Nie znaleziono produktu") }
        guard let name = given["name"]?.text ?? good?.name, !name.isEmpty else { throw .init("name", "Pole wymagane") }
        guard let count = (given["unit_count"] ?? given["count"])?.text.flatMap(SandboxCount.init), count > .zero else {
            throw .init("count", "Ilość musi być większa od zera")
        }
        guard let price = given["price"]?.text.flatMap(SandboxMoney.init) else { throw .init("price", "Nieprawidłowa cena") }
        let asked = given["vat_code"]?["id"]?.text.map(SandboxVATCode.withID) ?? (given["vat"]?.text ?? good?.vat).map(SandboxVATCode.named)
        guard let vat = company.isVATPayer ? asked ?? nil : SandboxVATCode.named("ZW") else { throw .init("vat", "Nieprawidłowa stawka VAT") }
        lastInvoiceLine += 1
        return SandboxInvoice.Line(
            id: String(lastInvoiceLine), name: name, good: goodID, unit: given["unit"]?.text ?? "szt.", count: count, price: price, vat: vat)
    }

    /// A known contractor, or one described in place, which is made.
    private mutating func contractor(of given: JSON, _ kind: SandboxInvoice.Kind) throws(InvoiceRefusal) -> String? {
        if let id = given["contractor"]?["id"]?.text, id != "0" {
            guard contractors.contains(where: { $0.id == id }) else { throw .document(.init("contractor", "Nie znaleziono kontrahenta")) }
            return id
        }
        if let described = given["contractor"], described["name"] != nil {
            switch addContractor(described) {
            case .success(let contractor): return contractor.id
            case .failure(let faults): throw .contractor(faults)
            }
        }
        if kind.isReceipt { return nil }
        throw .document(.init("contractor", "Pole wymagane"))
    }
}
