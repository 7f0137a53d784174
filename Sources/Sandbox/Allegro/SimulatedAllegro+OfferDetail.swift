extension SimulatedAllegro {
    /// `GET /sale/product-offers/{id}` (schema `SaleProductOfferResponseV1`): `endedBy` only here.
    func offer(_ id: String) -> SandboxReply {
        guard let offer = visibleOffer(id) else { return .allegroNotFound("Offer \(id)") }
        return .allegro(200, detail(of: offer))
    }

    /// `GET /sale/product-offers/{id}/parts?include=stock&include=price`.
    func offerParts(_ id: String, _ request: SandboxRequest) -> SandboxReply {
        let parts = request.all("include").flatMap { $0.split(separator: ",") }
        guard !parts.isEmpty, parts.allSatisfy({ $0 == "stock" || $0 == "price" }) else { return .outOfRange("include") }
        guard let offer = visibleOffer(id) else { return .allegroNotFound("Offer \(id)") }
        return .allegro(
            200,
            .fields([
                "id": .string(id), "stock": parts.contains("stock") ? ["available": .integer(offer.available)] : nil,
                "sellingMode": parts.contains("price") ? ["price": .price(offer.price)] : nil,
            ]))
    }

    func visibleOffer(_ id: String) -> SandboxOffer? { shelf[id].flatMap { $0.status == .archived ? nil : $0 } }

    func detail(of offer: SandboxOffer) -> JSON {
        .fields([
            "id": .string(offer.id), "name": .string(offer.name), "category": ["id": "257931"],
            "productSet": [
                [
                    "product": ["id": .string("product-\(offer.id)"), "publication": ["status": "LISTED"]],
                    "quantity": ["value": .integer(offer.unitsInSet)],
                ]
            ],
            "sellingMode": .fields(["format": .string(offer.format.rawValue), "price": .price(offer.price)]),
            "stock": ["available": .integer(offer.available), "unit": "UNIT"],
            "publication": .fields([
                "status": .string(offer.status.rawValue), "duration": orAbsent(nil), "startingAt": orAbsent(nil), "endingAt": orAbsent(nil),
                "endedBy": orAbsent(offer.status == .ended ? offer.endedBy?.rawValue : nil), "republish": .bool(offer.republish),
                "marketplaces": ["base": ["id": "allegro-pl"], "additional": []],
            ]),
            "external": external(offer.externalID), "language": "pl-PL",
            "createdAt": .optional(offer.history.first?.at.rfc3339), "updatedAt": .optional(offer.history.last?.at.rfc3339),
            "validation": .fields(["errors": [], "warnings": [], "validatedAt": .optional(offer.history.last?.at.rfc3339)]),
        ])
    }
}
