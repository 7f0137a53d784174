import Inventory
import Testing

@testable import Storage

/// Orders that nobody gets goods for any more, and orders that changed after, or right before, their document.
@Suite("Orders that are off or change, and their documents")
struct OrderOffTests {
    private static let id = OrderID("order-1")
    private static let lines = [(id: LineItemID("line-1"), offer: Stockroom.single, quantity: 2)]

    private static func room() async throws -> Stockroom {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        return room
    }

    private static func tell(_ room: Stockroom, _ fulfilment: Order.Fulfilment = .new, total: Int64 = 9998) async throws {
        guard case .order(var order, let window) = room.order(id, lines, fulfilment: fulfilment, boughtAt: morning) else { return }
        order.total = Money(hundredths: total, currency: "PLN")
        try await room.tell([.order(order, readAt: window)])
    }

    private static func drive(_ room: Stockroom, _ events: [OrderDocument.Event]) async throws {
        for event in events {
            let document = try #require(try await room.store.orderDocument(of: id))
            #expect(try await room.store.advance(document, by: event, at: room.now) != nil, "\(event)")
        }
    }

    private static func draft(_ room: Stockroom, pieces: Int = 2) throws -> OrderDocumentDraft {
        OrderDocumentDraft(
            kind: .invoice, isVATPayer: true, externalID: id.text, date: try #require(CalendarDate(inPoland: room.now)), currency: "PLN",
            lines: [.init(name: "Kubek", product: Stockroom.mug, unit: "szt.", count: pieces, price: 4999, vat: "23")], paymentMethod: .transfer,
            paid: 0, warehouse: Stockroom.shelf)
    }

    private static func totalProblems(_ room: Stockroom) async throws -> [OpenProblem] {
        try await room.store.problems(kind: .totalChanged, after: nil, limit: 10)
    }

    @Test(
        "an order that the seller called off, or that came back, before its document gets none; called back, it does (R39)",
        arguments: [Order.Fulfilment.cancelled, .returned], [false, true])
    func none(_ fulfilment: Order.Fulfilment, isDrafted: Bool) async throws {
        let room = try await Self.room()
        try await Self.tell(room)
        if isDrafted { try await Self.drive(room, [.lookedUp(.invoice, nil, buyer: nil)]) }
        try await Self.tell(room, fulfilment)
        #expect(try await room.store.orderDocument(of: Self.id)?.state == .cancelled)
        #expect(try await room.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await room.store.orderDocument(of: Self.id)?.state == .cancelled)
        try await Self.tell(room, .processing)
        #expect(try await room.store.orderDocument(of: Self.id)?.state == .wanted)
    }

    @Test(
        "seen first when it was off already it gets none, and the month's list does not ask for one (R47)",
        arguments: [Order.Fulfilment.cancelled, .returned])
    func seenLate(_ fulfilment: Order.Fulfilment) async throws {
        let room = try await Self.room()
        try await Self.tell(room, fulfilment)
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await room.store.orderDocument(of: Self.id) == nil)
        #expect(try await room.mugs() == [10, 0, 10])
        let month = try #require(CalendarMonth("2026-11"))
        #expect(try await room.store.month(month).undocumented.isEmpty)
        try await Self.tell(room, .processing)
        #expect(try await room.store.month(month).undocumented.map(\.order) == [Self.id])
    }

    @Test("an order that the seller called off after its document goes before a person (R21)")
    func calledOffLater() async throws {
        let room = try await Self.room()
        try await Self.tell(room)
        try await Self.drive(
            room, [.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71")])
        try await Self.tell(room, .cancelled)
        #expect(try await room.mugs() == [10, 2, 8], "its release is on its way")
        let problem = try #require(try await room.store.problems(kind: .orderCancelledAfterInvoice, after: nil, limit: 10).first)
        #expect(problem.what.pl.contains("anulowano") && problem.actions.contains(.issueCorrection))
        try await Self.tell(room, .processing)
        #expect(try await room.store.problems(kind: .orderCancelledAfterInvoice, after: nil, limit: 10).isEmpty)
    }

    @Test("a total that changes after the document is put before a person once, until it is the document's again (R43)")
    func totalChanged() async throws {
        let room = try await Self.room()
        try await Self.tell(room)
        try await Self.drive(
            room,
            [.lookedUp(.invoice, try Self.draft(room), buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71")])
        try await Self.tell(room)
        #expect(try await Self.totalProblems(room).isEmpty)
        try await Self.tell(room, total: 11_498)
        let problem = try #require(try await Self.totalProblems(room).first)
        #expect(problem.subject == Self.id.text && problem.what.en.contains("114.98 PLN") && problem.what.pl.contains("99.98 PLN"))
        #expect(try await room.store.settleProblem(problem.id, action: .dismiss, at: room.now))
        try await Self.tell(room, .processing, total: 11_498)
        #expect(try await Self.totalProblems(room).isEmpty, "a person has seen it")
        try await Self.tell(room, .processing, total: 12_000)
        #expect(try await Self.totalProblems(room).count == 1)
        try await Self.tell(room, .processing)
        #expect(try await Self.totalProblems(room).isEmpty)
    }

    @Test("a total that changes while the document is being made is told once wFirma is known to have it (R43)")
    func totalChangedMeanwhile() async throws {
        let room = try await Self.room()
        try await Self.tell(room)
        try await Self.drive(room, [.lookedUp(.invoice, try Self.draft(room), buyer: nil), .adding(releaseUntil: room.now + .seconds(60))])
        try await Self.tell(room, total: 11_498)
        #expect(try await Self.totalProblems(room).isEmpty)
        try await Self.drive(room, [.found(invoice: "71")])
        #expect(try await Self.totalProblems(room).count == 1)
    }

    @Test("what a line's document holds is what it sold, whatever the offer is linked to since; a line that reserves nothing goes by the link (R19)")
    func linkedAnew() async throws {
        let room = try await Self.room()
        try await room.tell([room.order(Self.id, [("line-1", Stockroom.sixpack, 1), ("line-2", Stockroom.set, 2)])])
        try await room.store.link(Stockroom.sixpack, to: OfferLink(components: [.init(product: Stockroom.saucer, units: 4)]), at: room.now)
        try await room.store.link(Stockroom.set, to: OfferLink(components: [.init(product: Stockroom.mug, units: 9)]), at: room.now)
        var facts = try #require(try await room.store.documentFacts(of: Self.id))
        #expect(
            facts.components == [
                "line-1": [.init(product: Stockroom.mug, units: 6)],
                "line-2": [.init(product: Stockroom.mug, units: 1), .init(product: Stockroom.saucer, units: 2)],
            ])
        #expect(facts.products == [Stockroom.mug, Stockroom.saucer])
        try await room.store.unlink(Stockroom.single, at: room.now)
        try await room.tell([room.order("order-2", [("line-3", Stockroom.single, 1)], fulfilment: .sent)])
        try await room.store.link(Stockroom.single, to: OfferLink(components: [.init(product: Stockroom.mug, units: 3)]), at: room.now)
        facts = try #require(try await room.store.documentFacts(of: "order-2"))
        #expect(facts.components == ["line-3": [.init(product: Stockroom.mug, units: 3)]])
    }
}
