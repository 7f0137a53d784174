extension SandboxWorld {
    /// All documents of sale that stand in wFirma, by id.
    public var invoices: [SandboxInvoice] { wfirma { wfirma, _ in wfirma.allInvoices } }

    /// The document of sale as it truly is.
    public func invoice(_ id: String) -> SandboxInvoice? { wfirma { wfirma, _ in wfirma.invoice(withID: id) } }

    /// Those that carry an order's id as `id_external`: never more than one if all went well.
    public func invoices(ofOrder order: String) -> [SandboxInvoice] { invoices.filter { $0.externalID == order } }

    /// A person or another program issues a document of sale.
    @discardableResult
    public func issue(_ sale: SandboxSale) -> Result<SandboxInvoice, SaleFault> { wfirma { $0.issue(sale, at: $1) } }

    /// wFirma's own Allegro add-on, or another program, documents an order beside us: goods are matched by the offer's mark.
    ///
    /// - Parameter mark: where the document carries the order's id.
    @discardableResult
    public func documentBesideUs(order id: String, mark: SandboxSale.Mark = .externalID) -> Result<SandboxInvoice, SaleFault> {
        guard let order = order(id) else { return .failure(.unknownOrder) }
        return wfirma { wfirma, moment in
            var lines = order.lines.map { line in
                SandboxSale.Line(
                    good: line.externalID.flatMap(wfirma.good(withCode:))?.id, name: line.offerName, count: .init(line.quantity),
                    price: SandboxMoney(line.price) ?? .zero)
            }
            lines.append(.init(good: nil, name: order.delivery.method, count: .init(1), price: order.delivery.cost))
            var sale = SandboxSale(lines, order: id, mark: mark)
            sale.currency = order.currency
            sale.paid = order.paidAt == nil ? .zero : order.total
            return wfirma.issue(sale, at: moment)
        }
    }

    /// A person deletes a document of sale and its warehouse documents.
    @discardableResult
    public func deleteInvoice(_ id: String) -> Result<SandboxInvoice, SaleFault> { wfirma { $0.delete(invoice: id, at: $1) } }

    /// A person accepts a draft.
    @discardableResult
    public func acceptDraft(_ id: String) -> Result<SandboxInvoice, SaleFault> { wfirma { $0.acceptDraft(id, at: $1) } }

    /// How KSeF behaves from now on.
    public func setKSeF(_ ksef: WFirmaInvoiceTemper.KSeF) { wfirma { wfirma, _ in wfirma.temper.invoices.ksef = ksef } }

    /// How long after its issue a document tells nothing of KSeF from now on.
    public func setKSeFToldAfter(_ wait: Duration) { wfirma { wfirma, _ in wfirma.temper.invoices.ksefToldAfter = wait } }

    /// KSeF gives a waiting document its number now.
    @discardableResult
    public func registerAtKSeF(invoice: String) -> Bool { wfirma { $0.register(invoice: invoice, at: $1) } }

    /// Goods move between warehouses (MM): only the counts show it.
    @discardableResult
    public func transfer(_ good: String, _ count: SandboxCount, from: String, to: String) -> Result<Void, DocumentFault> {
        wfirma { $0.transfer(good, count, from: from, to: to, at: $1) }
    }
}
