extension SimulatedAllegro {
    /// `GET /sale/offers`: by ids, marks and status through the indexes; every other filter looks at what those leave.
    mutating func offers(_ request: SandboxRequest) -> SandboxReply {
        let limit = request.first("limit").map { Int($0) ?? 0 } ?? 20
        let offset = request.first("offset").map { Int($0) ?? -1 } ?? 0
        guard (1...1000).contains(limit) else { return .outOfRange("limit") }
        guard offset >= 0, offset + limit <= 10_000_000 else { return .outOfRange("offset") }
        if let unknown = request.query.first(where: { !Self.listFilters.contains($0.name) }) {
            return .allegroError(422, code: "SandboxDoesNotImitate", message: "The filter \(unknown.name) is not imitated", path: unknown.name)
        }
        let found = positions(for: request)
        let page = found.dropFirst(offset).prefix(limit)
        let age = faults.strike(at: time, dice: &dice) { $0.listAge }
        let items = page.map { listed(shelf[$0], age: age) }
        return .allegro(200, ["offers": .array(items), "count": .integer(items.count), "totalCount": .integer(found.count)])
    }

    private static let listFilters: Set<String> = [
        "limit", "offset", "offer.id", "external.id", "publication.status", "sellingMode.format", "isFulfillment",
    ]

    private func positions(for request: SandboxRequest) -> [Int] {
        let ids = request.all("offer.id")
        let marks = request.all("external.id")
        let statuses = Set(request.all("publication.status"))
        let formats = Set(request.all("sellingMode.format"))
        let fulfillment = request.first("isFulfillment").map { $0 == "true" }
        var filtersStatus = !statuses.isEmpty
        var found: [Int]
        if !ids.isEmpty {
            found = shelf.positions(ofIDs: ids)
        } else if !marks.isEmpty {
            found = shelf.positions(ofExternalIDs: marks)
        } else if statuses.count == 1, let only = statuses.first.flatMap(SandboxOffer.Status.init) {
            found = shelf.positions(in: only)
            filtersStatus = false
        } else {
            found = shelf.listed
        }
        if filtersStatus { found = found.filter { statuses.contains(shelf[$0].status.rawValue) } }
        if !ids.isEmpty, !marks.isEmpty { found = found.filter { shelf[$0].externalID.map(marks.contains) ?? false } }
        if !formats.isEmpty { found = found.filter { formats.contains(shelf[$0].format.rawValue) } }
        if let fulfillment { found = found.filter { shelf[$0].isFulfillment == fulfillment } }
        return found
    }

    /// An offer as the list shows it (schema `OfferListingDto`): `endedAt` only here, `endedBy` never.
    private func listed(_ offer: SandboxOffer, age: Duration?) -> JSON {
        let shown = age.flatMap { offer.sighting(at: time - $0) }
        let status = shown?.status ?? offer.status
        return .fields([
            "id": .string(offer.id), "name": .string(offer.name), "category": ["id": "257931"],
            "sellingMode": .fields(["format": .string(offer.format.rawValue), "price": .price(offer.price)]),
            "saleInfo": .fields(["currentPrice": orAbsent(nil), "biddersCount": 0]),
            "stock": ["available": .integer(shown?.available ?? offer.available), "sold": .integer(offer.sold)],
            "stats": ["watchersCount": 0, "visitsCount": 0],
            "publication": .fields([
                "status": .string(status.rawValue), "startingAt": orAbsent(nil), "startedAt": orAbsent(offer.startedAt?.rfc3339),
                "endingAt": orAbsent(nil),
                "endedAt": orAbsent(status == .ended ? offer.endedAt?.rfc3339 : nil),
                "marketplaces": ["base": ["id": "allegro-pl"], "additional": []],
            ]),
            "external": external(offer.externalID),
            "b2b": ["buyableOnlyByBusiness": false], "isFulfillment": .bool(offer.isFulfillment), "additionalMarketplaces": [:],
        ])
    }
}

/// Fields that may have no value.
extension SimulatedAllegro {
    /// `text`, or what stands in the place of a value that is not there.
    func orAbsent(_ text: String?) -> JSON? { text.map(JSON.string) ?? (temper.writesNulls ? .null : nil) }

    /// The seller's own mark.
    func external(_ id: String?) -> JSON? { id.map { ["id": .string($0)] } ?? orAbsent(nil) }
}

extension SandboxReply {
    static func outOfRange(_ name: String) -> SandboxReply {
        .allegroError(400, code: "VALIDATION_ERROR", message: "\(name) is out of range", path: name)
    }
}

extension JSON {
    static func price(_ amount: String) -> JSON { ["amount": .string(amount), "currency": "PLN"] }
}
