/// Acts around orders and their documents, each in one line.
extension SandboxWorld {
    /// A purchase with its wishes; nil when an offer does not run or holds too little.
    @discardableResult
    public func buy(_ purchase: SandboxPurchase) -> SandboxOrder? { allegro { $0.buy(purchase, at: $1) } }

    /// The order as it truly is; nil for a merged one.
    public func order(_ id: String) -> SandboxOrder? { allegro { allegro, _ in allegro.order(withID: id) } }

    /// All orders, by their last change.
    public var orders: [SandboxOrder] { allegro { allegro, _ in allegro.allOrders } }

    /// The buyer, or the calendar, cancels.
    @discardableResult
    public func cancel(_ order: String, byBuyer: Bool = true) -> Bool { allegro { $0.cancel(order, byBuyer: byBuyer, at: $1) } }

    /// The buyer pays.
    @discardableResult
    public func pay(_ order: String) -> Bool { allegro { $0.pay(order, at: $1) } }

    /// The buyer pays more; READY is told again.
    @discardableResult
    public func surcharge(_ order: String, _ amount: SandboxMoney) -> Bool { allegro { $0.surcharge(order, amount, at: $1) } }

    /// The buyer changes address or wish.
    @discardableResult
    public func modify(_ order: String, _ change: (inout SandboxOrder.Buyer) -> Void) -> Bool { allegro { $0.modify(order, at: $1, change) } }

    /// The goods come back: fulfilment RETURNED, no event.
    @discardableResult
    public func returnGoods(_ order: String) -> Bool { allegro { $0.returnGoods(order, at: $1) } }

    /// The buyer joins two open orders; nil when one is paid or gone.
    @discardableResult
    public func merge(_ first: String, _ second: String) -> SandboxOrder? { allegro { $0.merge(first, second, at: $1) } }

    /// A person says on Allegro that the invoice was sent past it.
    @discardableResult
    public func markExternalInvoices(_ order: String) -> Bool { allegro { $0.markExternalInvoices(order, at: $1) } }

    /// Another program brings an invoice's file to an order; it is scanned already.
    @discardableResult
    public func attachInvoice(to order: String, number: String) -> Bool { allegro { $0.attachInvoice(to: order, number: number, at: $1) } }

    /// A person or another program sets the fulfilment.
    @discardableResult
    public func setFulfillment(_ status: String, ofOrder order: String) -> Bool { allegro { $0.setFulfillment(status, ofOrder: order, at: $1) } }

    /// Another hand sets an offer's quantity; 0 ends it as sold out.
    @discardableResult
    public func setQuantity(_ available: Int, ofOffer offer: String) -> Bool { allegro { $0.setQuantity(available, ofOffer: offer, at: $1) } }

    /// Another hand resumes an ended offer.
    @discardableResult
    public func resume(_ offer: String) -> Bool { allegro { $0.resume(offer, at: $1) } }

    /// A moderator ends an offer.
    ///
    /// - Parameter isBarred: no activation undoes it.
    @discardableResult
    public func moderate(_ offer: String, isBarred: Bool = false) -> Bool { allegro { $0.end(offer, by: .admin, isBarred: isBarred, at: $1) } }
}
