import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing
import WFirma

@testable import Gateway

@Suite("Releases that only another sender told, asked for before a rise counts")
struct ToldReleaseTests {
    /// Ten releases of mugs that a relay alone told, among as many others as eight pages hold.
    private func told() async throws -> (shop: Shop, wfirma: WatchedExchange, documents: [String]) {
        var temper = WFirmaTemper.calm
        temper.largestPage = 5
        let (shop, _, wfirma) = try await Shop.watched(wfirma: temper)
        _ = try shop.world.receive("502", .init(41), in: "1").get()
        for _ in 0..<40 { _ = try shop.world.release("502", .init(1), from: "1").get() }
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, FaultTerms(path: "warehouse_document"), on: .wfirma)
        var documents: [String] = []
        for _ in 0..<10 { documents.append(try await shop.sellAndTell(1)) }
        try await shop.run(for: .seconds(40), every: .milliseconds(500))
        #expect(try await shop.mugs() == [63, 0, 63])
        return (shop, wfirma, documents)
    }

    /// The count is read, and nobody has asked for releases yet.
    private func rise(_ shop: Shop) async throws {
        try await shop.deliver(#"{"event":"good.count_changed","good":{"id":"501"}}"#)
        for _ in 0..<100 where try await shop.store.risenProducts(limit: 1).isEmpty {
            for service in shop.gateway.services where !(service is DocumentReader) { _ = await service.step(at: shop.now) }
            shop.time.withLockedValue { $0 = $0 + .milliseconds(200) }
        }
        #expect(try await shop.store.risenProducts(limit: 1).map(\.id) == [Shop.mug])
    }

    private func releaseCheck(of shop: Shop, _ wfirma: WatchedExchange) -> ReleaseCheck {
        let time = shop.time
        let client = WFirmaClient(exchange: wfirma, endpoint: Shop.wfirmaEndpoint)
        return ReleaseCheck(store: shop.store, client: client, inbox: shop.inbox) { time.withLockedValue { $0 } }
    }

    @Test("our clock, set back while one settles, begins that wait anew and does not make it longer (R27)")
    func clockSetBack() async throws {
        let (shop, _, wfirma) = try await Shop.watched()
        try await shop.documentAtOnce()
        shop.world.setFault(.serverError, FaultTerms(path: "warehouse_document"), on: .wfirma)
        let document = try await shop.sellAndTell(3)
        try await shop.run(for: .seconds(2), every: .milliseconds(200))
        _ = try shop.world.wfirma { $0.delete(document, at: $1) }.get()
        try await rise(shop)
        shop.world.clearFaults()
        let check = releaseCheck(of: shop, wfirma)
        #expect(try await check.step() == .again)
        shop.setClock(by: .seconds(-3600))
        guard case .rest(let due?) = try await check.step() else {
            Issue.record("it does not wait for the release to settle")
            return
        }
        #expect(due <= shop.now + .seconds(31))
        let before = wfirma.count("/get/\(document)")
        shop.time.withLockedValue { $0 = due }
        #expect(try await check.step() == .again)
        #expect(wfirma.count("/get/\(document)") > before, "it was asked for once it had settled")
        #expect(try await shop.store.risenProducts(limit: 1).isEmpty)
    }

    @Test(
        "each that stands is asked for by its id alone; where all are gone the list, which is the same whatever the invoice, is read once (R27)",
        arguments: [(isDeleted: false, requests: 10), (isDeleted: true, requests: 32)])
    func requests(isDeleted: Bool, requests: Int) async throws {
        let (shop, wfirma, documents) = try await told()
        if isDeleted {
            for document in documents { _ = try shop.world.wfirma { $0.delete(document, at: $1) }.get() }
        } else {
            _ = try shop.world.receive("501", .init(4), in: "1").get()
        }
        try await rise(shop)
        shop.world.clearFaults()
        let check = releaseCheck(of: shop, wfirma)
        let before = wfirma.count("/warehouse_document")
        #expect(try await check.step() == .again)
        #expect(wfirma.count("/warehouse_document") - before <= requests)
        try await shop.run(for: .seconds(120), every: .milliseconds(500))
        #expect(try await shop.mugs() == (isDeleted ? [73, 10, 63] : [67, 0, 67]))
    }
}
