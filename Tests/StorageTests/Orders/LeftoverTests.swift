import Inventory
import Testing

@testable import Storage

@Suite("What an order that is over still reserves")
struct LeftoverTests {
    private static let age = Duration.seconds(14 * 86_400)

    private func problem(_ room: Stockroom) async throws -> OpenProblem? {
        _ = try await room.store.raiseLeftovers(olderThan: Self.age, limit: 10, at: room.now)
        return try await room.store.problems(kind: .reservationLeftOver, after: nil, limit: 10).first
    }

    private func order(_ room: Stockroom, _ fulfilment: Order.Fulfilment) -> StockInput {
        room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilment: fulfilment)
    }

    @Test(
        "an order that came back before its document, or that the seller called off, holds nothing; called back, it does (R7)",
        arguments: [Order.Fulfilment.returned, .cancelled])
    func off(_ fulfilment: Order.Fulfilment) async throws {
        let room = try await Stockroom()
        try await room.tell([order(room, .new)])
        #expect(try await room.mugs() == [10, 2, 8])
        try await room.tell([order(room, fulfilment)])
        #expect(try await room.mugs() == [10, 0, 10])
        #expect(try await room.store.orderView("o-1")?.lines.map(\.reservation) == [.freed])
        #expect(try await problem(room) == nil)
        try await room.tell([order(room, .processing)])
        #expect(try await room.mugs() == [10, 2, 8])
    }

    @Test("an order that came back after its document, without a release, is put before a person at once, who frees it (R7)")
    func free() async throws {
        let room = try await Stockroom()
        try await room.tell([order(room, .new)])
        try await issue(room)
        try await room.tell([order(room, .returned)])
        #expect(try await room.mugs() == [10, 2, 8])
        let problem = try #require(try await problem(room))
        #expect(problem.actions == [.free, .dismiss])
        #expect(problem.why.pl.contains("anulowane lub zwrócone") && problem.why.en.contains("cancelled or returned"))
        #expect(try await room.store.settleProblem(problem.id, action: .free, at: room.now))
        #expect(try await room.mugs() == [10, 0, 10])
        #expect(try await room.store.orderView("o-1")?.lines.map(\.reservation) == [.freed])
        #expect(try await self.problem(room) == nil)
    }

    @Test("what an event alone told of, and Allegro does not know, is put before a person, who frees it (R7)")
    func unknownToAllegro() async throws {
        let room = try await Stockroom()
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        try await room.tell([.orderGone("o-1")])
        #expect(try await room.mugs() == [10, 2, 8])
        #expect(try await problem(room) == nil)
        room.pass(.seconds(601))
        let problem = try #require(try await problem(room))
        #expect(problem.why.en.contains("Allegro does not know it") && problem.actions == [.free, .dismiss])
        #expect(try await room.store.settleProblem(problem.id, action: .free, at: room.now))
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("an order that came back is held while another program documents it: its release may still come (R38)")
    func otherProgram() async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { $0.accounts["main", default: AccountSettings()].document = .otherProgram }
        try await room.tell([order(room, .new)])
        try await room.tell([order(room, .returned)])
        #expect(try await room.mugs() == [10, 2, 8])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("another release that may be gone is asked for although an answer to what was asked before has come (R27)")
    func askedAgain() async throws {
        let room = try await Stockroom()
        try await room.tell([order(room, .new)])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        let (first, second) = (room.now + .seconds(60), room.now + .seconds(90))
        #expect(try await room.store.write { try RiseChecks.ask($0, "501", until: first) })
        let asked = try #require(try await room.store.risenProducts(limit: 1).first)
        #expect(try await room.store.write { try RiseChecks.ask($0, "501", until: second) })
        try await room.store.checkedRise(of: asked, at: room.now)
        let left = try #require(try await room.store.risenProducts(limit: 1).first)
        #expect(left == RisenProduct(id: "501", until: second))
        try await room.store.checkedRise(of: left, at: room.now)
        #expect(try await room.store.risenProducts(limit: 1).isEmpty)
    }

    @Test("a rise waits for wFirma's word on the releases from the first reading that shows it, though the time went by before there was one (R27)")
    func heldAfterOutage() async throws {
        let room = try await Stockroom()
        try await room.tell([order(room, .new)])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        let until = room.now + .seconds(40)
        #expect(try await room.store.write { try RiseChecks.ask($0, "501", until: until) })
        room.pass(.seconds(600))
        // Seen twice, and the second time with every look that it needs.
        for _ in 0..<2 {
            try await room.tell([room.reading(10)])
            #expect(try await room.mugs() == [8, 0, 8])
            room.pass(.seconds(35))
        }
        // It has waited as long as it may.
        room.pass(.seconds(40))
        try await room.tell([room.reading(10)])
        room.pass(.seconds(35))
        try await room.tell([room.reading(10)])
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("what a person freed stays free however often the order is read, also in a form that it was merged into; a new line is held")
    func kept() async throws {
        let room = try await Stockroom()
        try await room.tell([order(room, .returned)])
        try await room.tell([order(room, .new)])
        #expect(try await room.mugs() == [10, 2, 8], "whoever said that its goods had left was mistaken")
        try await room.tell([order(room, .returned)])
        #expect(try await room.mugs() == [10, 0, 10])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 3)])])
        room.pass(Self.age + .seconds(60))
        let problem = try #require(try await problem(room))
        #expect(try await room.store.settleProblem(problem.id, action: .free, at: room.now))
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 3)])])
        #expect(try await room.mugs() == [10, 0, 10])
        try await room.tell([room.order("o-3", [("l-2", Stockroom.single, 3), ("l-3", Stockroom.single, 1)])])
        #expect(try await room.mugs() == [10, 1, 9])
        try await room.tell([room.release("9001", 4, for: "o-3")])
        #expect(try await room.mugs() == [6, 0, 6], "a release that comes all the same closes both")
    }

    @Test("one release closes one order: it is proposed for one alone, and the last word about it counts (R7)")
    func matchedTwice() async throws {
        let room = try await Stockroom()
        for number in 1...2 { try await room.tell([room.order(OrderID("o-\(number)"), [(LineItemID("l-\(number)"), Stockroom.single, 1)])]) }
        try await room.tell([room.release("9001", 1)])
        #expect(try await room.mugs() == [9, 2, 7])
        room.pass(Self.age + .seconds(60))
        _ = try await room.store.raiseLeftovers(olderThan: Self.age, limit: 10, at: room.now)
        let problems = try await room.store.problems(kind: .reservationLeftOver, after: nil, limit: 10)
        #expect(problems.count == 2)
        #expect(problems.count { $0.actions.contains(.match) } == 1)
        for order: OrderID in ["o-1", "o-2"] {
            #expect(try await room.store.match("9001", to: order, at: room.now))
            #expect(try await room.mugs() == [9, 1, 8])
        }
        #expect(try await room.store.orderView("o-1")?.lines.map(\.reservation) == [.open])
        try await room.tell([room.release("9002", 1, for: "o-1")])
        #expect(try await !room.store.match("9002", to: "o-2", at: room.now), "it names its order itself")
    }

    @Test("a returned order whose WZ is deleted is held again, and put before a person with the release that fits (R27)")
    func deletedRelease() async throws {
        let room = try await Stockroom()
        try await room.tell([order(room, .new)])
        try await issue(room)
        try await room.tell([room.release("9001", 2, invoice: "71")])
        try await room.tell([order(room, .returned)])
        #expect(try await problem(room) == nil)
        try await room.tell([room.release("9001", 2, invoice: "71", version: 2, deleted: true)])
        #expect(try await room.mugs() == [10, 2, 8])
        try await room.tell([room.release("9002", 2)])
        #expect(try await problem(room)?.actions == [.match, .free, .dismiss])
    }

    @Test(
        "a returned order whose document a person took back holds nothing, though its correction rewrites the release, whichever comes first (R7, R48)",
        arguments: [true, false])
    func takenBack(_ isRewrittenFirst: Bool) async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { $0.issueInvoices = true }
        try await room.tell([order(room, .new)])
        try await bring(room, .document, as: "71")
        try await room.tell([room.release("9001", 2, invoice: "71")])
        try await room.tell([order(room, .returned)])
        #expect(try await room.mugs() == [8, 0, 8])
        let problem = try #require(try await room.store.problems(kind: .orderCancelledAfterInvoice, after: nil, limit: 1).first)
        #expect(try await room.store.settleProblem(problem.id, action: .issueCorrection, at: room.now))
        if isRewrittenFirst {
            try await room.tell([room.release("9001", 0, invoice: "71", version: 2)])
            #expect(try await room.mugs() == [10, 2, 8], "nothing is known of the correction yet")
            try await bring(room, .correction, as: "72")
        } else {
            try await bring(room, .correction, as: "72")
            try await room.tell([room.release("9001", 0, invoice: "71", version: 2)])
        }
        #expect(try await room.mugs() == [10, 0, 10])
        try await room.tell([order(room, .returned)])
        #expect(try await room.mugs() == [10, 0, 10])
        #expect(try await self.problem(room) == nil)
    }

    private func bring(_ room: Stockroom, _ role: OrderDocument.Role, as invoice: String) async throws {
        for event: OrderDocument.Event in [
            .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: invoice),
        ] {
            let document = try #require(try await room.store.orderDocument(of: "o-1", role))
            #expect(try await room.store.advance(document, by: event, at: room.now) != nil)
        }
    }

    /// Its document stands in wFirma as 71, and its release is waited for no longer.
    private func issue(_ room: Stockroom) async throws {
        _ = try await room.store.updateSettings { $0.issueInvoices = true }
        try await room.store.wishForDocuments(limit: 1, at: room.now)
        for event: OrderDocument.Event in [
            .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71"), .released,
        ] {
            let document = try #require(try await room.store.orderDocument(of: "o-1"))
            #expect(try await room.store.advance(document, by: event, at: room.now) != nil)
        }
    }

    @Test("while the release of its document is awaited nobody is asked")
    func awaited() async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { $0.issueInvoices = true }
        try await room.tell([order(room, .new)])
        for event: OrderDocument.Event in [.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60))] {
            let document = try #require(try await room.store.orderDocument(of: "o-1"))
            _ = try await room.store.advance(document, by: event, at: room.now)
        }
        try await room.tell([order(room, .returned)])
        #expect(try await problem(room) == nil)
        let document = try #require(try await room.store.orderDocument(of: "o-1"))
        _ = try await room.store.advance(document, by: .released, at: room.now)
        #expect(try await problem(room)?.subject == "o-1")
    }
}
