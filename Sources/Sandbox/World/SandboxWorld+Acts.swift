/// The acts that a story is made of, each in one line.
extension SandboxWorld {
    /// A buyer buys; nil when the offer does not run or holds too little.
    @discardableResult
    public func buy(_ offer: String, quantity: Int = 1, buyer: SandboxOrder.Buyer = .init()) -> SandboxOrder? {
        allegro { $0.buy([(offer, quantity)], buyer: buyer, at: $1) }
    }

    /// Goods come in (PZ).
    @discardableResult
    public func receive(_ good: String, _ count: SandboxCount, in warehouse: String) -> Result<SandboxDocument, DocumentFault> {
        wfirma { $0.enter(.pz, [.init(good: good, count: count)], warehouse: warehouse, at: $1) }
    }

    /// Goods go out (WZ).
    ///
    /// - Parameter order: the order on Allegro that it fulfils.
    @discardableResult
    public func release(_ good: String, _ count: SandboxCount, from warehouse: String, order: String? = nil) -> Result<SandboxDocument, DocumentFault>
    {
        wfirma { $0.enter(.wz, [.init(good: good, count: count)], warehouse: warehouse, order: order, at: $1) }
    }

    /// Another hand ends an offer.
    @discardableResult
    public func end(_ offer: String, by cause: SandboxOffer.EndedBy = .user) -> Bool { allegro { $0.end(offer, by: cause, at: $1) } }

    /// The offer as it truly is, with the history of what it showed.
    public func offer(_ id: String) -> SandboxOffer? { allegro { allegro, _ in allegro.offer(withID: id) } }

    public func setFault(_ kind: FaultKind, _ terms: FaultTerms = .init(), on side: SandboxSide) {
        switch side {
        case .allegro: allegro { allegro, _ in allegro.setFault(kind, terms) }
        case .wfirma: wfirma { wfirma, _ in wfirma.setFault(kind, terms) }
        }
    }

    /// Clears every fault on both sides.
    public func clearFaults() {
        allegro { allegro, _ in allegro.clearFaults() }
        wfirma { wfirma, _ in wfirma.clearFaults() }
    }
}
