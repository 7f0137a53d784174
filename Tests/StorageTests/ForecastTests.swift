import Inventory
import Testing

@testable import Storage

@Suite("A plan of what has not happened")
struct ForecastTests {
    private func supposed(_ room: OutboxRoom, _ inputs: [StockInput]) -> WhatIf {
        WhatIf(deliveries: [UnderstoodDelivery(id: "what-if", sequence: 0, receivedAt: room.now, meaning: .success(inputs))])
    }

    private func forecast(_ room: OutboxRoom, _ whatIf: WhatIf) async throws -> Forecast {
        try await room.store.forecast(whatIf, terms: ForecastTerms(), at: room.now)
    }

    /// Compared as sets of texts: commands written at one moment leave in any order within their lane.
    private func told(_ commands: [(action: CommandAction, offers: [OfferID])]) -> Set<String> {
        Set(commands.map { "\($0.action) \($0.offers)" })
    }

    @Test("a document and a sale that are only supposed give exactly the commands that the real ones then write, and leave no trace (R32)")
    func documentsAndOrders() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        // Long after the last reading, so that the sale is not in it.
        room.room.pass(.seconds(10))
        let inputs = [room.room.release("w-1", 3), room.room.event("o-1", "l-1")]
        let forecast = try await forecast(room, supposed(room, inputs))
        #expect(forecast.steps.count == 2)
        #expect(try await room.plan().isEmpty)
        #expect(try await room.room.mugs() == [10, 0, 10])
        try await room.room.tell(inputs)
        let commands = try await room.plan()
        #expect(told(commands.map { ($0.action, $0.offers) }) == told(forecast.steps.map { ($0.action, $0.offers) }))
    }

    @Test("without a supposition it is what the next pass writes, a brake's hold among it (R30, R32)")
    func now() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        try await room.room.tell([room.room.release("w-1", 10)])
        let forecast = try await forecast(room, WhatIf())
        let commands = try await room.plan()
        #expect(!commands.isEmpty)
        #expect(told(commands.map { ($0.action, $0.offers) }) == told(forecast.steps.map { ($0.action, $0.offers) }))
    }

    @Test("sync that is only supposed gives what switching it on then sends; what would be refused is told with its reason (R14, R32)")
    func sync() async throws {
        let room = try await OutboxRoom()
        let forecast = try await forecast(room, WhatIf(sync: [Stockroom.sixpack, "1"]))
        #expect(forecast.refused.map(\.offer) == ["1"])
        #expect(forecast.refused.map(\.reason) == [.unknownOffer])
        #expect(try await room.store.offer(Stockroom.sixpack)?.offer.isSynchronised == false)
        _ = try await room.store.switchSync([Stockroom.sixpack], enabled: true, at: room.now)
        try await room.see(.active, 10, of: Stockroom.sixpack)
        let commands = try await room.plan()
        #expect(told(commands.map { ($0.action, $0.offers) }) == told(forecast.steps.map { ($0.action, $0.offers) }))
        #expect(commands.map(\.action) == [.gain(-9)])
    }

    @Test("what prevents overselling goes first, and each command is told by when the limits let it leave (R31)")
    func order() async throws {
        let room = try await OutboxRoom(also: [Stockroom.sixpack])
        try await room.store.link(Stockroom.sixpack, to: OfferLink(components: [.init(product: Stockroom.saucer, units: 1)]), at: room.now)
        let receipt = WarehouseDocument(
            id: "p-1", kind: .receipt, name: "PZ 1", version: DocumentVersion(number: 1, modified: nil), warehouse: Stockroom.shelf,
            lines: [.init(product: Stockroom.saucer, count: StockAmount(pieces: 5))], recordedAt: room.now)
        let slow = ForecastTerms(paces: ["main": SendingPace(changesPerMinute: 1)])
        let forecast = try await room.store.forecast(
            supposed(room, [.document(receipt), room.room.release("w-1", 10)]), terms: slow, at: room.now)
        #expect(forecast.steps.map(\.action) == [.end, .gain(5)])
        #expect(forecast.steps.map(\.leavesWithin) == [.seconds(60), .seconds(60)], "ends and quantities have limits of their own")
        #expect(forecast.duration == .seconds(60))
    }

    @Test("a supposed document that would become a dead letter says so, by its place")
    func deadLetter() async throws {
        let room = try await OutboxRoom()
        await #expect(
            throws: DeadReason(
                "product 999 is not known in wFirma's goods", pointer: "/0/warehouse_document/warehouse_document_contents/0/good/id")
        ) {
            _ = try await forecast(room, supposed(room, [room.room.release("w-1", 1, of: "999")]))
        }
    }
}
