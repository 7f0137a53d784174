extension SimulatedAllegro {
    /// `PATCH /sale/product-offers/{id}`: `republish` at once (200), stock and status behind a 202.
    mutating func patchOffer(_ id: String, _ request: SandboxRequest) -> SandboxReply {
        guard let offer = visibleOffer(id) else { return .allegroNotFound("Offer \(id)") }
        guard let body = JSON(bytes: request.body), !body.fields.isEmpty else {
            return .allegroError(400, code: "JsonMappingException", message: "The body is not a JSON object")
        }
        if offersInEdit.contains(id) {
            return .allegroError(409, code: "ConcurrentModification", message: "Another edit of this offer is running")
        }
        if let field = body.fields.first(where: { $0.value == .null }) {
            return .allegroError(400, code: "JsonMappingException", message: "null is not allowed", path: field.key)
        }
        var edit = OfferEdit()
        for field in body.fields.flatMap({ group in group.value.fields.map { ("\(group.key).\($0.key)", $0.value) } }) {
            switch field {
            case (let path, .null): return .allegroError(400, code: "JsonMappingException", message: "null is not allowed", path: path)
            case ("publication.republish", .bool(let value)): edit.republish = value
            case ("stock.available", .integer(let value)): edit.available = value
            case ("publication.status", .string(let text)) where text == "ENDED" || text == "ACTIVE":
                edit.status = SandboxOffer.Status(rawValue: text)
            case (let path, _):
                return .allegroError(422, code: "SandboxDoesNotImitate", message: "\(path) is not imitated", path: path)
            }
        }
        if edit.status == .active, edit.available ?? offer.available < 1 {
            let code = "AvailableStockMustEqualToOneOrBeGreaterThanOne"
            return .allegroError(422, code: code, message: "Available stock must be one or more", path: "stock.available")
        }
        return begin(edit, of: id)
    }

    /// `GET /sale/product-offers/{id}/operations/{operation}`.
    func operation(_ id: String, of offer: String) -> SandboxReply {
        guard let operation = operations[id], operation.offer == offer else { return .allegroNotFound("Operation \(id)") }
        if operation.isDone { return SandboxReply(status: 303, headers: [("location", "/sale/product-offers/\(offer)")]) }
        return .allegro(
            202,
            [
                "offer": ["id": .string(offer)],
                "operation": ["id": .string(id), "status": "IN_PROGRESS", "startedAt": .string(operation.startedAt.rfc3339)],
            ])
    }

    private mutating func begin(_ edit: OfferEdit, of id: String) -> SandboxReply {
        if let republish = edit.republish { shelf.change(id, at: time) { $0.republish = republish } }
        let body = shelf[id].map(detail) ?? .null
        guard edit.available != nil || edit.status != nil else { return .allegro(200, body) }
        let operation = dice.uuid()
        operations[operation] = OfferOperation(offer: id, startedAt: time, edit: edit)
        offersInEdit.insert(id)
        agenda.add(.operation(operation), due: time + dice.span(in: temper.commandDelay))
        var reply = SandboxReply.allegro(202, body)
        reply.headers += [("location", "/sale/product-offers/\(id)/operations/\(operation)"), ("retry-after", "1")]
        return reply
    }

    mutating func carryOutOperation(_ id: String) {
        guard let operation = operations[id] else { return }
        offersInEdit.remove(operation.offer)
        if let available = operation.edit.available { _ = setQuantity(available, of: operation.offer) }
        switch operation.edit.status {
        case .active: _ = activate(operation.offer, fate: nil)
        case .ended: _ = end(operation.offer)
        case .inactive, .activating, .archived, nil: break
        }
        operations[id]?.isDone = true
        agenda.add(.forgetOperation(id), due: time + OfferOperation.life)
    }
}
