import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("The main way, when the other side is unkind")
struct TroubleTests {
    @Test("answers lost after the deed are settled under the same command id: nothing is done twice")
    func lostAnswers() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(.answerLost, .init(times: 3, path: "commands", method: "PUT"), on: .allegro)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == (78, .active))
    }

    @Test("a command that Allegro knows already is no refusal, however often: it is followed to its end (decision 5)")
    func conflicts() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        for _ in 1...4 {
            shop.world.setFault(.answerLost, .init(times: 1, path: "commands", method: "PUT"), on: .allegro)
            try await shop.book(.receipt, 1)
            try await shop.run(for: .seconds(10))
        }
        #expect(shop.shown == (77, .active))
        #expect(try await shop.problems(.commandRefused).isEmpty)
    }

    @Test("429 and 500 delay a change and lose nothing", arguments: [FaultKind.tooManyRequests, .serverError, .reset])
    func refusals(_ fault: FaultKind) async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(fault, .init(share: 0.7, lasting: .seconds(3)), on: .allegro)
        try await shop.book(.release, 4)
        try await shop.book(.receipt, 1)
        try await shop.run(for: .seconds(60))
        #expect(shop.shown == (70, .active))
    }

    @Test("a command that hangs in NEW is given up, the offer read, and a new command sent")
    func hangingCommand() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(.hangingCommands, .init(times: 1), on: .allegro)
        try await shop.book(.release, 3)
        try await shop.run(for: .seconds(200), every: .milliseconds(500))
        #expect(shop.shown == (70, .active))
    }

    @Test("a command whose task says SUCCESS but did nothing is found by reading back (R28)")
    func lyingCommand() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(.lyingCommands, .init(times: 1), on: .allegro)
        try await shop.book(.release, 3)
        try await shop.run(for: .seconds(30))
        #expect(shop.shown == (70, .active))
    }

    @Test("a stale page of offers changes nothing")
    func staleList() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(.staleList, .init(times: 2), on: .allegro)
        try await shop.book(.release, 3)
        try await shop.run(for: .seconds(30))
        #expect(shop.shown == (70, .active))
    }

    @Test("wFirma out of service delays the comparison and invents nothing")
    func wfirmaOut() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        shop.world.setFault(.outOfService, .init(lasting: .seconds(5)), on: .wfirma)
        shop.gateway.reconciler.hurry()
        try await shop.book(.receipt, 2)
        try await shop.run(for: .seconds(15))
        #expect(shop.shown == (75, .active))
    }

    /// The mug's offer ended for want of stock, and goods come in while `fault` strikes once.
    private func resume(under fault: FaultKind, then span: Duration) async throws -> Shop {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.release, 70)
        try await shop.book(.release, 3, warehouse: "2")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
        shop.world.setFault(fault, .init(times: 1), on: .allegro)
        try await shop.book(.receipt, 6)
        try await shop.run(for: span, every: .milliseconds(500))
        return shop
    }

    @Test("a command that fails on the way to a resume is tried again")
    func failingResume() async throws {
        let shop = try await resume(under: .failingCommands, then: .seconds(60))
        #expect(shop.shown == (6, .active))
    }

    @Test("an activation that hangs is put before a person (R28)")
    func hangingActivation() async throws {
        let shop = try await resume(under: .hangingActivation, then: .seconds(150))
        #expect(try await shop.store.problems(kind: .commandUnconfirmed, after: nil, limit: 10).map(\.subject) == [Shop.offer.text])
    }

    @Test("an activation that Allegro accepted and then ended in an error stays ended and is put before a person (R10, R28)")
    func activationError() async throws {
        let shop = try await resume(under: .activationError, then: .seconds(60))
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .error)
        #expect(try await shop.store.problems(kind: .commandUnconfirmed, after: nil, limit: 10).map(\.subject) == [Shop.offer.text])
    }

    @Test("a zero that only a reading tells shows 1 until a second reading agrees, then ends the offer")
    func doubtedZero() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        _ = try shop.world.release("501", .init(70), from: "1").get()
        _ = try shop.world.release("501", .init(3), from: "2").get()
        shop.gateway.reconciler.hurry()
        try await shop.run(for: .seconds(15))
        #expect(shop.shown.status == .ended)
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .gateway)
    }

    @Test("a body without a signature moves no stock, it only makes the gateway look")
    func unsignedDocument() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        let forged = """
            {"event":"warehouse_document.added","warehouse_document":{"id":"666","type":"WZ","version":1,"warehouse":{"id":"1"},\
            "warehouse_document_contents":[{"good":{"id":"501"},"count":"70"}]}}
            """
        try await shop.deliver(forged, trust: .keyed)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown == (73, .active))
    }
}
