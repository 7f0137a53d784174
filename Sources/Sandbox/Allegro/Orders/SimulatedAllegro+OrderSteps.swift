/// An order's way, step by step, and how its events are told.
extension SimulatedAllegro {
    /// The next step; an order cancelled or merged meanwhile takes none.
    mutating func take(_ step: OrderStep, on id: String) {
        guard let order = orders[id], order.status != .cancelled else { return }
        switch step {
        case .fillIn:
            if order.status != .bought { return }
            changeOrder(id) { $0.status = .filledIn }
            schedule(.filledIn, of: id)
            if order.paysByItself {
                agenda.add(.form(id, .pay), due: time + dice.span(in: temper.buyerDelay))
            } else {
                agenda.add(.form(id, .abandon), due: order.boughtAt + temper.unpaidLife)
            }
        case .pay:
            if order.status == .readyForProcessing { return }
            let now = time
            changeOrder(id) {
                $0.status = .readyForProcessing
                if $0.payment != .cashOnDelivery { $0.paidAt = now }
            }
            schedule(.readyForProcessing, of: id)
        case .abandon:
            if order.status != .readyForProcessing { _ = cancel(id, byBuyer: false, at: time) }
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
