import Inventory
import Testing

@testable import Storage

@Suite("Orders first read when their goods had left")
struct SentOrderTests {
    /// Documents are ours to issue, also of what was sent before it was seen.
    private func room() async throws -> Stockroom {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings {
            $0.issueInvoices = true
            $0.accounts["main", default: AccountSettings()].startDate = CalendarDate("2020-01-01")
        }
        return room
    }

    private func advance(_ room: Stockroom, _ events: [OrderDocument.Event]) async throws {
        for event in events {
            let document = try #require(try await room.store.orderDocument(of: "o-1"))
            #expect(try await room.store.advance(document, by: event, at: room.now) != nil)
        }
    }

    private func sent(_ room: Stockroom, _ offer: OfferID = Stockroom.single) -> StockInput {
        room.order("o-1", [("l-1", offer, 2)], fulfilment: .sent)
    }

    @Test("one holds what a document of ours is still to release, and the release closes it (R7)")
    func held() async throws {
        let room = try await room()
        try await room.tell([sent(room)])
        #expect(try await room.mugs() == [10, 2, 8])
        try await advance(
            room, [.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71")])
        #expect(try await room.mugs() == [10, 2, 8])
        try await room.tell([room.release("9001", 2, invoice: "71")])
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("one that another program documented holds nothing: stock knows already (R7, R37)")
    func foreign() async throws {
        let room = try await room()
        try await room.tell([sent(room)])
        try await advance(room, [.foreign(fault: "another program's")])
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("one holds nothing while documents are switched off, and what it is to release once they are on (R7)")
    func switchedOn() async throws {
        let room = try await room()
        _ = try await room.store.updateSettings { $0.issueInvoices = false }
        try await room.tell([sent(room)])
        #expect(try await room.mugs() == [10, 0, 10])
        _ = try await room.store.updateSettings { $0.issueInvoices = true }
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await room.mugs() == [10, 2, 8])
    }

    @Test("one whose offer is linked late is held as well (R7)")
    func linkedLate() async throws {
        let room = try await room()
        let offer = OfferID("7700000599")
        let listing = OfferListing(
            id: offer, name: "Offer", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
            sighting: Offer.Sighting(status: .active, quantity: 10, window: .init(from: room.now, to: room.now)))
        _ = try await room.store.take([listing], account: "main", rules: CommandRules(), at: room.now)
        try await room.tell([sent(room, offer)])
        #expect(try await room.mugs() == [10, 0, 10])
        try await room.store.link(offer, to: OfferLink(components: [.init(product: Stockroom.mug, units: 1)]), at: room.now)
        #expect(try await room.mugs() == [10, 2, 8])
    }
}
