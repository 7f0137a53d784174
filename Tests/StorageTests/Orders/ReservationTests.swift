import Inventory
import Testing

@testable import Storage

/// The worked examples of docs/reservations.md, each told in one order of events: stock, reserved, available.
@Suite("Reservations (R7)")
struct ReservationTests {
    @Test("an order reserves what it sold at its first sight, an event included (R7, R18)")
    func firstSight() async throws {
        let room = try await Stockroom()
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        #expect(try await room.mugs() == [10, 2, 8])
        // READY twice, the same event twice, the form itself: the line is one line.
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        #expect(try await room.mugs() == [10, 2, 8])
    }

    @Test("the release that fulfils an order closes its reservation in the same transaction: the sale counts once (R7)")
    func orderBeforeRelease() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("a release seen before its order is remembered: the line opens already closed")
    func releaseBeforeOrder() async throws {
        let room = try await Stockroom()
        try await room.tell([room.release("9001", 2, for: "o-1")])
        #expect(try await room.mugs() == [8, 0, 8])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("a release told without its order closes nothing; the same one told with it does, and counts once (R7)")
    func referenceLater() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.release("9001", 2)])
        #expect(try await room.mugs() == [8, 2, 6])
        guard case .document(let named) = room.release("9001", 2, for: "o-1") else { return }
        #expect(try await room.store.unseen([named]) == [named])
        try await room.tell([.document(named)])
        #expect(try await room.mugs() == [8, 0, 8])
        #expect(try await room.store.unseen([named]).isEmpty)
    }

    @Test("a later version that leaves its order out closes it all the same (R27)")
    func referenceLeftOut() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        try await room.tell([room.release("9001", 3, version: 2)])
        #expect(try await room.mugs() == [7, 0, 7])
        try await room.tell([room.release("9001", 3, version: 3, deleted: true)])
        #expect(try await room.mugs() == [10, 2, 8])
    }

    @Test("a receipt that says it corrects a release is a dead letter and moves nothing")
    func correctionOfAnotherType() async throws {
        let room = try await Stockroom()
        try await room.tell([room.release("9001", 2)])
        guard case .document(var correction) = room.release("9002", 1) else { return }
        (correction.kind, correction.corrects) = (.receipt, "9001")
        let acceptance = try await room.inbox.accept(delivery(at: room.now))
        let row = try #require(try await room.store.delivery(id: acceptance.id))
        let batch = try await room.store.apply(
            [UnderstoodDelivery(id: row.id, sequence: row.sequence, receivedAt: room.now, meaning: .success([.document(correction)]))],
            rules: room.rules, at: room.now)
        #expect(batch.dead == 1)
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("a partial release closes as many pieces as it carries, the oldest line first")
    func partialRelease() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2), ("l-2", Stockroom.single, 3)])])
        try await room.tell([room.release("9001", 3, for: "o-1")])
        #expect(try await room.mugs() == [7, 2, 5])
    }

    @Test("two documents for one order close each its share; the surplus is plain movement of stock")
    func twoDocuments() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 3)])])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        #expect(try await room.mugs() == [8, 1, 7])
        try await room.tell([room.release("9002", 2, for: "o-1")])
        #expect(try await room.mugs() == [6, 0, 6])
    }

    @Test("quantities beyond all reason hold every piece there is and stop nothing", arguments: [1_000_000_000, Int.max])
    func beyondReason(_ quantity: Int) async throws {
        let room = try await Stockroom()
        for line in 1...20 { try await room.tell([room.event(OrderID("o-\(line)"), LineItemID("l-\(line)"), Stockroom.sixpack, quantity: quantity)]) }
        #expect(try await room.mugs()[2] == 0)
        try await room.plan()
        try await room.tell([room.reading(9)])
        #expect(try await room.mugs()[2] == 0)
    }

    @Test("a multipack reserves its pieces, not its quantity (R8)")
    func multipack() async throws {
        let room = try await Stockroom(stock: 20)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.sixpack, 2)])])
        #expect(try await room.mugs() == [20, 12, 8])
        try await room.tell([room.release("9001", 12, for: "o-1")])
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("a sale of a set reserves each of its components (R42)")
    func set() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.set, 2)])])
        #expect(try await room.mugs() == [10, 2, 8])
        #expect(try await room.pieces(of: Stockroom.saucer) == [10, 4, 6])
        try await room.tell([room.release("9001", 4, of: Stockroom.saucer, for: "o-1")])
        #expect(try await room.mugs() == [10, 2, 8])
        #expect(try await room.pieces(of: Stockroom.saucer) == [6, 0, 6])
    }

    @Test("a release by hand that names no order closes nothing, until a person says which it fulfils")
    func releaseWithoutReference() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.release("9001", 2)])
        #expect(try await room.mugs() == [8, 2, 6])
        #expect(try await room.store.match("9001", to: "o-1", at: room.now))
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("replacing or deleting a document's version reopens what it closed (R27)")
    func replacedRelease() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 3)])])
        try await room.tell([room.release("9001", 3, for: "o-1")])
        #expect(try await room.mugs() == [7, 0, 7])
        try await room.tell([room.release("9001", 1, for: "o-1", version: 2)])
        #expect(try await room.mugs() == [9, 2, 7])
        try await room.tell([room.release("9001", 1, for: "o-1", version: 3, deleted: true)])
        #expect(try await room.mugs() == [10, 3, 7])
    }

    @Test("a cancelled order frees what it reserved, and an event that comes late holds it no more (R7, R18)")
    func cancellation() async throws {
        let room = try await Stockroom()
        let bought = room.now
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], status: .cancelled, boughtAt: bought)])
        #expect(try await room.mugs() == [10, 0, 10])
        // READY after the cancellation: the form as read counts, and an older form changes nothing.
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], status: .ready, updatedAt: bought)])
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("a release that came before the cancellation stays a release: goods come back by a document only (R48)")
    func cancelledAfterRelease() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.release("9001", 2, for: "o-1")])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], status: .cancelled)])
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("lines of merged orders live on in the new one; releases that name an old one still close them")
    func merge() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 1)], status: .bought)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 2)], status: .bought)])
        try await room.tell([room.order("o-3", [("l-1", Stockroom.single, 1), ("l-2", Stockroom.single, 2)])])
        try await room.tell([.orderGone("o-1"), .orderGone("o-2")])
        #expect(try await room.mugs() == [10, 3, 7])
        try await room.tell([room.release("9001", 1, for: "o-1")])
        #expect(try await room.mugs() == [9, 2, 7])
        // An event of the old form, told late, makes no new line.
        try await room.tell([room.event("o-2", "l-2", quantity: 2)])
        #expect(try await room.mugs() == [9, 2, 7])
    }

    @Test("an order from Allegro's own warehouse reserves nothing of ours (R14)")
    func fulfilledByAllegro() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilledByAllegro: true)])
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("an order from before the start date reserves only while it is NEW or PROCESSING, and is put before a person (R37)")
    func beforeStart() async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { $0.accounts["main", default: AccountSettings()].startDate = CalendarDate("2026-11-24") }
        let before = room.now - .seconds(3 * 86_400)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], boughtAt: before)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 3)], fulfilment: .sent, boughtAt: before)])
        #expect(try await room.mugs() == [10, 2, 8])
        #expect(try await room.store.problems(kind: .orderBeforeStart, after: nil, limit: 10).map(\.subject) == ["o-1"])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilment: .sent, boughtAt: before)])
        #expect(try await room.mugs() == [10, 0, 10])
        #expect(try await room.store.problems(kind: .orderBeforeStart, after: nil, limit: 10).isEmpty)
    }

    @Test("an order whose goods had left before we first saw it reserves nothing: stock knows of it already (R36)")
    func sentBefore() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilment: .sent)])
        #expect(try await room.mugs() == [10, 0, 10])
        // One that we saw while it waited stays reserved until its release, whatever the seller clicks.
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 3)])])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 3)], fulfilment: .sent)])
        #expect(try await room.mugs() == [10, 3, 7])
    }

    @Test("one that only an event told of, and whose goods had left before that, reserves nothing once it is read (R36)")
    func sentBeforeItsEvent() async throws {
        let room = try await Stockroom()
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        #expect(try await room.mugs() == [10, 2, 8])
        try await room.tell([
            room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilment: .sent, updatedAt: room.now - .seconds(3600))
        ])
        #expect(try await room.mugs() == [10, 0, 10])
        // One that was sent only after its event stays reserved until its release.
        try await room.tell([room.event("o-2", "l-2", quantity: 3)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 3)], fulfilment: .sent)])
        #expect(try await room.mugs() == [10, 3, 7])
    }

    @Test("the units of a sale are those of the link at its first sight, whatever the link is afterwards (R8)")
    func units() async throws {
        let room = try await Stockroom(stock: 20)
        try await room.tell([room.event("o-1", "l-1", Stockroom.sixpack, quantity: 2)])
        try await room.store.link(Stockroom.sixpack, to: OfferLink(components: [.init(product: Stockroom.mug, units: 4)]), at: room.now)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.sixpack, 2)])])
        #expect(try await room.mugs() == [20, 12, 8])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.sixpack, 1)])])
        #expect(try await room.mugs() == [20, 16, 4])
    }

    @Test("an offer linked after it was sold holds what is not sent yet")
    func linkedLate() async throws {
        let room = try await Stockroom()
        try await room.store.unlink(Stockroom.single, at: room.now)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 1)], fulfilment: .sent)])
        #expect(try await room.mugs() == [10, 0, 10])
        try await room.store.link(Stockroom.single, to: OfferLink(components: [.init(product: Stockroom.mug, units: 1)]), at: room.now)
        #expect(try await room.mugs() == [10, 2, 8])
    }

    @Test("an offer linked late holds nothing of an order from before the start date that waits no longer (R37)")
    func linkedLateBeforeStart() async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { $0.accounts["main", default: AccountSettings()].startDate = CalendarDate("2026-11-24") }
        try await room.store.unlink(Stockroom.single, at: room.now)
        let before = room.now - .seconds(3 * 86_400)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilment: .readyForShipment, boughtAt: before)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 1)], fulfilment: .processing, boughtAt: before)])
        try await room.store.link(Stockroom.single, to: OfferLink(components: [.init(product: Stockroom.mug, units: 1)]), at: room.now)
        #expect(try await room.mugs() == [10, 1, 9])
    }

    @Test("a reservation left over is put before a person with the likeliest release, and one action matches them")
    func leftOver() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        try await room.tell([room.release("9000", 3), room.release("9001", 2)])
        #expect(try await room.store.raiseLeftovers(olderThan: .seconds(86_400), limit: 10, at: room.now) == 0)
        room.pass(.seconds(2 * 86_400))
        #expect(try await room.store.raiseLeftovers(olderThan: .seconds(86_400), limit: 10, at: room.now) == 1)
        let problem = try #require(try await room.store.problems(kind: .reservationLeftOver, after: nil, limit: 10).first)
        #expect(problem.subject == "o-1" && problem.detail == "9001")
        #expect(try await room.store.settleProblem(problem.id, action: .match, at: room.now))
        #expect(try await room.mugs() == [5, 0, 5])
        #expect(try await room.store.raiseLeftovers(olderThan: .seconds(86_400), limit: 10, at: room.now) == 0)
    }

    @Test("every piece of an order is in exactly one of: reserved, released, cancelled")
    func pieces() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 3)])])
        try await room.tell([room.release("9001", 1, for: "o-1")])
        func shares() async throws -> [Int] {
            try await room.store.read { db in
                let row = try #require(
                    try Row.fetchOne(db, sql: "SELECT sum(open), sum(closed), sum(pieces - open - closed) FROM reservations"))
                return [row[0], row[1], row[2]]
            }
        }
        #expect(try await shares() == [2, 1, 0])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 3)], status: .cancelled)])
        #expect(try await shares() == [0, 1, 2])
    }
}
