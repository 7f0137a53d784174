import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("What names a product that nobody has listed yet")
struct UnknownProductTests {
    /// A shop whose mug is synchronised, and a saucer that was made a moment ago.
    private func shop() async throws -> Shop {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.wfirma { wfirma, _ in wfirma.add(.init(id: "503", code: "SPO-1", name: "Spodek biały"), opening: ["1": .init(9)]) }
        return shop
    }

    private func release(of document: String, _ lines: [(good: String, count: Int)]) -> String {
        let contents = lines.map { #"{"good":{"id":"\#($0.good)"},"count":"\#($0.count).0000"}"# }.joined(separator: ",")
        return """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(document)","type":"WZ","fullnumber":"WZ \(document)","version":1,\
            "warehouse":{"id":"1"},"warehouse_document_contents":[\(contents)]}}
            """
    }

    @Test("a release with one line of a product made a minute ago lowers the others at once, and is applied once wFirma lists it")
    func documentOfNewProduct() async throws {
        let shop = try await shop()
        let document = try shop.world.wfirma {
            $0.enter(.wz, [.init(good: "501", count: .init(2)), .init(good: "503", count: .init(1))], warehouse: "1", at: $1)
        }.get()
        try await shop.deliver(release(of: document.id, [("501", 2), ("503", 1)]))
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (71, .active))
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).isEmpty)
        #expect(try await shop.store.problems(kind: .deadDelivery, after: nil, limit: 10).isEmpty)
        let causes = try await shop.store.explanation(of: Shop.offer)?.steps.first { $0.name == .stock }?.causes ?? []
        #expect(causes.contains { $0.id == document.id })
        // The sender is not wFirma: that the first reading held his release already, another two tell.
        try await shop.run(for: .seconds(2))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(45), every: .milliseconds(500))
        #expect(try await shop.store.product("503")?.availability.available == 8)
        #expect(shop.shown == (71, .active))
    }

    @Test("a release that wFirma does not have yet lowers what is known at once; its unknown line is a person's, and counts once wFirma lists it")
    func mixedDocument() async throws {
        let shop = try await shop()
        try await shop.deliver(release(of: "88001", [("501", 2), ("504", 1)]))
        try await shop.run(for: .milliseconds(300))
        #expect(try await shop.mugs() == [71, 0, 71])
        #expect(try await shop.problems(.deadDelivery).count == 1)
        _ = try shop.world.release("501", .init(2), from: "1").get()
        shop.world.wfirma { wfirma, _ in wfirma.add(.init(id: "504", code: "SPO-2", name: "Spodek czarny"), opening: ["1": .init(9)]) }
        try await shop.run(for: .seconds(5))
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(5))
        #expect(try await shop.problems(.deadDelivery).isEmpty)
        #expect(try await shop.mugs() == [71, 0, 71])
        #expect(try await shop.store.product("504")?.availability.available == 8)
    }

    @Test("a release with a product that wFirma does not know lowers the others and waits for a person")
    func documentOfNoProduct() async throws {
        let shop = try await shop()
        _ = try shop.world.release("501", .init(2), from: "1").get()
        try await shop.deliver(release(of: "88001", [("501", 2), ("999", 1)]))
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (71, .active))
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).count == 1)
        // It is asked for once, not for ever.
        #expect(try await shop.store.nextLook() == nil)
    }

    @Test("dead letters that waited for one product are applied in the order of receipt")
    func order() async throws {
        let shop = try await shop()
        shop.world.setFault(.outOfService, .init(lasting: .seconds(4), path: "goods"), on: .wfirma)
        try await shop.deliver(document: "88002", type: "WZ", good: "503", count: 4, version: 1)
        try await shop.deliver(document: "88002", type: "WZ", good: "503", count: 3, version: 2)
        try await shop.run(for: .seconds(2))
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).count == 2)
        try await shop.run(for: .seconds(8))
        #expect(try await shop.store.deliveries(state: .dead, after: nil, limit: 10).isEmpty)
        // 9 − 4, and a late rise waits for its second look. The other way round the first version would have come too late to count: 9 − 3.
        #expect(try await shop.store.product("503")?.availability.available == 5)
    }
}
