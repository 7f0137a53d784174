import Inventory
import Testing

@testable import Storage

/// An event that a relay signed and that no order stands behind: two mugs of ten.
@Suite("Orders that Allegro does not know")
struct UnknownOrderTests {
    private static func told(isInJournal: Bool = false) async throws -> Stockroom {
        let room = try await Stockroom()
        try await room.tell([room.event("o-1", "l-1", quantity: 2, isInJournal: isInJournal)])
        try await room.tell([.orderGone("o-1")])
        #expect(try await room.mugs() == [10, 2, 8])
        return room
    }

    /// The journal was followed to its end, and Allegro says again that it knows no such order.
    private static func sayAgain(_ room: Stockroom, after span: Duration, isJournalComplete: Bool = true) async throws {
        room.pass(span)
        if isJournalComplete { try await room.store.advanceJournal(of: "main", to: "e1", completeAt: room.now) }
        try await room.store.sweptOrders(of: "main", to: room.now, from: room.store.orderJournal(of: "main").sweptTo)
        try await room.tell([.orderGone("o-1")])
    }

    @Test("what such an event reserves is free once Allegro has said so for an hour, with the reason kept; it is asked for meanwhile (R7)")
    func freed() async throws {
        let room = try await Self.told()
        room.pass(.seconds(601))
        _ = try await room.store.raiseLeftovers(olderThan: .seconds(86_400), limit: 10, at: room.now)
        #expect(try await room.store.problems(kind: .reservationLeftOver, after: nil, limit: 10).map(\.subject) == ["o-1"])
        #expect(try await room.store.askForUnknownOrders(at: room.now))
        #expect(try await room.store.ordersToRead(limit: 10, at: room.now).map { $0.order } == ["o-1"])
        try await Self.sayAgain(room, after: .seconds(60))
        #expect(try await room.mugs() == [10, 2, 8])
        try await Self.sayAgain(room, after: .seconds(3000))
        #expect(try await room.mugs() == [10, 0, 10])
        #expect(try await room.store.orderView("o-1")?.lines.map(\.reservation) == [.freed])
        #expect(try await room.store.orderNotes(of: "o-1").map(\.what.en).first?.contains("Allegro has known no such order") == true)
        #expect(try await room.store.problems(kind: .reservationLeftOver, after: nil, limit: 10).isEmpty)
        // Whoever tells it again proves nothing.
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("a line that is told of later is held for an hour of its own, and no longer (R7)")
    func more() async throws {
        let room = try await Self.told()
        room.pass(.seconds(3000))
        try await room.tell([room.event("o-1", "l-2", quantity: 1)])
        try await room.tell([.orderGone("o-1")])
        try await Self.sayAgain(room, after: .seconds(1000))
        #expect(try await room.mugs() == [10, 3, 7])
        try await Self.sayAgain(room, after: .seconds(2601))
        #expect(try await room.mugs() == [10, 0, 10])
        // One of an order that was freed before is no other.
        try await room.tell([room.event("o-1", "l-3", quantity: 1)])
        try await room.tell([.orderGone("o-1")])
        #expect(try await room.mugs() == [10, 1, 9])
        try await Self.sayAgain(room, after: .seconds(3601))
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test(
        "while the journal was not followed to its end since, or where it tells of the order itself, nothing is free (R7)", arguments: [true, false])
    func doubtful(isInJournal: Bool) async throws {
        let room = try await Self.told(isInJournal: isInJournal)
        try await Self.sayAgain(room, after: .seconds(7200), isJournalComplete: isInJournal)
        #expect(try await room.mugs() == [10, 2, 8])
    }

    @Test(
        "an order that Allegro shows late is held again at its first sight, by its form, its journal or a form that took it in (R18)",
        arguments: 0..<3)
    func late(way: Int) async throws {
        let room = try await Self.told()
        try await Self.sayAgain(room, after: .seconds(3601))
        #expect(try await room.mugs() == [10, 0, 10])
        let line: [(id: LineItemID, offer: OfferID, quantity: Int)] = [("l-1", Stockroom.single, 2)]
        switch way {
        case 0: try await room.tell([room.order("o-1", line)])
        case 1: try await room.tell([room.event("o-1", "l-1", quantity: 2, isInJournal: true)])
        default: try await room.tell([room.order("o-2", line)])
        }
        #expect(try await room.mugs() == [10, 2, 8])
    }
}
