/// What buyers do.
extension SimulatedAllegro {
    /// Somebody buys at `moment`: stock falls at once, the order and its events follow after their delays.
    ///
    /// - Returns: the order, or nil when one of the offers does not run or holds too little.
    public mutating func buy(_ purchase: SandboxPurchase, at moment: SandboxInstant) -> SandboxOrder? {
        advance(to: moment)
        var wanted: [String: Int] = [:]
        for line in purchase.lines { wanted[line.offer, default: 0] += line.quantity }
        let canBuy = wanted.allSatisfy { id, quantity in
            quantity > 0 && shelf[id].map { $0.status == .active && $0.available >= quantity } ?? false
        }
        guard canBuy, !purchase.lines.isEmpty else { return nil }
        var items: [SandboxOrder.Line] = []
        var provider = "SELLER"
        for line in purchase.lines {
            guard let offer = shelf[line.offer] else { continue }
            if offer.isFulfillment { provider = "ALLEGRO" }
            items.append(
                .init(
                    id: dice.uuid(), offer: offer.id, offerName: offer.name, externalID: offer.externalID, quantity: line.quantity,
                    price: offer.price, taxRate: offer.taxRate, boughtAt: time))
            sell(line.quantity, of: line.offer)
        }
        let order = SandboxOrder(
            id: dice.uuid(), buyer: purchase.buyer, lines: items, status: .bought, updatedAt: time, revision: dice.hexadecimal(8),
            provider: provider, payment: purchase.payment, paysByItself: purchase.paysByItself, paymentID: dice.uuid(), delivery: purchase.delivery,
            currency: purchase.currency)
        place(order)
        tally.purchases += 1
        return order
    }

    /// Offers with quantities, paid online by themselves.
    public mutating func buy(
        _ lines: [(offer: String, quantity: Int)], buyer: SandboxOrder.Buyer = .init(), at moment: SandboxInstant
    ) -> SandboxOrder? {
        buy(SandboxPurchase(lines, buyer: buyer), at: moment)
    }

    private mutating func place(_ order: SandboxOrder) {
        orders.put(order)
        schedule(.bought, of: order.id)
        agenda.add(.form(order.id, .fillIn), due: time + dice.span(in: temper.buyerDelay))
    }

    private mutating func sell(_ quantity: Int, of id: String) {
        shelf.change(id, at: time) {
            $0.available -= quantity
            $0.sold += quantity
        }
        if shelf[id]?.available == 0 { finish(id, by: .emptyStock) } else { noteOfferEvent("OFFER_STOCK_CHANGED", id) }
    }

    /// Cancels an order; false when there is none, it is cancelled already, or the buyer may not any more.
    public mutating func cancel(_ id: String, byBuyer: Bool = true, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard let order = orders[id], order.status != .cancelled, !byBuyer || mayCancel(order) else { return false }
        changeOrder(id) { $0.status = .cancelled }
        schedule(byBuyer ? .buyerCancelled : .autoCancelled, of: id)
        if temper.cancellationReturnsStock {
            for line in order.lines where shelf[line.offer]?.status == .active {
                shelf.change(line.offer, at: time) { $0.available += line.quantity }
            }
        }
        return true
    }

    /// Within three days, unless processing began; abroad also within five minutes regardless (thread 13597).
    private func mayCancel(_ order: SandboxOrder) -> Bool {
        let age = time - order.boughtAt
        return order.fulfillment == "NEW" && age <= .seconds(3 * 24 * 3600) || order.marketplace != "allegro-pl" && age <= .seconds(300)
    }

    /// A buyer joins two unpaid orders into one: line items keep their ids, the old forms are gone (threads 8006, 12888).
    public mutating func merge(_ first: String, _ second: String, at moment: SandboxInstant) -> SandboxOrder? {
        advance(to: moment)
        guard first != second, let one = orders[first], let two = orders[second], isOpen(one), isOpen(two) else { return nil }
        orders.remove(first)
        orders.remove(second)
        let merged = SandboxOrder(
            id: dice.uuid(), buyer: one.buyer, lines: one.lines + two.lines, status: .bought, updatedAt: time, revision: dice.hexadecimal(8),
            provider: one.provider, payment: one.payment, paysByItself: one.paysByItself, paymentID: dice.uuid(), delivery: one.delivery,
            currency: one.currency)
        place(merged)
        return merged
    }

    private func isOpen(_ order: SandboxOrder) -> Bool { order.status == .bought || order.status == .filledIn }

    /// A buyer pays: an open order becomes ready; a ready one, payable on delivery, is paid for. False when there is nothing to pay.
    public mutating func pay(_ id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard let order = orders[id], order.status != .cancelled, order.paidAt == nil else { return false }
        let now = time
        changeOrder(id) {
            $0.paidAt = now
            $0.status = .readyForProcessing
        }
        if order.status != .readyForProcessing { schedule(.readyForProcessing, of: id) }
        return true
    }

    /// The buyer pays more afterwards: READY is told again (thread 2700). False when the order is not ready.
    public mutating func surcharge(_ id: String, _ amount: SandboxMoney, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard orders[id]?.status == .readyForProcessing else { return false }
        let surcharge = SandboxOrder.Surcharge(id: dice.uuid(), amount: amount, paidAt: time)
        changeOrder(id) { $0.surcharges.append(surcharge) }
        schedule(.readyForProcessing, of: id)
        return true
    }

    /// The buyer changes address or invoice wish (BUYER_MODIFIED); false when there is no such order.
    public mutating func modify(_ id: String, at moment: SandboxInstant, _ change: (inout SandboxOrder.Buyer) -> Void) -> Bool {
        advance(to: moment)
        guard orders[id] != nil else { return false }
        changeOrder(id) { change(&$0.buyer) }
        schedule(.buyerModified, of: id)
        return true
    }

    /// The goods come back: fulfilment RETURNED, and no event tells of it (thread 5974). False when there is no such order.
    public mutating func returnGoods(_ id: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard orders[id] != nil else { return false }
        changeOrder(id) { $0.fulfillment = "RETURNED" }
        return true
    }
}
