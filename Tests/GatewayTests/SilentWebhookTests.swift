import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("wFirma's silent webhook")
struct SilentWebhookTests {
    /// A release that nothing tells of, and a comparison.
    private func releaseInSilence(_ shop: Shop, _ times: Int) async throws {
        for _ in 0..<times {
            _ = try shop.world.release("501", .init(1), from: "1").get()
            shop.gateway.reconciler.hurry()
            try await shop.run(for: .seconds(12), every: .milliseconds(250))
        }
    }

    @Test("five changes in a row that no webhook announced: a person is told that it seems to be off (R23)")
    func silence() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await releaseInSilence(shop, 4)
        #expect(try await shop.subjects(of: .webhookSilent) == [])
        try await releaseInSilence(shop, 2)
        #expect(try await shop.subjects(of: .webhookSilent) == ["wfirma"])
    }

    @Test("a notice in between begins the count anew, and one afterwards settles it (R23)")
    func notice() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await releaseInSilence(shop, 4)
        try await shop.book(.release, 1)
        try await releaseInSilence(shop, 4)
        #expect(try await shop.subjects(of: .webhookSilent) == [])
        try await releaseInSilence(shop, 2)
        #expect(try await shop.subjects(of: .webhookSilent) == ["wfirma"])
        try await shop.book(.receipt, 1)
        try await shop.run(for: .seconds(1))
        #expect(try await shop.subjects(of: .webhookSilent) == [])
    }

    @Test("one rise is one change however often it is seen until it counts; without webhooks nobody is warned (R23)")
    func once() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        _ = try shop.world.receive("501", .init(3), in: "1").get()
        for _ in 0..<8 {
            shop.gateway.reconciler.hurry()
            try await shop.run(for: .seconds(5), every: .milliseconds(250))
        }
        try await shop.run(for: .seconds(15), every: .milliseconds(250))
        #expect(try await shop.subjects(of: .webhookSilent) == [])

        let without = try await Shop { $0.webhookWatch = nil }
        try await without.synchroniseMug()
        try await releaseInSilence(without, 7)
        #expect(try await without.subjects(of: .webhookSilent) == [])
    }
}
