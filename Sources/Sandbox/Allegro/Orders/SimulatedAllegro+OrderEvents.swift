extension SimulatedAllegro {
    /// `GET /order/events`: `from` exclusive, oldest first (threads 2683, 13298).
    func listOrderEvents(_ request: SandboxRequest) -> SandboxReply {
        let limit = request.first("limit").map { Int($0) ?? 0 } ?? 100
        guard (1...1000).contains(limit) else { return .outOfRange("limit") }
        guard let from = request.first("from").map(Int.init) ?? 0 else { return .outOfRange("from") }
        let types = Set(request.all("type"))
        let start = orders.events.firstIndex(above: from) { $0.id }
        let page = orders.events[start...].lazy
            .filter { $0.occurredAt > time - OrderBook.life && (types.isEmpty || types.contains($0.type.rawValue)) }.prefix(limit)
        return .allegro(200, ["events": .array(page.map(told))])
    }

    /// `GET /order/event-stats`: the newest event's id.
    func orderEventStats() -> SandboxReply {
        guard let latest = orders.events.last else { return .allegro(200, .fields(["latestEvent": orAbsent(nil)])) }
        return .allegro(200, ["latestEvent": ["id": .string(String(latest.id)), "occurredAt": .string(latest.occurredAt.rfc3339)]])
    }

    private func told(_ event: OrderBook.Event) -> JSON {
        let order = event.order
        return [
            "id": .string(String(event.id)), "type": .string(event.type.rawValue), "occurredAt": .string(event.occurredAt.rfc3339),
            "order": [
                "seller": ["id": .string(application.sellerID)],
                "buyer": [
                    "id": .string("b-\(order.buyer.login)"), "email": .string("\(order.buyer.login)@allegromail.pl"),
                    "login": .string(order.buyer.login), "guest": false,
                ],
                "lineItems": .array(order.lines.map { told($0, order.currency) }),
                "checkoutForm": ["id": .string(order.id), "revision": .string(order.revision)],
                "marketplace": ["id": .string(order.marketplace)],
            ],
        ]
    }

    private func told(_ line: SandboxOrder.Line, _ currency: String) -> JSON {
        let price = JSON.price(SandboxMoney(line.price) ?? .zero, currency)
        return .fields([
            "id": .string(line.id), "offer": reference(to: line), "quantity": .integer(line.quantity), "originalPrice": price,
            "price": price, "boughtAt": .string(line.boughtAt.rfc3339),
        ])
    }

    /// The offer as an order names it; `productSet` may be null (threads 8138, 10692), here it is left out.
    func reference(to line: SandboxOrder.Line) -> JSON {
        .fields(["id": .string(line.offer), "name": .string(line.offerName), "external": external(line.externalID)])
    }
}
