/// What a person in the panel, another program or a moderator does; and what the test's driver may look at.
extension SimulatedAllegro {
    /// Puts an offer on the shelf; one with a known id is left as it is.
    public mutating func add(_ offer: SandboxOffer) { shelf.add(offer, at: time) }

    /// The offer as it truly is, archived ones too.
    public func offer(withID id: String) -> SandboxOffer? { shelf[id] }

    /// How often an offer was added or changed: while it stays the same, so do they all.
    public var offerChanges: Int { shelf.changes }

    /// When commands to activate an offer were taken, or to end it, the oldest first.
    public func takenCommands(activating isActivation: Bool, offer id: String) -> [SandboxInstant] {
        let step = SandboxCommand.Step(offer: id, deed: isActivation ? .activate : .end)
        return (commands[.publication] ?? [:]).values.filter { $0.content.contains(step) }.map(\.createdAt).sorted()
    }

    /// The order as it truly is.
    public func order(withID id: String) -> SandboxOrder? { orders[id] }

    /// All orders, by their last change; merged ones are gone.
    public var allOrders: [SandboxOrder] { orders.byChange.compactMap { orders[$0.id] } }

    /// A person says on Allegro that an order's invoice was sent past it; false when there is no such order.
    public mutating func markExternalInvoices(_ id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard var order = orders[id] else { return false }
        order.hasExternalInvoices = true
        orders.put(order)
        return true
    }

    /// A person or another program sets an order's fulfilment; false when there is no such order.
    public mutating func setFulfillment(_ status: String, ofOrder id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard orders[id] != nil else { return false }
        changeOrder(id) { $0.fulfillment = status }
        schedule(.fulfillmentStatusChanged, of: id)
        return true
    }

    /// How many offers there are, archived ones too.
    public var offerCount: Int { shelf.count }

    /// Another hand sets the quantity; 0 ends a running offer as sold out. False when there is no such offer.
    public mutating func setQuantity(_ available: Int, ofOffer id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        return setQuantity(available, of: id) == .success
    }

    /// Another hand, a moderator or the calendar ends a running offer; false when it does not run.
    ///
    /// - Parameter isBarred: no activation undoes it (some ends by ADMIN).
    public mutating func end(_ id: String, by cause: SandboxOffer.EndedBy, isBarred: Bool = false, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard let offer = shelf[id], offer.status == .active || offer.status == .activating else { return false }
        finish(id, by: cause)
        shelf.change(id, at: time) { $0.isBarred = isBarred }
        return true
    }

    /// Another hand resumes an ended offer at once; false when it can not be resumed.
    public mutating func resume(_ id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard let offer = shelf[id], offer.status == .ended || offer.status == .inactive, offer.available > 0, !offer.isBarred else { return false }
        shelf.change(id, at: time) { $0.status = .activating }
        finishActivation(of: id, inError: false)
        return true
    }

    /// Archives an offer before its 60 days; false when there is none.
    public mutating func archive(_ id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        return shelf.change(id, at: time) { $0.status = .archived }
    }

    /// Sets a fault from now on.
    public mutating func setFault(_ kind: FaultKind, _ terms: FaultTerms = .init()) { faults.set(kind, on: terms, at: time) }

    /// Clears one kind of fault, or all.
    public mutating func clearFaults(_ kind: FaultKind? = nil) { faults.clear(kind) }

    /// How often each fault has struck.
    public var strikes: [FaultKind: Int] { faults.strikes }
}
