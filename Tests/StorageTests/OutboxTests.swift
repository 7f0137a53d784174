import Inventory
import Testing

@testable import Storage

@Suite("The outbox: what waits, what left, what came of it")
struct OutboxTests {
    @Test("an increase that hung, was outweighed and is carried out after all comes down at once (R28)")
    func lateSuccess() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        let command = try #require(try await room.plan().first)
        #expect(command.action == .gain(5))
        try await room.send(command)
        try await room.store.giveUp(command, nextAskAt: room.now, at: room.now)
        try await room.seeTwice(.active, 10)
        #expect(try await room.plan().isEmpty, "another increase beside one that may come yet would be too much")
        #expect(try await room.model().shown == ShownQuantity(exactly: 10))
        #expect(try await room.due([.hung]).map(\.id) == [command.id], "it is still asked about")
        try await room.stock(12)
        #expect(try await room.plan().isEmpty)
        let hung = try #require(try await room.due([.hung]).first)
        try await room.report(hung, success: true)
        #expect(try await room.nextLook() ?? room.now + .seconds(1) <= room.now)
        #expect(try await room.store.offersToLookAt(limit: 1, at: room.now).due.first?.needsDetail == true)
        #expect(try await room.plan().map(\.action) == [.gain(-3)])
    }

    @Test("an increase whose hung twin is no longer asked about is sent again")
    func closedTwin() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        let command = try #require(try await room.plan().first)
        try await room.send(command)
        try await room.store.giveUp(command, nextAskAt: room.now, at: room.now)
        try await room.seeTwice(.active, 10)
        #expect(try await room.plan().isEmpty)
        try await room.store.close(command.id, at: room.now)
        #expect(try await room.plan().map(\.action) == [.gain(5)])
    }

    @Test("what never left is taken back in a freeze: it explains no end, and nothing is unknown (R10, R49)")
    func withdrawnEnd() async throws {
        let room = try await OutboxRoom()
        try await room.room.tell([room.room.release("9001", 10)])
        let command = try #require(try await room.plan().first)
        #expect(command.action == .end)
        _ = try await room.store.updateSettings { $0.frozen = true }
        #expect(try await room.store.depart(command, at: room.now) == .frozen)
        try await room.store.withdraw(command, at: room.now)
        #expect(try await room.due().isEmpty)
        try await room.seeTwiceEnded(by: .hand)
        #expect(try await room.model().endedBy == .hand)
    }

    @Test("a command that surely did not arrive was never sent: the next plan takes its place, and it explains no end (R10)")
    func didNotArrive() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        let raise = try #require(try await room.plan().first)
        #expect(try await room.store.depart(raise, at: room.now) == .go([OutboxRoom.offer]))
        try await room.store.stayed(raise, at: room.now)
        #expect(try await room.due().map(\.sentAt) == [nil])
        try await room.room.tell([room.room.release("9001", 8)])
        #expect(try await room.plan().map(\.action) == [.gain(-3)], "the increase is replaced, not countered")
        try await room.room.tell([room.room.release("9002", 7)])
        let end = try #require(try await room.plan().first)
        #expect(end.action == .end)
        _ = try await room.store.depart(end, at: room.now)
        try await room.store.stayed(end, at: room.now)
        _ = try await room.store.switchSync([OutboxRoom.offer], enabled: false, at: room.now)
        try await room.seeTwiceEnded(by: .hand)
        #expect(try await room.model().endedBy == .hand)
    }

    @Test("a refused command and a refused edit of one offer are two problems, and each is settled by itself (R15, R28)")
    func twoRefusals() async throws {
        let room = try await OutboxRoom()
        let edit = try #require(try await room.store.offerEditDue(at: room.now))
        try await room.store.giveUp(edit, because: "409", nextTry: room.now + .seconds(3600), at: room.now)
        try await room.stock(15)
        let command = try #require(try await room.plan().first)
        try await room.store.refuse(command, code: "NO", message: "no", traceID: nil, at: room.now)
        #expect(try await room.problems(.commandRefused) == [OutboxRoom.offer.text])
        #expect(try await room.problems(.republishRefused) == [OutboxRoom.offer.text])
        try await room.store.finish(edit, at: room.now)
        #expect(try await room.problems(.commandRefused) == [OutboxRoom.offer.text])
        #expect(try await room.problems(.republishRefused) == [])
    }

    @Test("a withdrawn increase leaves the number known")
    func withdrawnGain() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        try await room.store.withdraw(try #require(try await room.plan().first), at: room.now)
        #expect(try await room.store.plans(for: [OutboxRoom.offer], at: room.now).first?.plan.command == .gain(5))
        try await room.room.tell([room.room.release("9001", 8)])
        #expect(try await room.plan().map(\.action) == [.gain(-3)])
    }

    @Test("an increase that has not left is replaced, not countered; a decrease keeps its turn (R31)")
    func replaced() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        let raise = try #require(try await room.plan().first)
        try await room.room.tell([room.room.release("9001", 5)])
        #expect(try await room.plan().isEmpty)
        #expect(try await room.due().isEmpty)
        #expect(try await room.store.depart(raise, at: room.now) == .withdrawn)
        try await room.room.tell([room.room.release("9002", 3)])
        let first = try await room.plan()
        try await room.room.tell([room.room.release("9003", 2)])
        let second = try await room.plan()
        #expect((first + second).map(\.action) == [.gain(-3), .gain(-2)])
        #expect(Set(try await room.due().map(\.id)) == Set((first + second).map(\.id)))
    }

    @Test("what has not left when sync goes off is not sent")
    func syncOff() async throws {
        let room = try await OutboxRoom()
        try await room.room.tell([room.room.release("9001", 4)])
        let command = try #require(try await room.plan().first)
        _ = try await room.store.switchSync([OutboxRoom.offer], enabled: false, at: room.now)
        #expect(try await room.due().isEmpty)
        #expect(try await room.store.depart(command, at: room.now) == .withdrawn)
    }

    @Test("what a person asked for, and the pause, outlast sync (R10, R44)", arguments: [true, false])
    func endOutlastsSync(isPause: Bool) async throws {
        let room = try await OutboxRoom()
        if isPause {
            _ = try await room.store.pause(.these([OutboxRoom.offer]), at: room.now)
        } else {
            _ = try await room.store.endByHand([OutboxRoom.offer], at: room.now)
        }
        let first = try #require(try await room.plan().first)
        #expect(first.action == .end)
        _ = try await room.store.switchSync([OutboxRoom.offer], enabled: false, at: room.now)
        #expect(try await room.plan().map(\.action) == [.end])
    }

    @Test("an offer is read while its increase waits to leave; what contradicts it keeps the increase back (invariant 4)")
    func readWhileWaiting() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        let raise = try #require(try await room.plan().first)
        try await room.see(.active, 14)
        #expect(try await room.model().contradictedAt != nil)
        #expect(try await room.nextLook() != nil)
        #expect(try await room.plan().isEmpty)
        #expect(try await room.store.depart(raise, at: room.now) == .withdrawn)
        room.room.pass(.seconds(11))
        try await room.see(.active, 14)
        #expect(try await room.plan().map(\.action) == [.gain(1)])
    }

    @Test("a command that left goes with the same offers again, whatever was switched meanwhile (invariant 5)")
    func sameContent() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        try await room.room.tell([room.room.release("9001", 4)])
        let command = try #require(try await room.plan().first)
        #expect(try await room.store.depart(command, at: room.now) == .go([OutboxRoom.offer, Stockroom.set]))
        _ = try await room.store.switchSync([OutboxRoom.offer], enabled: false, at: room.now)
        let again = try #require(try await room.due().first)
        #expect(again.sentAt != nil)
        #expect(try await room.store.depart(again, at: room.now) == .go([OutboxRoom.offer, Stockroom.set]))
    }

    @Test("an increase of an offer that is to be planned anew does not leave; the others of its command do (invariant 4)")
    func planFirst() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        try await room.stock(15)
        let raise = try #require(try await room.plan().first)
        #expect(raise.offers == [OutboxRoom.offer, Stockroom.set])
        let now = room.now
        try await room.store.write { try DirtyMarks.mark($0, offer: OutboxRoom.offer, falls: false, since: now) }
        #expect(try await room.store.depart(raise, at: room.now) == .go([Stockroom.set]))
        #expect(try await room.plan().map(\.action) == [.gain(5)])
        try await room.room.tell([room.room.release("9001", 8)])
        let lowered = try #require(try await room.plan().first { $0.action.prevents })
        try await room.store.write { try DirtyMarks.mark($0, offer: OutboxRoom.offer, falls: true, since: now) }
        #expect(try await room.store.depart(lowered, at: room.now) == .go(lowered.offers), "a decrease never loses its turn")
    }

    @Test("what left and was not answered goes again while it is wanted; else it is asked about (invariants 4 and 5)")
    func outdated() async throws {
        let room = try await OutboxRoom()
        try await room.stock(15)
        let raise = try #require(try await room.plan().first)
        #expect(try await room.store.depart(raise, at: room.now) == .go([OutboxRoom.offer]))
        let again = try #require(try await room.due().first)
        #expect(try await room.store.depart(again, at: room.now) == .go([OutboxRoom.offer]))
        try await room.room.tell([room.room.release("9001", 5)])
        #expect(try await room.store.depart(again, at: room.now) == .outdated)
    }

    @Test("only what got no result is unconfirmed, and the reading that shows it settles that (R28)")
    func unconfirmed() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set])
        try await room.room.tell([room.room.release("9001", 4)])
        let command = try #require(try await room.plan().first)
        try await room.send(command)
        try await room.report(command, success: true)
        try await room.store.giveUp(command, nextAskAt: room.now, at: room.now)
        #expect(try await room.problems(.commandUnconfirmed) == [Stockroom.set.text])
        try await room.see(.active, 6, of: Stockroom.set)
        #expect(try await room.problems(.commandUnconfirmed) == [])
    }

    @Test("a refused batch goes again in halves under new ids, each written before it is sent")
    func halves() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set, Stockroom.sixpack])
        try await room.room.tell([room.room.release("9001", 4)])
        let command = try #require(try await room.plan().first)
        #expect(command.offers.count == 3)
        #expect(try await room.store.depart(command, at: room.now) == .go(command.offers))
        try await room.store.split(command, fault: "422", traceID: nil, at: room.now, newCommandID: room.newID)
        let halves = try await room.due()
        #expect(halves.map(\.offers.count).sorted() == [1, 2])
        #expect(halves.flatMap(\.offers).sorted() == command.offers)
        #expect(halves.allSatisfy { $0.id != command.id && $0.sentAt == nil && $0.action == .gain(-4) })
    }

    @Test("no command is larger than what Allegro lets an account change in a minute")
    func batches() async throws {
        let room = try await OutboxRoom(also: [Stockroom.set, Stockroom.sixpack])
        try await room.room.tell([room.room.release("9001", 4)])
        let commands = try await room.plan(rooms: ["main": PlanningRoom(changesPerMinute: 2, commandLimit: 64)])
        #expect(commands.map(\.offers.count) == [2, 1])
    }

    @Test("an outbox that holds enough is told, and only offers whose product fell are planned for it (R31)")
    func fullOutbox() async throws {
        let room = try await OutboxRoom()
        let rooms: [AccountName: PlanningRoom] = ["main": PlanningRoom(changesPerMinute: 9000, commandLimit: 1)]
        try await room.room.tell([room.room.release("9001", 4)])
        let first = try await room.store.planDirtyOffers(limit: 100, rooms: rooms, at: room.now, newCommandID: room.newID)
        #expect(!first.isOutboxFull && first.commands.count == 1)
        try await room.room.tell([room.room.release("9002", 2)])
        let second = try await room.store.planDirtyOffers(limit: 100, rooms: rooms, at: room.now, newCommandID: room.newID)
        #expect(second.isOutboxFull && second.commands.map(\.action.prevents) == [true])
    }

    @Test("with a full outbox a doubted zero that is confirmed still ends its offer (R31)")
    func confirmedZero() async throws {
        let room = try await OutboxRoom()
        let full: [AccountName: PlanningRoom] = ["main": PlanningRoom(changesPerMinute: 9000, commandLimit: 0)]
        try await room.room.tell([room.room.reading(0)])
        let lowered = try await room.plan(rooms: full)
        #expect(lowered.map(\.action) == [.gain(-9)])
        try await room.send(try #require(lowered.first))
        try await room.report(try #require(lowered.first), success: true)
        try await room.see(.active, 1)
        _ = try await room.plan()
        try await room.room.tell([room.room.reading(0)])
        #expect(try await room.plan(rooms: full).map(\.action) == [.end])
    }

    @Test("with a full outbox what a reading finds above the target still comes down (R31); other accounts are planned for as before")
    func foundAbove() async throws {
        let room = try await OutboxRoom()
        let full: [AccountName: PlanningRoom] = ["main": PlanningRoom(changesPerMinute: 9000, commandLimit: 0)]
        try await room.seeTwice(.active, 14)
        #expect(try await room.plan(rooms: ["second": PlanningRoom(changesPerMinute: 9000, commandLimit: 64)]).isEmpty)
        #expect(try await room.plan(rooms: full).map(\.action) == [.gain(-4)])
    }

    @Test("while a command is open its offer is not read back again and again: the command's end says when")
    func quietWhileOpen() async throws {
        let room = try await OutboxRoom()
        try await room.room.tell([room.room.release("9001", 4)])
        let command = try #require(try await room.plan().first)
        try await room.send(command)
        try await room.see(.active, 10)
        #expect(try await room.nextLook() == nil)
        try await room.report(command, success: true)
        #expect(try await room.nextLook() != nil)
    }
}

extension OutboxRoom {
    fileprivate func seeTwiceEnded(by cause: EndCause) async throws {
        for _ in 0..<2 {
            try await see(.ended, 10, endedBy: cause, endedAt: now)
            room.pass(.seconds(11))
        }
    }
}
