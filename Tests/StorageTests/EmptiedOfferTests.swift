import Inventory
import Testing

@testable import Storage

/// Another hand had taken pieces that we did not know of, so a decrease of ours, reckoned from the number before, took all that was left.
@Suite("An offer that a decrease of ours emptied")
struct EmptiedOfferTests {
    /// Six of ten were lowered by us, seen as ended with nothing sold.
    ///
    /// - Parameter after: how long after the report of our decrease Allegro ended it.
    private func ended(_ after: Duration) async throws -> OutboxRoom {
        let room = try await OutboxRoom()
        try await room.stock(4)
        let decrease = try #require(try await room.plan().first)
        #expect(decrease.action == .gain(-6))
        try await room.send(decrease)
        room.room.pass(.seconds(1))
        let end = room.now + after
        try await room.report(decrease, success: true)
        room.room.pass(.seconds(60))
        try await seeEnded(room, at: end)
        return room
    }

    /// Six of ten are to be lowered by a decrease that hangs and was given up.
    private func hung() async throws -> OutboxRoom {
        let room = try await OutboxRoom()
        try await room.stock(4)
        let decrease = try #require(try await room.plan().first)
        try await room.send(decrease)
        room.room.pass(.seconds(300))
        try await room.store.giveUp(decrease, nextAskAt: room.now, at: room.now)
        room.room.pass(.seconds(60))
        return room
    }

    /// As often as it takes to be knowledge, with every order known.
    private func seeEnded(_ room: OutboxRoom, at end: Timestamp) async throws {
        try await room.store.advanceJournal(of: "main", to: "e1", completeAt: room.now + .seconds(3600))
        for _ in 0..<4 where try await room.model().status == .active {
            try await room.see(.ended, 0, endedBy: .soldOut, endedAt: end)
            room.room.pass(.seconds(11))
        }
    }

    /// What is sent for it from there, each with success.
    private func actions(_ room: OutboxRoom) async throws -> [CommandAction] {
        let quantity = try #require(try await room.plan().first)
        try await room.send(quantity)
        try await room.report(quantity, success: true)
        try await room.see(.ended, 4, endedBy: .soldOut)
        return [quantity.action] + (try await room.plan().map(\.action))
    }

    @Test("came to nothing by no person's hand: it is set to what there is, and comes back (R5, R44)")
    func comesBack() async throws {
        let room = try await ended(.zero - .milliseconds(500))
        #expect(try await room.model().endedBy == .soldOut)
        #expect(try await actions(room) == [.fixed(4), .activate])
    }

    @Test("an end of nothing ten seconds after the report of our decrease is a person's all the same, and stays (R44)")
    func later() async throws {
        let room = try await ended(.seconds(10))
        #expect(try await room.model().endedBy == .hand)
        #expect(try await actions(room) == [.fixed(4)])
    }

    @Test("one that was read as running since our decrease was emptied by a person, though another offer of the same command still hangs (R44)")
    func batchHangs() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        try await room.stock(4)
        let decrease = try #require(try await room.plan().first)
        #expect(decrease.offers.count == 2)
        try await room.send(decrease)
        room.room.pass(.seconds(1))
        try await room.report(decrease, success: true)
        try await room.see(.active, 4)
        room.room.pass(.seconds(1200))
        let end = room.now
        room.room.pass(.seconds(60))
        try await seeEnded(room, at: end)
        #expect(try await room.model().endedBy == .hand)
    }

    @Test(
        "an end taken for a person's is asked about anew once a decrease that hung is told to have succeeded, if that is told soon after it (R44)",
        arguments: [(20, EndCause.soldOut), (600, .hand)])
    func toldLate(_ seconds: Int, _ cause: EndCause) async throws {
        let room = try await hung()
        try await seeEnded(room, at: room.now)
        #expect(try await room.model().endedBy == .hand)
        room.room.pass(.seconds(seconds))
        let hung = try #require(try await room.due([.hung]).first)
        try await room.report(hung, success: true)
        try await room.see(.ended, 0, endedBy: .soldOut)
        #expect(try await room.model().endedBy == cause)
    }

    @Test("one that was sold out, and that a person asked us to end, stays ended whatever a decrease that hung is told to have done (R10)")
    func askedFor() async throws {
        let room = try await hung()
        try await room.room.tell([room.room.order("o-1", [("l-1", Stockroom.single, 1)])])
        try await seeEnded(room, at: room.now)
        #expect(try await room.model().endedBy == .soldOut)
        _ = try await room.store.endByHand([OutboxRoom.offer], at: room.now)
        _ = try await room.plan()
        #expect(try await room.model().endedBy == .hand)
        let hung = try #require(try await room.due([.hung]).first)
        try await room.report(hung, success: true)
        try await room.see(.ended, 0, endedBy: .soldOut)
        #expect(try await room.model().endedBy == .hand)
    }
}
