import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("orders in the admin API")
struct OrderAPITests {
    @Test("an order shows who bought, what each line reserves, and no invoice before there is one (R7)")
    func show() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            let order = try await desk.ask("GET", "/orders/\(Store.order)", scope: .read).payload
            #expect(order["status"] == "ready")
            #expect(order["bought_at"] == "2026-11-24T10:15:00.000Z")
            #expect(order["total"] == "62.98")
            #expect(order["buyer"]?["last_name"] == "Kowalska")
            #expect(order["buyer"]?["address"]?["city"] == "Łódź")
            #expect(order["invoice"] == .null)
            #expect(
                order["lines"] == [
                    [
                        "id": "line-of-29738e61-7f6a-11e8-ac45-09db60ede9d6", "offer": "7700000501", "name": "Kubek biały 330 ml", "product": "501",
                        "quantity": 2, "pieces": 2, "price": "24.99", "currency": "PLN", "reservation": "open",
                        "holdings": [["product": "501", "pieces": 2, "open": 2]],
                    ]
                ])
            #expect(try await desk.ask("GET", "/orders/none").status == 404)
        }
    }

    @Test("what is reserved of a product is told line by line, and what is left to sell (R7)")
    func product() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            let product = try await desk.ask("GET", "/products/501").payload
            #expect(product["reserved"] == 2)
            #expect(product["available"] == 71)
            #expect(
                product["reservations"] == [
                    [
                        "order": "29738e61-7f6a-11e8-ac45-09db60ede9d6", "line_item": "line-of-29738e61-7f6a-11e8-ac45-09db60ede9d6", "quantity": 2,
                        "since": "2026-11-24T10:15:00.000Z",
                    ]
                ])
        }
    }

    @Test("a cancelled order holds nothing any more (R7)")
    func cancelled() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            try await desk.store.sellMugs(status: .cancelled)
            let order = try await desk.ask("GET", "/orders/\(Store.order)").payload
            #expect(order["lines"]?.elements.first?["reservation"] == "freed")
            #expect(order["lines"]?.elements.first?["holdings"]?.elements.first?["open"] == 0)
            #expect(try await desk.ask("GET", "/products/501").payload["reservations"] == [])
        }
    }

    @Test("orders are listed the newest first, by account and status, page by page")
    func list() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            for (id, account, status, age) in [
                ("a", "main", Order.Status.ready, 20), ("b", "second", .bought, 10), ("c", "main", .cancelled, 10), ("d", "main", .ready, 0),
            ] {
                try await desk.store.sellMugs(
                    order: OrderID(id), account: AccountName(account), status: status, boughtAt: Desk.now - .seconds(age))
            }
            #expect(try await desk.ask("GET", "/orders").items("id") == ["d", "b", "c", "a"])
            #expect(try await desk.ask("GET", "/orders?account=main&status=ready").items("id") == ["d", "a"])
            #expect(try await desk.ask("GET", "/orders?status=bought").items("account") == ["second"])
            var after = ""
            var seen: [String?] = []
            for _ in 0..<4 {
                let page = try await desk.ask("GET", "/orders?limit=1&after=\(after)")
                seen += page.items("id")
                after = page.payload["next"]?.text ?? ""
            }
            #expect(seen == ["d", "b", "c", "a"])
            #expect(after == "")
            for query in ["status=paid", "after=x", "after=1", "after=.a", "after=+1.a", "limit=0"] {
                #expect(try await desk.ask("GET", "/orders?\(query)").status == 400, "\(query)")
            }
        }
    }

    @Test("while an order's document is still to be made its buyer's data cannot be erased, and the answer says so by its own code (R46)")
    func eraseBeforeDocument() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            _ = try await desk.store.updateSettings { $0.issueInvoices = true }
            try await desk.store.sellMugs()
            let place = "/orders/\(Store.order)/personal-data"
            let refused = try await desk.ask("DELETE", place, scope: .operate)
            #expect(refused.status == 409 && refused.payload["type"] == "urn:stockgate:document-due")
            #expect(try await desk.ask("GET", "/orders/\(Store.order)").payload["buyer"]?["last_name"] == "Kowalska")
            // Cancelled, it gets none.
            try await desk.store.sellMugs(status: .cancelled)
            #expect(try await desk.ask("DELETE", place, scope: .operate).status == 204)
        }
    }

    @Test("one order's personal data are erased at once, with the bodies that told them, and a later reading does not bring them back (R46)")
    func erase() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            _ = try await desk.store.updateSettings { $0.issueInvoices = false }
            let inbox = GroupCommitInbox(store: desk.store) {}
            for body in ["{\"id\":\"\(Store.order)\",\"buyer\":{\"login\":\"anna_k\"}}", "{\"id\":\"another\"}"] {
                _ = try await inbox.accept(
                    IncomingDelivery(
                        source: "allegro:main", kind: .allegro, trust: .polled, key: nil, format: .json, body: Array(body.utf8), headers: [:],
                        receivedAt: Desk.now))
            }
            await inbox.stop()
            let pending = try await desk.store.pendingDeliveries(limit: 10)
            try await desk.store.sellMugs()
            let early = try await desk.ask("DELETE", "/orders/\(Store.order)/personal-data", scope: .operate)
            #expect(early.status == 503)
            #expect(early.header("retry-after") == "1")
            for (delivery, order) in zip(pending, [Store.order, "another"]) {
                try await desk.store.sellMugs(order: order, sequence: delivery.sequence)
            }
            #expect(try await desk.ask("DELETE", "/orders/\(Store.order)/personal-data", scope: .read).status == 403)
            #expect(try await desk.ask("DELETE", "/orders/\(Store.order)/personal-data", scope: .operate).status == 204)
            try await desk.store.sellMugs(quantity: 3)
            let order = try await desk.ask("GET", "/orders/\(Store.order)").payload
            #expect(order["buyer"] == .null)
            #expect(order["lines"]?.elements.first?["quantity"] == 3)
            var bodies: [String?] = []
            for delivery in pending { bodies.append(try await desk.ask("GET", "/deliveries/\(delivery.id)").payload["body"]?.text) }
            #expect(bodies == ["", "{\"id\":\"another\"}"])
            #expect(try await desk.ask("DELETE", "/orders/none/personal-data").status == 404)
        }
    }
}
