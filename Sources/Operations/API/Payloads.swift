public import Inventory
public import Payload
import Storage

extension OfferView {
    var payload: PayloadValue {
        let link = offer.link
        let single = link.flatMap { $0.components.count == 1 ? $0.components[0] : nil }
        return [
            "id": .string(offer.id.text), "account": .string(offer.account.text), "name": .string(offer.name),
            "format": .string(offer.format.rawValue), "status": .string(offer.status.rawValue), "ended_by": .text(offer.endedBy?.rawValue),
            "product": .text(single?.product.text), "units": .count(single?.units),
            "components": .array((link?.components ?? []).map { ["product": .string($0.product.text), "units": PayloadValue($0.units)] }),
            "buffer": PayloadValue(link?.buffer ?? 0), "cap": .count(link?.cap), "sync": .bool(offer.isSynchronised),
            "auto_close": .bool(offer.autoClose), "auto_resume": .bool(offer.autoResume), "paused": .bool(offer.isPaused),
            "wish": .text(offer.wish?.rawValue), "hold": .text(offer.hold?.rawValue), "stock": .text(self.single?.stock?.description),
            "reserved": .count(self.single?.reserved), "available": .count(self.single?.available), "target": .count(target),
            "shown": .count(offer.shown?.exact), "shown_at": .moment(shownAt),
        ]
    }
}

extension ProductView {
    var payload: PayloadValue {
        [
            "id": .string(product.id.text), "code": .string(product.code), "name": .string(product.name),
            "stock": .text(availability.stock?.description), "reserved": PayloadValue(availability.reserved),
            "available": .count(availability.available),
            "warehouses": .array(
                warehouses.map {
                    [
                        "id": .string($0.warehouse.id.text), "name": .string($0.warehouse.name), "stock": .string($0.stock.description),
                        "counted": .bool($0.warehouse.isCounted),
                    ]
                }),
            "reservations": .array(reservations.map(\.payload)), "offers": .array(offers.map { .string($0.text) }),
        ]
    }
}

extension Explanation {
    /// R24's chain, as the admin API and `stockgate explain --json` give it.
    public var payload: PayloadValue {
        [
            "offer": .string(offer.text), "target": .count(target), "shown": .count(shown),
            "steps": .array(
                steps.map { step in
                    [
                        "step": .string(step.name.rawValue), "product": .text(step.product?.text), "value": step.value?.payload ?? .null,
                        "causes": .array(step.causes.map(\.payload)),
                    ]
                }),
        ]
    }
}

extension Explanation.Step.Value {
    fileprivate var payload: PayloadValue {
        switch self {
        case .amount(let amount): .string(amount.description)
        case .pieces(let pieces): PayloadValue(pieces)
        }
    }
}

extension Explanation.Cause {
    fileprivate var payload: PayloadValue {
        [
            "kind": .string(kind.rawValue), "id": .text(id), "name": .string(name), "delta": .text(delta?.description), "at": .moment(at),
        ]
    }
}

extension Plan {
    /// One line of the plan, as the admin API and `stockgate plan --json` give it (R32).
    public func payload(of offer: Offer) -> PayloadValue {
        let (name, value): (String, Int?) =
            switch action {
            case .keep: ("keep", nil)
            case .add(let pieces): ("add", pieces)
            case .set(let quantity): ("set", quantity)
            case .end: ("end", nil)
            case .resume(let quantity): ("resume", quantity)
            }
        return [
            "offer": .string(offer.id.text), "shown": .count(offer.shown?.exact), "target": .count(target), "action": .string(name),
            "value": .count(value), "reason": .string(reason.rawValue),
        ]
    }
}

extension OpenProblem {
    /// Told in Polish where the asker prefers it, else in English.
    func payload(inPolish: Bool) -> PayloadValue {
        [
            "id": .string(String(id)), "kind": .string(kind.rawValue), "subject": .string(subject),
            "what": .string(inPolish ? what.pl : what.en), "why": .string(inPolish ? why.pl : why.en), "since": .moment(since),
            "actions": .array(actions.map { .string($0.rawValue) }),
        ]
    }
}

extension PayloadValue {
    static func text(_ text: String?) -> PayloadValue { text.map { .string($0) } ?? .null }
    static func count(_ number: Int?) -> PayloadValue { number.map { PayloadValue($0) } ?? .null }
    /// RFC 3339, UTC.
    static func moment(_ moment: Timestamp?) -> PayloadValue { moment.map { .string($0.description) } ?? .null }
}
