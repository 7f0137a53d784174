import Inventory
import Testing

@testable import Storage

/// The offer of single mugs is linked to mugs, and what it sells are saucers.
@Suite("A wrong link is corrected")
struct LinkCorrectionTests {
    private static let saucers = OfferLink(components: [.init(product: Stockroom.saucer, units: 2)])

    private static func room() async throws -> Stockroom {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)])])
        return room
    }

    private static func drive(_ room: Stockroom, _ events: [OrderDocument.Event]) async throws {
        for event in events {
            let document = try #require(try await room.store.orderDocument(of: "o-1"))
            #expect(try await room.store.advance(document, by: event, at: room.now) != nil, "\(event)")
        }
    }

    private static func correct(_ room: Stockroom) async throws -> LinkCorrection {
        try await room.store.link(Stockroom.single, to: saucers, correctsOrders: true, at: room.now)
    }

    @Test(
        "an open order without a document is reserved and drafted anew by the corrected link, and told so (R7, R19)",
        arguments: [OrderDocument.State.wanted, .lookedUp, .refused])
    func anew(_ state: OrderDocument.State) async throws {
        let room = try await Self.room()
        switch state {
        case .lookedUp: try await Self.drive(room, [.orderAsked, .lookedUp(.invoice, nil, buyer: nil)])
        case .refused: try await Self.drive(room, [.orderAsked, .refused(fault: "no stock")])
        default: try await Self.drive(room, [.orderAsked])
        }
        #expect(try await Self.correct(room) == LinkCorrection(corrected: ["o-1"]))
        #expect(try await room.mugs() == [10, 0, 10])
        #expect(try await room.pieces(of: Stockroom.saucer) == [10, 4, 6])
        let document = try #require(try await room.store.orderDocument(of: "o-1"))
        // The order is asked for and the draft made from the start, also where one was being made at this moment.
        #expect(document.state == .wanted && document.askedAt == nil && document.dueAt != nil)
        #expect(try await room.store.documentFacts(of: "o-1")?.components == ["l-1": Self.saucers.components])
        let notes = try await room.store.orderNotes(of: "o-1").map(\.what.en)
        #expect(notes == ["The link of offer 7700000501 was corrected: 4 × 502 in the place of 2 × 501"])
        try await room.tell([room.release("9001", 4, of: Stockroom.saucer, for: "o-1")])
        #expect(try await room.pieces(of: Stockroom.saucer) == [6, 0, 6])
    }

    @Test("one that has a document, or pieces released, is left as it is and put before a person with what stands (R19)", arguments: [true, false])
    func documented(isInvoiced: Bool) async throws {
        let room = try await Self.room()
        if isInvoiced {
            try await Self.drive(room, [.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71")])
        } else {
            try await room.tell([room.release("9001", 1, for: "o-1")])
        }
        let before = try await room.mugs()
        #expect(try await Self.correct(room) == LinkCorrection(documented: ["o-1"]))
        #expect(try await room.mugs() == before)
        #expect(try await room.pieces(of: Stockroom.saucer) == [10, 0, 10])
        let problem = try #require(try await room.store.problems(kind: .documentMismatch, after: nil, limit: 10).first)
        #expect(problem.subject == "o-1" && problem.what.en.contains(isInvoiced ? "document 71" : "document WZ 9001"))
    }

    @Test("without a person's word another link changes nothing of the orders before it; what is off, free or right is left alone (R7)")
    func leftAlone() async throws {
        let room = try await Self.room()
        try await room.store.link(Stockroom.single, to: Self.saucers, at: room.now)
        #expect(try await room.mugs() == [10, 2, 8])
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], status: .cancelled)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 1)])])
        #expect(try await Self.correct(room) == LinkCorrection())
        #expect(try await room.pieces(of: Stockroom.saucer) == [10, 2, 8])
    }
}
