import Inventory
import Testing

@testable import Storage

@Suite("What is left over of several products")
struct LeftoverProductsTests {
    private func problem(_ room: Stockroom) async throws -> OpenProblem? {
        _ = try await room.store.raiseLeftovers(olderThan: .seconds(14 * 86_400), limit: 10, at: room.now)
        return try await room.store.problems(kind: .reservationLeftOver, after: nil, limit: 10).first
    }

    @Test("the second product is put before a person once the first is settled, and no more once that is dismissed (R7)")
    func secondProduct() async throws {
        let room = try await Stockroom()
        // A mug and two saucers.
        try await room.tell([room.order("o-1", [("l-1", Stockroom.set, 1)])])
        try await room.tell([room.release("9002", 1)])
        room.pass(.seconds(15 * 86_400))
        let first = try #require(try await problem(room))
        #expect(first.actions == [.match, .free, .dismiss])
        #expect(try await room.store.settleProblem(first.id, action: .match, at: room.now))
        #expect(try await room.mugs() == [9, 0, 9])
        let second = try #require(try await problem(room))
        #expect(second.subject == "o-1" && second.what.en.contains("2 × Good 502") && second.actions == [.free, .dismiss])
        #expect(try await room.store.settleProblem(second.id, action: .dismiss, at: room.now))
        #expect(try await problem(room) == nil)
        #expect(try await room.pieces(of: Stockroom.saucer) == [10, 2, 8])
    }
}
