extension SandboxControl {
    func offer(_ id: String) -> SandboxReply {
        guard let offer = world.offer(id) else { return .refused(404, "No offer \(id)") }
        return SandboxReply(status: 200, json: Self.told(offer))
    }

    func addOffer(_ body: JSON) -> SandboxReply {
        guard let id = body["id"]?.text, let available = body["available"]?.number else { return .refused(422, "id and available are needed") }
        let status = body["status"]?.text.flatMap(SandboxOffer.Status.init) ?? (available > 0 ? .active : .inactive)
        let offer = SandboxOffer(
            id: id, name: body["name"]?.text ?? "Oferta \(id)", externalID: body["external_id"]?.text, available: available, status: status,
            format: body["format"]?.text.flatMap(SandboxOffer.Format.init) ?? .buyNow, republish: body["republish"] == .bool(true),
            isFulfillment: body["is_fulfillment"] == .bool(true), unitsInSet: body["units_in_set"]?.number ?? 1,
            price: body["price"]?.text ?? "49.99",
            taxRate: body["tax_rate"]?.text
        )
        world.allegro { allegro, _ in allegro.add(offer) }
        return SandboxReply(status: 201, json: Self.told(offer))
    }

    func act(_ verb: String, on id: String, _ body: JSON) -> SandboxReply {
        let isDone: Bool
        switch verb {
        case "buy":
            guard let order = world.buy(id, quantity: body["quantity"]?.number ?? 1) else { return .refused(409, "Not for sale as things stand") }
            return SandboxReply(status: 201, json: ["order": .string(order.id), "line_item": .string(order.lines.first?.id ?? "")])
        case "quantity":
            guard let available = body["available"]?.number, available >= 0 else { return .refused(422, "available is missing") }
            isDone = world.setQuantity(available, ofOffer: id)
        case "end":
            let cause = body["by"]?.text.flatMap(SandboxOffer.EndedBy.init) ?? .user
            isDone = world.allegro { $0.end(id, by: cause, isBarred: body["barred"] == .bool(true), at: $1) }
        case "resume": isDone = world.resume(id)
        case "archive": isDone = world.allegro { $0.archive(id, at: $1) }
        default: return .refused(404, "No such act")
        }
        return isDone ? SandboxReply(status: 204) : .refused(409, "Not possible as things stand")
    }

    func tally() -> SandboxReply {
        let (allegro, strikes) = world.allegro { allegro, _ in (allegro.tally, allegro.strikes) }
        let (wfirma, struck) = world.wfirma { wfirma, _ in (wfirma.tally, wfirma.strikes) }
        let violations = AllegroTally.Violation.allCases.map { JSON.Field(key: $0.rawValue, value: .integer(allegro.violations[$0] ?? 0)) }
        return SandboxReply(
            status: 200,
            json: [
                "allegro": [
                    "requests": .integer(allegro.requests), "changes": .integer(allegro.changes), "purchases": .integer(allegro.purchases),
                    "violations": .object(violations), "faults": Self.told(strikes),
                ],
                "wfirma": [
                    "requests": .integer(wfirma.requests), "refused_by_limit": .integer(wfirma.refusedByLimit),
                    "notices_sent": .integer(wfirma.noticesSent), "notices_failed": .integer(wfirma.noticesFailed),
                    "notices_lost": .integer(wfirma.noticesLost), "notices_given_up": .integer(wfirma.noticesGivenUp), "faults": Self.told(struck),
                ],
            ])
    }

    private static func told(_ strikes: [FaultKind: Int]) -> JSON {
        .object(FaultKind.allCases.compactMap { kind in strikes[kind].map { JSON.Field(key: kind.rawValue, value: .integer($0)) } })
    }

    private static func told(_ offer: SandboxOffer) -> JSON {
        let history = offer.history.map {
            ["at": .string($0.at.rfc3339), "available": .integer($0.available), "status": .string($0.status.rawValue)] as JSON
        }
        return .fields([
            "id": .string(offer.id), "name": .string(offer.name), "external_id": .optional(offer.externalID),
            "format": .string(offer.format.rawValue),
            "status": .string(offer.status.rawValue), "ended_by": .optional(offer.endedBy?.rawValue), "ended_at": .optional(offer.endedAt?.rfc3339),
            "available": .integer(offer.available), "sold": .integer(offer.sold), "republish": .bool(offer.republish), "history": .array(history),
        ])
    }
}
