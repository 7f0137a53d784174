import Inventory
import Testing

@testable import Storage

@Suite("What was sold and nobody had")
struct OversellTests {
    /// Ten mugs, two synchronised offers of them; all ten are sold on the first.
    private func soldOut() async throws -> OutboxRoom {
        let room = try await OutboxRoom(also: [Stockroom.set])
        try await room.room.tell([room.room.event("o-1", "l-1", quantity: 10)])
        return room
    }

    private func month(_ room: OutboxRoom) async throws -> OversellMonth {
        try await room.store.oversells(in: try #require(CalendarMonth(inPoland: room.now)))
    }

    @Test("a piece sold within seconds on two offers is told with its cause, its order and its pieces, once")
    func sameMoment() async throws {
        let room = try await soldOut()
        #expect(try await month(room).rows.isEmpty)
        try await room.room.tell([room.room.event("o-2", "l-2", Stockroom.set)])
        try await room.room.tell([room.room.order("o-2", [("l-2", Stockroom.set, 1)])])
        let found = try await month(room)
        #expect(found.pieces == [.sameMoment: 1])
        #expect(found.rows.map(\.order) == ["o-2"])
        #expect(found.rows.map(\.orderStatus) == [.ready])
        #expect(found.rows.map(\.oversell.product) == [Stockroom.mug])
    }

    @Test("a lowering that was still on its way excuses for a minute, and then it is ours")
    func beforeLowering() async throws {
        for (wait, cause) in [(Duration.seconds(20), Oversell.Cause.beforeLowering), (.seconds(120), .ours)] {
            let room = try await soldOut()
            try await room.send(try #require(try await room.plan().first))
            room.room.pass(wait)
            try await room.room.tell([room.room.event("o-2", "l-2", Stockroom.set, quantity: 3)])
            #expect(try await month(room).pieces == [cause: 3])
        }
    }

    @Test("a sale told minutes late is a late event")
    func late() async throws {
        let room = try await soldOut()
        try await room.room.tell([room.room.order("o-2", [("l-2", Stockroom.set, 1)], boughtAt: room.now - .seconds(300))])
        #expect(try await month(room).pieces == [.lateEvent: 1])
    }

    @Test("stock that went without an order after the sale was made is a correction; an order's own release is none")
    func corrected() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        let bought = room.now
        room.room.pass(.seconds(5))
        try await room.room.tell([room.room.release("w-1", 10)])
        try await room.room.tell([room.room.order("o-1", [("l-1", Stockroom.set, 2)], boughtAt: bought)])
        #expect(try await month(room).pieces == [.stockCorrected: 2])
    }

    @Test("an offer that is not synchronised sold what the shop had let it show; pieces count in the product's, of the last line first")
    func notSynchronised() async throws {
        let room = try await OutboxRoom()
        try await room.room.tell([
            room.room.order("o-1", [("l-1", Stockroom.sixpack, 1), ("l-2", Stockroom.sixpack, 1)])
        ])
        let found = try await month(room)
        #expect(found.pieces == [.notSynchronised: 2])
        #expect(found.rows.map(\.oversell.line) == ["l-2"])
    }

    @Test("what is covered, freed or unknown is not oversold")
    func covered() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        try await room.room.tell([room.room.event("o-1", "l-1", quantity: 10)])
        try await room.room.tell([room.room.order("o-2", [("l-2", Stockroom.set, 1)], status: .cancelled)])
        #expect(try await month(room).rows.isEmpty)
    }
}
