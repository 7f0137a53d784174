extension SimulatedAllegro {
    /// `GET /order/checkout-forms`: by last change through the index; other filters look at what that leaves.
    func listCheckoutForms(_ request: SandboxRequest) -> SandboxReply {
        let limit = request.first("limit").map { Int($0) ?? 0 } ?? 100
        let offset = request.first("offset").map { Int($0) ?? -1 } ?? 0
        guard (1...100).contains(limit), offset >= 0 else { return .outOfRange("limit") }
        if let unknown = request.query.first(where: { !Self.formFilters.contains($0.name) }) {
            return .allegroError(422, code: "SandboxDoesNotImitate", message: "The filter \(unknown.name) is not imitated", path: unknown.name)
        }
        var keys = orders.byChange[...]
        if let text = request.first("updatedAt.gte") {
            guard let bound = SandboxInstant(rfc3339: text) else { return .outOfRange("updatedAt.gte") }
            keys = keys[orders.byChange.firstIndex(above: OrderBook.ChangeKey(at: bound, id: "")) { $0 }...]
        }
        var found = keys.compactMap { orders[$0.id] }
        if let text = request.first("updatedAt.lte") {
            guard let bound = SandboxInstant(rfc3339: text) else { return .outOfRange("updatedAt.lte") }
            found.removeAll { $0.updatedAt > bound }
        }
        if let bound = request.first("lineItems.boughtAt.gte").flatMap(SandboxInstant.init(rfc3339:)) {
            found.removeAll { order in order.lines.allSatisfy { $0.boughtAt < bound } }
        }
        if let bound = request.first("lineItems.boughtAt.lte").flatMap(SandboxInstant.init(rfc3339:)) {
            found.removeAll { order in order.lines.allSatisfy { $0.boughtAt > bound } }
        }
        let statuses = Set(request.all("status"))
        if !statuses.isEmpty { found.removeAll { !statuses.contains($0.status.rawValue) } }
        let fulfillments = Set(request.all("fulfillment.status"))
        if !fulfillments.isEmpty { found.removeAll { !fulfillments.contains($0.fulfillment) } }
        let providers = Set(request.all("fulfillment.provider.id"))
        if !providers.isEmpty { found.removeAll { !providers.contains($0.provider) } }
        if let login = request.first("buyer.login") { found.removeAll { $0.buyer.login != login } }
        sort(&found, by: request.first("sort"))
        let page = found.dropFirst(offset).prefix(limit)
        return .allegro(
            200, ["checkoutForms": .array(page.map(told)), "count": .integer(page.count), "totalCount": .integer(found.count)])
    }

    private static let formFilters: Set<String> = [
        "limit", "offset", "sort", "status", "fulfillment.status", "fulfillment.provider.id", "buyer.login", "updatedAt.gte", "updatedAt.lte",
        "lineItems.boughtAt.gte",
        "lineItems.boughtAt.lte",
    ]

    /// `GET /order/checkout-forms/{id}`; 404 for a form that was merged into another.
    func checkoutForm(_ id: String) -> SandboxReply {
        orders[id].map { .allegro(200, told($0)) } ?? .allegroNotFound("Checkout form \(id)")
    }

    /// `PUT /order/checkout-forms/{id}/fulfillment`; 409 when `checkoutForm.revision` is stale.
    mutating func putFulfillment(_ id: String, _ request: SandboxRequest) -> SandboxReply {
        guard let order = orders[id] else { return .allegroNotFound("Checkout form \(id)") }
        guard let status = JSON(bytes: request.body)?["status"]?.text, Self.settableFulfillments.contains(status) else {
            return .allegroError(422, code: "VALIDATION_ERROR", message: "Unknown status", path: "status")
        }
        if let revision = request.first("checkoutForm.revision"), revision != order.revision {
            return .allegroError(409, code: "CONFLICT", message: "The order has changed", path: "checkoutForm.revision")
        }
        changeOrder(id) { $0.fulfillment = status }
        schedule(.fulfillmentStatusChanged, of: id)
        return SandboxReply(status: 204)
    }

    private static let settableFulfillments: Set<String> = [
        "NEW", "PROCESSING", "READY_FOR_SHIPMENT", "READY_FOR_PICKUP", "SENT", "PICKED_UP", "CANCELLED", "SUSPENDED",
    ]

    private func sort(_ found: inout [SandboxOrder], by order: String?) {
        switch order {
        case "updatedAt": break  // As the index has them.
        case "-updatedAt": found.reverse()
        case "lineItems.boughtAt": found.sort { ($0.boughtAt, $0.id) < ($1.boughtAt, $1.id) }
        default: found.sort { ($0.boughtAt, $0.id) > ($1.boughtAt, $1.id) }
        }
    }
}
