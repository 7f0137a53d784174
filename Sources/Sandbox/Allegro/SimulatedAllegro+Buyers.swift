/// What buyers do.
extension SimulatedAllegro {
    /// Somebody buys at `moment`: stock falls at once, the order and its events follow after their delays.
    ///
    /// - Parameter lines: offers with quantities; several make one order with several line items.
    /// - Returns: the order, or nil when one of the offers does not run or holds too little.
    public mutating func buy(
        _ lines: [(offer: String, quantity: Int)], buyer: SandboxOrder.Buyer = .init(), at moment: SandboxInstant
    ) -> SandboxOrder? {
        advance(to: moment)
        var wanted: [String: Int] = [:]
        for line in lines { wanted[line.offer, default: 0] += line.quantity }
        let canBuy = wanted.allSatisfy { id, quantity in
            quantity > 0 && shelf[id].map { $0.status == .active && $0.available >= quantity } ?? false
        }
        guard canBuy, !lines.isEmpty else { return nil }
        var items: [SandboxOrder.Line] = []
        var provider = "SELLER"
        for line in lines {
            guard let offer = shelf[line.offer] else { continue }
            if offer.isFulfillment { provider = "ALLEGRO" }
            items.append(
                .init(
                    id: dice.uuid(), offer: offer.id, offerName: offer.name, externalID: offer.externalID, quantity: line.quantity,
                    price: offer.price,
                    boughtAt: time))
            sell(line.quantity, of: line.offer)
        }
        let order = SandboxOrder(
            id: dice.uuid(), buyer: buyer, lines: items, status: .bought, updatedAt: time, revision: dice.hexadecimal(8), provider: provider,
            paymentID: dice.uuid())
        orders.put(order)
        tally.purchases += 1
        schedule(.bought, of: order.id)
        agenda.add(.form(order.id, .fillIn), due: time + dice.span(in: temper.buyerDelay))
        return order
    }

    private mutating func sell(_ quantity: Int, of id: String) {
        shelf.change(id, at: time) {
            $0.available -= quantity
            $0.sold += quantity
        }
        if shelf[id]?.available == 0 { finish(id, by: .emptyStock) } else { noteOfferEvent("OFFER_STOCK_CHANGED", id) }
    }

    /// Cancels an order; false when there is none or it is cancelled already.
    public mutating func cancel(_ id: String, byBuyer: Bool = true, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard let order = orders[id], order.status != .cancelled else { return false }
        changeOrder(id) { $0.status = .cancelled }
        schedule(byBuyer ? .buyerCancelled : .autoCancelled, of: id)
        if temper.cancellationReturnsStock {
            for line in order.lines where shelf[line.offer]?.status == .active {
                shelf.change(line.offer, at: time) { $0.available += line.quantity }
            }
        }
        return true
    }

    /// A buyer joins two unpaid orders into one: line items keep their ids, the old forms are gone (threads 8006, 12888).
    public mutating func merge(_ first: String, _ second: String, at moment: SandboxInstant) -> SandboxOrder? {
        advance(to: moment)
        guard first != second, let one = orders[first], let two = orders[second], one.paidAt == nil, two.paidAt == nil else { return nil }
        orders.remove(first)
        orders.remove(second)
        let merged = SandboxOrder(
            id: dice.uuid(), buyer: one.buyer, lines: one.lines + two.lines, status: .bought, updatedAt: time, revision: dice.hexadecimal(8),
            provider: one.provider, paymentID: dice.uuid())
        orders.put(merged)
        schedule(.bought, of: merged.id)
        agenda.add(.form(merged.id, .fillIn), due: time + dice.span(in: temper.buyerDelay))
        return merged
    }

    /// The next step on a buyer's way; an order cancelled or merged meanwhile takes none.
    mutating func take(_ step: OrderStep, on id: String) {
        guard let order = orders[id], order.status != .cancelled else { return }
        switch step {
        case .fillIn:
            changeOrder(id) { $0.status = .filledIn }
            schedule(.filledIn, of: id)
            agenda.add(.form(id, .pay), due: time + dice.span(in: temper.buyerDelay))
        case .pay:
            let now = time
            changeOrder(id) {
                $0.status = .readyForProcessing
                $0.paidAt = now
            }
            schedule(.readyForProcessing, of: id)
        }
    }

    mutating func changeOrder(_ id: String, _ change: (inout SandboxOrder) -> Void) {
        guard var order = orders[id] else { return }
        change(&order)
        order.updatedAt = time
        order.revision = dice.hexadecimal(8)
        orders.put(order)
    }

    /// Tells an event later: each waits its own time, so that they come out of turn, and some come twice.
    mutating func schedule(_ type: OrderEventType, of id: String) {
        var wait = dice.span(in: temper.eventDelay)
        var isRepeated = dice.hits(temper.repeatedEventShare)
        switch faults.strike(at: time, dice: &dice, { $0.eventFate }) {
        case .repeat: isRepeated = true
        case .delay(let longer): wait += longer
        case nil: break
        }
        agenda.add(.event(type, form: id, repeated: isRepeated), due: time + wait)
    }

    mutating func publish(_ type: OrderEventType, of id: String, repeated: Bool) {
        guard let order = orders[id] else { return }
        orders.tell(type, of: order, at: time)
        if repeated { agenda.add(.event(type, form: id, repeated: false), due: time + dice.span(in: temper.eventDelay)) }
    }
}
