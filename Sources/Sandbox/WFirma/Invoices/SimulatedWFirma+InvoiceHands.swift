/// What a person or another program does about invoices; and what the test's driver may look at.
extension SimulatedWFirma {
    /// A person or another program issues a document of sale, with all that hangs on it.
    public mutating func issue(_ sale: SandboxSale, at moment: SandboxInstant) -> Result<SandboxInvoice, SaleFault> {
        advance(to: moment)
        do {
            let lines = try sale.lines.map { line throws(SaleFault) in try invoiceLine(line) }
            let order = InvoiceOrder(
                kind: sale.kind, contractor: sale.contractor ?? cashCustomer(), lines: lines, currency: sale.currency, paidInitially: sale.paid,
                externalID: sale.mark == .externalID ? sale.order : nil,
                description: sale.mark == .description ? "Zamówienie Allegro \(sale.order ?? "")" : "", isFiled: sale.kind.isFiled)
            return .success(try issue(order))
        } catch let fault as SaleFault {
            return .failure(fault)
        } catch {
            return .failure(.refused("\(error)"))
        }
    }

    /// A person accepts a draft: it gets its number, goes to KSeF and releases its goods.
    public mutating func acceptDraft(_ id: String, at moment: SandboxInstant) -> Result<SandboxInvoice, SaleFault> {
        advance(to: moment)
        guard let place = position(ofInvoice: id), invoices[place].kind.isDraft else { return .failure(.unknownInvoice) }
        var invoice = invoices[place]
        invoice.kind = invoice.kind == .draft ? .normal : .bill
        invoice.modified = time
        do { try finish(&invoice) } catch { return .failure(.refused("\(error)")) }
        invoices[place] = invoice
        announce(.invoices, id, "invoice/edit")
        return .success(invoice)
    }

    /// A person deletes a document of sale; its warehouse documents go with it.
    public mutating func delete(invoice id: String, at moment: SandboxInstant) -> Result<SandboxInvoice, SaleFault> {
        advance(to: moment)
        guard position(ofInvoice: id) != nil else { return .failure(.unknownInvoice) }
        return remove(invoice: id).mapError { .refused("\($0)") }
    }

    /// KSeF gives a waiting document its number now; false when none waits.
    public mutating func register(invoice id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard let place = position(ofInvoice: id), let filing = invoices[place].ksef, !filing.isRegistered(at: time) else { return false }
        invoices[place].ksef?.registeredAt = time
        invoices[place].modified = time
        return true
    }

    public func invoice(withID id: String) -> SandboxInvoice? { position(ofInvoice: id).map { invoices[$0] } }

    /// All documents of sale that stand, by id.
    public var allInvoices: [SandboxInvoice] { invoices }

    /// What `invoices/download` gives now.
    public func pdf(ofInvoice id: String) -> [UInt8]? { invoice(withID: id).map { pdf(of: $0) } }

    private mutating func invoiceLine(_ line: SandboxSale.Line) throws(SaleFault) -> SandboxInvoice.Line {
        let good = line.good.flatMap(stock.good)
        if line.good != nil, good == nil { throw .unknownGood }
        guard let vat = SandboxVATCode.named(company.isVATPayer ? good?.vat ?? "23" : "ZW") else { throw .unknownGood }
        lastInvoiceLine += 1
        return SandboxInvoice.Line(
            id: String(lastInvoiceLine), name: line.name ?? good?.name ?? "Usługa", good: line.good, unit: "szt.", count: line.count,
            price: line.price, vat: vat)
    }

    private mutating func cashCustomer() -> String? {
        if let known = contractors.first(where: { $0.name == "Klient detaliczny" }) { return known.id }
        let described: JSON = ["name": "Klient detaliczny", "zip": "60-001", "city": "Poznań"]
        return try? addContractor(described).get().id
    }
}

/// A sale that somebody else documents.
public struct SandboxSale: Sendable {
    public var kind: SandboxInvoice.Kind
    public var lines: [Line]
    public var contractor: String?
    public var currency = "PLN"
    public var paid = SandboxMoney.zero
    /// The order on Allegro that it documents.
    public var order: String?
    /// Where the document carries the order's id.
    public var mark: Mark

    public enum Mark: String, Sendable, CaseIterable {
        case externalID = "id_external"
        case description
        case none
    }

    /// So many units of a good (nil: free text) at a gross price each.
    public struct Line: Sendable {
        public var good: String?
        public var name: String?
        public var count: SandboxCount
        public var price: SandboxMoney

        public init(good: String?, name: String? = nil, count: SandboxCount, price: SandboxMoney) {
            self.good = good
            self.name = name
            self.count = count
            self.price = price
        }
    }

    public init(_ lines: [Line], kind: SandboxInvoice.Kind = .normal, contractor: String? = nil, order: String? = nil, mark: Mark = .none) {
        self.lines = lines
        self.kind = kind
        self.contractor = contractor
        self.order = order
        self.mark = mark
    }
}

/// Why a hand's document of sale did not come about.
public enum SaleFault: Error, Sendable, Equatable {
    case unknownInvoice
    case unknownOrder
    case unknownGood
    /// wFirma refused it, and why.
    case refused(String)
}
