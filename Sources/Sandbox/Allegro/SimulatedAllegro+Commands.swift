/// Taking commands in: each is checked, registered and answered with zeros; its tasks run later, one by one.
extension SimulatedAllegro {
    /// `PUT /sale/offer-quantity-change-commands/{id}`: one FIXED (> 0) or GAIN (±) value for at most 1000 offers.
    mutating func putQuantityCommand(_ id: String, _ request: SandboxRequest) -> SandboxReply {
        guard let body = QuantityCommandBody(body: request.body) else { return .misshapen }
        guard let deed = TaskDeed(changeType: body.modification.changeType, value: body.modification.value) else { return refuseQuantity() }
        return register(.quantity, id, offers: body.offerCriteria, deed: deed)
    }

    /// `PUT /sale/offer-publication-commands/{id}`: ACTIVATE or END for at most 1000 offers.
    mutating func putPublicationCommand(_ id: String, _ request: SandboxRequest) -> SandboxReply {
        guard let body = PublicationCommandBody(body: request.body) else { return .misshapen }
        if body.publication.scheduledFor != nil {
            return .allegroError(422, code: "SandboxDoesNotImitate", message: "scheduledFor is not imitated", path: "publication.scheduledFor")
        }
        switch body.publication.action {
        case "ACTIVATE": return register(.publication, id, offers: body.offerCriteria, deed: .activate)
        case "END": return register(.publication, id, offers: body.offerCriteria, deed: .end)
        default: return .allegroError(422, code: "VALIDATION_ERROR", message: "Unknown action", path: "publication.action")
        }
    }

    /// `POST /sale/offer-bulk-modification-commands` (beta): at most 25 modifications, each with its own value.
    mutating func postBulkCommand(_ request: SandboxRequest) -> SandboxReply {
        guard let body = BulkCommandBody(body: request.body) else { return .misshapen }
        guard (1...25).contains(body.modifications.count) else {
            return .allegroError(422, code: "VALIDATION_ERROR", message: "1 to 25 modifications are allowed", path: "modifications")
        }
        var steps: [SandboxCommand.Step] = []
        for modification in body.modifications {
            if let stock = modification.stock {
                guard let deed = TaskDeed(changeType: stock.changeType, value: stock.value) else { return refuseQuantity() }
                steps.append(.init(offer: modification.offerId, deed: deed))
            }
            for price in (modification.prices ?? [:]).values {
                guard price.changeType == "FIXED", let amount = price.value?.amount else {
                    return .allegroError(422, code: "SandboxDoesNotImitate", message: "Only FIXED prices are imitated", path: "modifications.prices")
                }
                steps.append(.init(offer: modification.offerId, deed: .price(amount)))
            }
        }
        return register(.bulk, body.commandId, steps)
    }

    private mutating func refuseQuantity() -> SandboxReply {
        note(.zeroQuantity)
        return .allegroError(422, code: "INCORRECT_QUANTITY_VALUE", message: "Quantity must be greater than zero", path: "modification.value")
    }

    private mutating func register(_ kind: CommandKind, _ id: String, offers criteria: [OfferCriterion], deed: TaskDeed) -> SandboxReply {
        guard criteria.allSatisfy({ $0.type == "CONTAINS_OFFERS" }) else {
            return .allegroError(422, code: "VALIDATION_ERROR", message: "Unknown type of criterion", path: "offerCriteria")
        }
        let ids = criteria.flatMap { $0.offers.map(\.id) }
        guard (1...1000).contains(ids.count) else {
            return .allegroError(422, code: "VALIDATION_ERROR", message: "1 to 1000 offers are allowed", path: "offerCriteria")
        }
        return register(kind, id, ids.map { .init(offer: $0, deed: deed) })
    }

    private mutating func register(_ kind: CommandKind, _ id: String, _ steps: [SandboxCommand.Step]) -> SandboxReply {
        guard id.count == 36, id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12] else {
            return .allegroError(400, code: "VALIDATION_ERROR", message: "commandId is not a UUID", path: "commandId")
        }
        if let known = commands[kind]?[id] { return repeated(known, kind, id, sameContent: known.content == steps) }
        guard minuteMeters[kind]?.admit(steps.count, at: time) == true, hourMeters[kind]?.admit(steps.count, at: time) == true else {
            note(.changeLimit)
            return tooManyRequests()
        }
        tally.changes += steps.count
        let wait = temper.commandDelay
        commands[kind, default: [:]][id] = SandboxCommand(
            content: steps, createdAt: time, shownAt: time + dice.span(in: .zero...wait.upperBound),
            tasks: steps.map { CommandTask(offer: $0.offer, deed: $0.deed) })
        for (index, step) in steps.enumerated() {
            if step.deed == .end { endsRunning[step.offer, default: 0] += 1 }
            agenda.add(.task(kind, id, index: index), due: time + dice.span(in: wait))
        }
        agenda.add(.forgetCommand(kind, id), due: time + SandboxCommand.life)
        return commandReport(kind, id, status: 201, media: kind == .bulk ? AllegroMedia.beta : AllegroMedia.published)
    }

    private mutating func repeated(_ known: SandboxCommand, _ kind: CommandKind, _ id: String, sameContent: Bool) -> SandboxReply {
        guard sameContent else {
            note(.commandReuse)
            let code = "COMMAND_ALREADY_REGISTERED_WITH_DIFFERENT_CONTENT"
            return .allegroError(409, code: code, message: "The command id was used with other content", path: "commandId")
        }
        switch temper.repeatedCommand {
        case .conflict: return .allegroError(409, code: "CONFLICT", message: "The command id is already used", path: "commandId")
        case .report: return commandReport(kind, id, status: 201)
        }
    }
}

extension TaskDeed {
    /// FIXED above zero, or any GAIN; nil for what Allegro refuses with 422 (threads 6166, 5795, 3910).
    fileprivate init?(changeType: String, value: Int) {
        switch changeType {
        case "FIXED" where value > 0: self = .fixed(value)
        case "GAIN": self = .gain(value)
        default: return nil
        }
    }
}

extension SandboxReply {
    fileprivate static var misshapen: SandboxReply {
        .allegroError(400, code: "JsonMappingException", message: "The body has not the shape of the command")
    }
}
