import Sandbox
import Testing

@Suite("Allegro's orders")
struct AllegroOrderTests {
    private let mugs = [
        SandboxOffer(id: "1", name: "Kubek", externalID: "KUB-1", available: 10), SandboxOffer(id: "2", name: "Czajnik", available: 5),
    ]

    private func types(_ reply: SandboxReply) -> [String] { reply.list("events").compactMap { $0["type"] as? String } }

    @Test("an order is bought, filled in and paid, each told by an event; the form shows the money")
    func order() throws {
        var bench = AllegroBench(offers: mugs)
        let order = try bench.buy(("1", 2), ("2", 1), buyer: .init(taxID: "5252445767"))
        bench.wait(.seconds(1))
        let events = bench.send("GET", "/order/events")
        #expect(types(events) == ["BOUGHT", "FILLED_IN", "READY_FOR_PROCESSING"])
        #expect(events.text("events.0.order.checkoutForm.id") == order.id)
        let form = bench.send("GET", "/order/checkout-forms/\(order.id)")
        #expect(form.text("status") == "READY_FOR_PROCESSING")
        #expect(form.text("summary.totalToPay.amount") == "159.96")
        #expect(form.text("payment.paidAmount.amount") == "159.96")
        #expect(form.text("invoice.address.company.taxId") == "5252445767")
        #expect(form.text("lineItems.0.offer.external.id") == "KUB-1")
    }

    @Test("`from` is exclusive, and event-stats tells the newest id")
    func journal() throws {
        var bench = AllegroBench(offers: mugs)
        _ = bench.allegro.buy([("1", 1)], at: bench.now)
        bench.wait(.seconds(1))
        let first = try #require(bench.send("GET", "/order/events?limit=1").text("events.0.id"))
        #expect(types(bench.send("GET", "/order/events?from=\(first)")) == ["FILLED_IN", "READY_FOR_PROCESSING"])
        let newest = try #require(bench.send("GET", "/order/event-stats").text("latestEvent.id"))
        #expect(types(bench.send("GET", "/order/events?from=\(newest)")) == [])
        #expect(types(bench.send("GET", "/order/events?type=BOUGHT")) == ["BOUGHT"])
    }

    @Test("unkind by default: over many orders some events repeat and some come out of turn")
    func unkind() {
        var bench = AllegroBench(temper: .init(), seed: 3, offers: [SandboxOffer(id: "1", name: "Kubek", available: 1000)])
        for _ in 0..<50 { _ = bench.allegro.buy([("1", 1)], at: bench.now) }
        bench.wait(.seconds(60))
        let events = bench.send("GET", "/order/events?limit=1000").list("events")
        let perForm = Dictionary(grouping: events) { (($0["order"] as? [String: Any])?["checkoutForm"] as? [String: Any])?["id"] as? String ?? "" }
        let courses = perForm.values.map { $0.compactMap { $0["type"] as? String } }
        #expect(courses.count == 50)
        #expect(courses.contains { $0.count > 3 })
        #expect(courses.contains { $0.first != "BOUGHT" })
        #expect(courses.allSatisfy { Set($0) == ["BOUGHT", "FILLED_IN", "READY_FOR_PROCESSING"] })
    }

    @Test("cancelling tells who did it and gives pieces back only where the temper says so", arguments: [false, true])
    func cancel(returnsStock: Bool) throws {
        var temper = AllegroTemper.calm
        temper.cancellationReturnsStock = returnsStock
        var bench = AllegroBench(temper: temper, offers: mugs)
        let order = try bench.buy(("1", 4))
        #expect(bench.allegro.cancel(order.id, byBuyer: false, at: bench.now) == true)
        bench.wait(.seconds(1))
        #expect(types(bench.send("GET", "/order/events")).contains("AUTO_CANCELLED"))
        #expect(bench.allegro.offer(withID: "1")?.available == (returnsStock ? 10 : 6))
    }

    @Test("merged orders: line items keep their ids and the old forms answer 404")
    func merge() throws {
        var bench = AllegroBench(offers: mugs)
        let one = try bench.buy(("1", 1))
        let two = try bench.buy(("2", 1))
        let joined = bench.allegro.merge(one.id, two.id, at: bench.now)
        let merged = try #require(joined)
        #expect(merged.lines.map(\.id) == (one.lines + two.lines).map(\.id))
        bench.wait(.seconds(1))
        #expect(bench.send("GET", "/order/checkout-forms/\(one.id)").status == 404)
        #expect(bench.send("GET", "/order/checkout-forms/\(merged.id)").text("status") == "READY_FOR_PROCESSING")
    }

    @Test("the sweep: forms by last change, since a moment, in pages")
    func sweep() throws {
        var bench = AllegroBench(offers: mugs)
        let early = try bench.buy(("1", 1))
        bench.wait(.seconds(10))
        let late = try bench.buy(("2", 1))
        let changed = try #require(bench.send("GET", "/order/checkout-forms/\(late.id)").text("updatedAt"))
        bench.wait(.seconds(1))
        let all = bench.send("GET", "/order/checkout-forms?sort=updatedAt").list("checkoutForms").compactMap { $0["id"] as? String }
        #expect(all == [early.id, late.id])
        let since = bench.send("GET", "/order/checkout-forms?sort=updatedAt&updatedAt.gte=\(changed)")
        #expect(since.list("checkoutForms").compactMap { $0["id"] as? String } == [late.id])
        #expect(bench.send("GET", "/order/checkout-forms?limit=1&offset=1&sort=updatedAt").number("totalCount") == 2)
    }

    @Test("fulfilment is set with the right revision only")
    func fulfillment() throws {
        var bench = AllegroBench(offers: mugs)
        let order = try bench.buy(("1", 1))
        let path = "/order/checkout-forms/\(order.id)/fulfillment"
        #expect(bench.send("PUT", "\(path)?checkoutForm.revision=old", #"{"status":"SENT"}"#).status == 409)
        #expect(bench.send("PUT", "\(path)?checkoutForm.revision=\(order.revision)", #"{"status":"RETURNED"}"#).status == 422)
        #expect(bench.send("PUT", "\(path)?checkoutForm.revision=\(order.revision)", #"{"status":"SENT"}"#).status == 204)
    }

    @Test("the same seed and requests give the same answers, byte for byte")
    func deterministic() {
        func course(_ seed: UInt64) -> [[UInt8]] {
            var bench = AllegroBench(temper: .init(), seed: seed, offers: mugs)
            var bodies: [[UInt8]] = []
            for number in 1...20 {
                _ = bench.allegro.buy([("1", 1)], at: bench.now)
                bodies.append(bench.quantity(commandID(number), "GAIN", 1, "1", "2").body)
                bench.wait(.milliseconds(137))
                bodies.append(bench.send("GET", "/order/events").body)
            }
            return bodies
        }
        #expect(course(5) == course(5))
        #expect(course(5) != course(6))
    }
}
