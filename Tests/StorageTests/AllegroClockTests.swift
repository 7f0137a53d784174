import Inventory
import Testing

@testable import Storage

@Suite("What left by a wrong clock")
struct AllegroClockTests {
    @Test("an END noted ten minutes too late left when Allegro had it: the end is ours (R10)", arguments: [true, false])
    func hadBy(_ isKnown: Bool) async throws {
        let room = try await OutboxRoom()
        try await room.room.tell([room.room.release("9001", 10)])
        let end = try #require(try await room.plan().first)
        #expect(end.action == .end)
        let now = room.now
        _ = try await room.store.depart(end, at: now + .seconds(600))
        _ = try await room.store.accepted(end.id, traceID: nil, nextAskAt: now, hadBy: isKnown ? now : nil, at: now)
        let accepted = try #require(try await room.due([.accepted]).first)
        #expect(accepted.sentAt == (isKnown ? now : now + .seconds(600)))
        try await room.store.giveUp(accepted, nextAskAt: now, at: now)
        room.room.pass(.seconds(1))
        try await room.see(.ended, 0, endedBy: .hand, endedAt: now)
        #expect(try await room.model().endedBy == (isKnown ? .gateway : .hand))
    }

    @Test("what the shop's figures tell of the journal is by our clock")
    func figures() async throws {
        let store = try TestDirectory().openQuickly()
        let ahead = ClockOffset(least: .seconds(600), most: .seconds(600))
        try await store.advanceJournal(of: "main", to: "e1", completeAt: ahead.theirs(morning), theirs: ahead)
        #expect(try await store.shopFigures().journalComplete == ["main": morning])
    }
}
