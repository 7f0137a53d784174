import Inventory
import Testing

@testable import Storage

@Suite("What Allegro refuses for good is not tried for ever (R28)")
struct RefusalTests {
    /// Ended by us at zero; five pieces are back.
    private func backInStock() async throws -> OutboxRoom {
        let room = try await OutboxRoom()
        try await room.room.tell([room.room.release("9001", 10)])
        let end = try #require(try await room.plan().first)
        try await room.send(end)
        try await room.report(end, success: true)
        try await room.see(.ended, 0, endedAt: room.now)
        _ = try await room.plan()
        try await room.stock(5)
        return room
    }

    /// One way back as far as `activation` says; returns false when nothing is sent any more.
    private func resume(_ room: OutboxRoom, _ activation: (Command) async throws -> Void) async throws -> Bool {
        for _ in 0..<4 {
            guard let command = try await room.plan().first else {
                try await room.see(.ended, 5, endedBy: .hand, endedAt: morning)
                continue
            }
            try await room.send(command)
            if command.action == .activate {
                try await activation(command)
                return true
            }
            #expect(command.action == .fixed(5))
            try await room.report(command, success: true)
            try await room.see(.ended, 5, endedBy: .hand, endedAt: morning)
        }
        return false
    }

    @Test("an ACTIVATE that is always refused stops after three tries, though FIXED succeeds each time")
    func refusedActivation() async throws {
        let room = try await backInStock()
        var tries = 0
        while tries < 10, try await resume(room, { try await room.report($0, success: false) }) { tries += 1 }
        #expect(tries == 3)
        #expect(try await room.problems(.commandRefused) == [OutboxRoom.offer.text])
    }

    @Test("an ACTIVATE that succeeds and leaves the offer ended counts as refused")
    func vainActivation() async throws {
        let room = try await backInStock()
        var tries = 0
        while tries < 10,
            try await resume(
                room,
                {
                    try await room.report($0, success: true)
                    for _ in 0..<2 {
                        try await room.see(.ended, 5, endedBy: .hand, endedAt: morning)
                        room.room.pass(.seconds(11))
                    }
                })
        { tries += 1 }
        #expect(tries == 3)
        #expect(try await room.problems(.commandRefused) == [OutboxRoom.offer.text])
    }

    @Test("a resume that takes hold forgets the refusals on the way")
    func success() async throws {
        let room = try await backInStock()
        for _ in 0..<2 { #expect(try await resume(room) { try await room.report($0, success: false) }) }
        #expect(
            try await resume(room) {
                try await room.report($0, success: true)
                try await room.see(.active, 5)
            })
        #expect(try await room.model().status == .active)
        #expect(try await room.problems(.commandRefused) == [])
        #expect(try await room.model().stoppedTarget == nil)
    }

    @Test("a reading that only confirms does not try a stopped change again; another amount does")
    func confirmingReading() async throws {
        let room = try await backInStock()
        while try await resume(room, { try await room.report($0, success: false) }) {}
        try await room.room.tell([room.room.reading(5)])
        try await room.see(.ended, 5, endedBy: .hand, endedAt: morning)
        #expect(try await room.plan().isEmpty)
        try await room.stock(6)
        #expect(try await room.plan().map(\.action) == [.fixed(6)])
    }

    @Test("after a refusal the offer's detail is asked, and an increase waits for a second look")
    func secondLook() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        let raise = try #require(try await room.plan().first)
        try await room.send(raise)
        try await room.report(raise, success: false)
        _ = try await room.plan()
        #expect(try await room.store.offersToLookAt(limit: 1, at: room.now + .seconds(1)).due.first?.needsDetail == true)
        try await room.see(.active, 9)
        #expect(try await room.plan().isEmpty)
        room.room.pass(.seconds(11))
        try await room.see(.active, 9)
        #expect(try await room.plan().map(\.action) == [.gain(6)])
    }
}
