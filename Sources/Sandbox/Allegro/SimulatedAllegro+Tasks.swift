/// Carrying commands out, task by task, when each is due.
extension SimulatedAllegro {
    mutating func carryOutTask(_ index: Int, of id: String, _ kind: CommandKind) {
        guard let task = commands[kind]?[id]?.tasks[index] else { return }
        if task.deed == .end {
            let running = (endsRunning[task.offer] ?? 1) - 1
            endsRunning[task.offer] = running > 0 ? running : nil
        }
        var fate = faults.strike(at: time, dice: &dice) { $0.fate.flatMap { $0.fits(task.deed) ? $0 : nil } }
        if fate == nil, dice.hits(temper.hangingShare) { fate = .hang }
        let state: CommandTask.State =
            switch fate {
            case .hang: .new
            case .lie: .success
            case .fail: .failed(code: "EXCEPTION_DURING_OFFER_QUANTITY_UPDATE", message: "Unexpected error")
            case .activateForEver, .activateInError, nil: apply(task.deed, to: task.offer, fate: fate)
            }
        commands[kind]?[id]?.tasks[index].state = state
        if let command = commands[kind]?[id], command.completedAt == nil, command.tasks.allSatisfy({ $0.state != .new }) {
            commands[kind]?[id]?.completedAt = time
        }
    }

    private mutating func apply(_ deed: TaskDeed, to offer: String, fate: TaskFate?) -> CommandTask.State {
        guard let current = visibleOffer(offer) else { return .failed(code: "OFFER_NOT_FOUND", message: "Offer \(offer) not found") }
        switch deed {
        case .fixed(let value): return setQuantity(value, of: offer)
        case .gain(let value): return setQuantity(current.available + value, of: offer, byGain: value)
        case .activate: return activate(offer, fate: fate)
        case .end: return end(offer)
        case .price(let amount):
            shelf.change(offer, at: time) { $0.price = amount }
            return .success
        }
    }

    /// The most pieces an offer may show.
    private static let quantityLimit = 99_999_999

    /// Sets what buyers can buy. An offer that is not active takes it, too, and stays as it is (threads 11265, 10487).
    mutating func setQuantity(_ value: Int, of id: String, byGain gain: Int? = nil) -> CommandTask.State {
        guard let offer = visibleOffer(id) else { return .failed(code: "OFFER_NOT_FOUND", message: "Offer \(id) not found") }
        guard offer.format == .buyNow else {
            return .failed(code: "EXCEPTION_DURING_OFFER_QUANTITY_UPDATE", message: "An offer of this format has no quantity to change")
        }
        guard value <= Self.quantityLimit else { return .failed(code: "ERR_INVALID_QUANTITY", message: "Quantity is too large") }
        if let gain, gain != 0, value < 1, temper.gainBelowOne == .refused {
            let code = "ATTEMPT_TO_CHANGE_OFFER_QUANTITY_TO_INVALID_VALUE"
            return .failed(code: code, message: "The quantity would fall to \(value)")
        }
        let left = max(0, value)
        shelf.change(id, at: time) { $0.available = left }
        if left == 0, offer.status == .active {
            finish(id, by: .emptyStock)
        } else {
            noteOfferEvent("OFFER_STOCK_CHANGED", id)
        }
        return .success
    }
}

extension TaskFate {
    /// The two fates of an activation befall nothing else.
    fileprivate func fits(_ deed: TaskDeed) -> Bool {
        switch self {
        case .hang, .lie, .fail: true
        case .activateForEver, .activateInError: deed == .activate
        }
    }
}
