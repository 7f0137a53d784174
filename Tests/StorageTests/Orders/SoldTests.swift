import Inventory
import Testing

@testable import Storage

/// A sale lowers what its offer shows as well as what may be shown: the offer itself needs no command, its sisters do.
@Suite("What a sale does to the offer it was made on")
struct SoldTests {
    private func shown(_ room: Stockroom, _ offer: OfferID) async throws -> ShownQuantity? { try await room.store.offer(offer)?.offer.shown }

    @Test("a sale after the last reading lowers the model of that offer alone, once")
    func afterReading() async throws {
        let room = try await Stockroom()
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        #expect(try await shown(room, Stockroom.single) == ShownQuantity(exactly: 8))
        #expect(try await shown(room, Stockroom.set) == ShownQuantity(exactly: 10))
    }

    @Test("a sale of Allegro's own word explains an end within two seconds of it, one that only somebody else told does not (R44)")
    func atEnd() async throws {
        let room = try await Stockroom()
        let bought = room.now
        try await room.tell([room.event("o-1", "l-1", quantity: 2)])
        #expect(try await !isTakenAtEnd(room, bought + .seconds(1)))
        try await room.tell([room.event("o-1", "l-1", quantity: 2, isInJournal: true)])
        #expect(try await isTakenAtEnd(room, bought + .seconds(1)))
        #expect(try await !isTakenAtEnd(room, bought + .seconds(3)))
        #expect(try await !isTakenAtEnd(room, bought - .seconds(1)))
    }

    private func isTakenAtEnd(_ room: Stockroom, _ end: Timestamp) async throws -> Bool {
        try await room.store.read { db in
            let offer = try #require(try Offers.offer(db, Stockroom.single))
            let sighting = Offer.Sighting(status: .ended, quantity: 0, endedBy: .soldOut, endedAt: end, window: .init(from: end, to: end))
            return try OfferRecords.record(db, offer, for: sighting).isTakenAtEnd
        }
    }

    @Test("a sale of more than was known to be there leaves the number unknown, to be read at once: something raised it unseen (R28)")
    func moreThanKnown() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 12)])])
        #expect(try await shown(room, Stockroom.single) == nil)
        let look = try #require(try await room.store.offersToLookAt(limit: 10, at: room.now).due.first { $0.offer == Stockroom.single })
        // A page of the list may lag behind the sale by minutes: its number alone raises nothing (R31).
        #expect(look.needsDetail)
        let now = room.now
        let isRaisedAtSecondLook = try await room.store.read { db in
            let offer = try #require(try Offers.offer(db, Stockroom.single))
            let page = Offer.Sighting(status: .active, quantity: 10, window: .init(from: now, to: now))
            return try OfferRecords.record(db, offer, for: page).isInDoubt
        }
        #expect(isRaisedAtSecondLook)
    }

    @Test("a sale from before the last reading is in it already")
    func beforeReading() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], boughtAt: room.now - .seconds(600))])
        #expect(try await shown(room, Stockroom.single) == ShownQuantity(exactly: 10))
    }

    @Test("a sale at the moment of the reading may be in it or not: the smaller number counts until it is read again")
    func atReading() async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], boughtAt: room.now - .seconds(60))])
        #expect(try await shown(room, Stockroom.single) == ShownQuantity(low: 8, high: 10))
    }

    @Test("the reading that follows leaves one number, and what is missing is raised", arguments: [8, 10])
    func readAgain(_ quantity: Int) async throws {
        let room = try await Stockroom()
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], boughtAt: room.now - .seconds(60))])
        room.pass(.seconds(300))
        let page = OfferListing(
            id: Stockroom.single, name: "", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
            sighting: Offer.Sighting(status: .active, quantity: quantity, window: .init(from: room.now, to: room.now)))
        _ = try await room.store.take([page], account: "main", rules: CommandRules(), at: room.now)
        #expect(try await shown(room, Stockroom.single) == ShownQuantity(exactly: quantity))
    }

    @Test("a sale on one offer lowers the product's other offers at once, and sends nothing to the offer that sold (R6, R7)")
    func sisters() async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings {
            $0.fetchOrders = true
            $0.issueInvoices = true
        }
        // A sister that sells one mug too.
        try await room.store.link(Stockroom.set, to: OfferLink(components: [.init(product: Stockroom.mug, units: 1)]), at: room.now)
        _ = try await room.store.switchSync([Stockroom.single, Stockroom.set], enabled: true, at: room.now)
        // What they show is read anew first.
        let pages = [Stockroom.single, Stockroom.set].map { offer in
            OfferListing(
                id: offer, name: "", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
                sighting: Offer.Sighting(status: .active, quantity: 10, window: .init(from: room.now, to: room.now)))
        }
        _ = try await room.store.take(pages, account: "main", rules: CommandRules(), at: room.now)
        #expect(try await room.plan().isEmpty)
        room.pass(.seconds(10))
        try await room.tell([room.event("o-1", "l-1", quantity: 3)])
        let commands = try await room.plan()
        #expect(commands.map(\.action) == [.gain(-3)])
        #expect(commands.first?.offers == [Stockroom.set])
    }
}
