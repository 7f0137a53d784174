import Inventory
import Testing

@testable import Storage

/// Form `a` sells two mugs and is documented; what it is merged into is `c`.
@Suite("Merged orders and their documents")
struct MergedOrderTests {
    /// Whether Allegro's 404 for the old form comes before the new form is read, or after; and the new one perhaps by an event first.
    enum Telling: CaseIterable { case goneFirst, newFirst, eventFirst }

    private static let a: [(id: LineItemID, offer: OfferID, quantity: Int)] = [("a-1", Stockroom.single, 2)]
    private static let both = a + [("b-1", Stockroom.single, 1)]

    private static func room() async throws -> Stockroom {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await room.tell([room.order("a", a)])
        return room
    }

    private static func drive(_ room: Stockroom, _ order: OrderID, _ events: [OrderDocument.Event]) async throws {
        for event in events {
            let document = try #require(try await room.store.orderDocument(of: order))
            #expect(try await room.store.advance(document, by: event, at: room.now) != nil, "\(event)")
        }
    }

    /// The document stands in wFirma as 71, its WZ is not here yet.
    private static func added(_ room: Stockroom) async throws {
        try await drive(room, "a", [.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71")])
    }

    private static func merge(
        _ room: Stockroom, _ telling: Telling, lines: [(id: LineItemID, offer: OfferID, quantity: Int)]
    ) async throws {
        // The old form was read once more before the merge, and that is told late.
        let old = room.order("a", a)
        room.pass(.seconds(5))
        switch telling {
        case .goneFirst:
            try await room.tell([.orderGone("a")])
            try await room.tell([room.order("c", lines)])
        case .newFirst:
            try await room.tell([room.order("c", lines)])
            try await room.tell([old])
            try await room.tell([.orderGone("a")])
        case .eventFirst:
            try await room.tell([room.event("c", "a-1", quantity: 2)])
            try await room.tell([room.order("c", lines)])
            try await room.tell([old])
        }
    }

    private static func mismatches(_ room: Stockroom) async throws -> [String] {
        try await room.store.problems(kind: .documentMismatch, after: nil, limit: 10).map(\.subject)
    }

    @Test("a release known only by the old form's invoice closes the lines where they stand now (R7)", arguments: Telling.allCases)
    func release(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await Self.merge(room, telling, lines: Self.both)
        #expect(try await room.mugs() == [10, 3, 7])
        try await room.tell([room.release("9001", 2, invoice: "71")])
        #expect(try await room.mugs() == [8, 1, 7])
    }

    @Test("a count that may hold the release of the old form's invoice waits for it", arguments: Telling.allCases)
    func parked(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await Self.merge(room, telling, lines: Self.both)
        try await room.tell([room.reading(8)])
        try await room.store.fetchedDocuments(for: [Stockroom.mug], at: room.now)
        room.pass(.seconds(20))
        try await room.tell([room.reading(8)])
        #expect(try await room.mugs() == [10, 3, 7])
        try await room.tell([room.release("9001", 2, invoice: "71")])
        #expect(try await room.mugs() == [8, 1, 7])
    }

    @Test("a release that came before the merge stays with the lines (R7)", arguments: Telling.allCases)
    func releasedBefore(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await room.tell([room.release("9001", 2, invoice: "71")])
        try await Self.merge(room, telling, lines: Self.both)
        #expect(try await room.mugs() == [8, 1, 7])
    }

    @Test("partly documented, it gets no second document, and a person is asked once (R19)", arguments: Telling.allCases)
    func partly(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await Self.merge(room, telling, lines: Self.both)
        #expect(try await room.store.orderDocument(of: "c")?.state == .foreign)
        let problem = try #require(try await room.store.problems(kind: .documentMismatch, after: nil, limit: 10).first)
        #expect(problem.subject == "c" && problem.what.en.contains("1 of its 2 lines"))
        #expect(try await room.store.settleProblem(problem.id, action: .dismiss, at: room.now))
        try await room.tell([room.order("c", Self.both)])
        #expect(try await Self.mismatches(room).isEmpty)
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await room.store.orderDocument(of: "c")?.state == .foreign)
    }

    @Test("documented in full, it carries the document on: shown with it, none of its own, nobody is asked (R19)", arguments: Telling.allCases)
    func carriedOver(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await Self.merge(room, telling, lines: Self.a)
        #expect(try await room.store.orderDocument(of: "c")?.state == OrderDocument.State.none)
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await room.store.orderDocument(of: "c")?.state == OrderDocument.State.none)
        #expect(try await Self.mismatches(room).isEmpty)
        for id: OrderID in ["a", "c"] { #expect(try await room.store.orderView(id)?.invoice?.id == "71") }
        let listed = try await room.store.orders(OrderFilter(), after: nil, limit: 10)
        #expect(listed.map(\.id) == ["c"] && listed.first?.invoice?.id == "71")
    }

    @Test("the new form's cancellation waits for the old form's release, and its document is put before a person (R21)", arguments: Telling.allCases)
    func cancelled(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await Self.merge(room, telling, lines: Self.a)
        try await room.tell([room.order("c", Self.a, status: .cancelled)])
        #expect(try await room.mugs() == [10, 2, 8])
        let problem = try #require(try await room.store.problems(kind: .orderCancelledAfterInvoice, after: nil, limit: 10).first)
        #expect(problem.actions.contains(.issueCorrection) && problem.what.en.contains("Order c"))
        try await room.tell([room.release("9001", 2, invoice: "71")])
        #expect(try await room.mugs() == [8, 0, 8])
        #expect(try await room.store.settleProblem(problem.id, action: .issueCorrection, at: room.now))
        #expect(try await room.store.orderDocument(of: "a", .correction)?.state == .wanted)
    }

    @Test("a form that is first read as sent holds what it took in: those goods had not left when they were first seen (R7)")
    func sentMeanwhile() async throws {
        let room = try await Self.room()
        room.pass(.seconds(60))
        try await room.tell([.orderGone("a")])
        try await room.tell([room.order("c", Self.a, fulfilment: .sent)])
        #expect(try await room.mugs() == [10, 2, 8])
        try await room.tell([room.release("9001", 2, for: "c")])
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test(
        "a correction that was declared on the old form is declared anew on the one that stands, and frees nothing (R34, R48)",
        arguments: Telling.allCases)
    func correction(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await room.tell([room.release("9001", 2, invoice: "71")])
        try await room.store.write { db in try OrderDocuments.wantCorrection(db, "a", at: morning) }
        for event: OrderDocument.Event in [
            .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now), .found(invoice: "72"),
            .verified(number: "KOR 1", total: Money(hundredths: 0, currency: "PLN"), issuedOn: nil), .final(ksefNumber: nil), .pdfFetched,
            .declared(upload: "u-1"),
        ] {
            let correction = try #require(try await room.store.orderDocument(of: "a", .correction))
            #expect(try await room.store.advance(correction, by: event, at: room.now) != nil, "\(event)")
        }
        try await Self.merge(room, telling, lines: Self.a)
        let correction = try #require(try await room.store.orderDocument(of: "a", .correction))
        #expect(correction.state == .pdfFetched && correction.upload == nil)
        #expect(try await room.mugs() == [8, 0, 8])
        #expect(try await room.store.orderDocument(of: "c")?.state == OrderDocument.State.none)
    }

    @Test("the documents of all forms that an order took in state its total together (R43)", arguments: [(2998, false), (1999, true)])
    func total(_ hundredths: Int64, isTold: Bool) async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await Self.document(room, "a", "a-1", 999)
        try await Self.document(room, "b", "b-1", 1999)
        // A surcharge on the first, told before the merge.
        try await room.tell([Self.form(room, "a", [("a-1", Stockroom.single, 1)], 1099)])
        #expect(try await Self.changed(room) == ["a"])
        try await room.tell([Self.form(room, "c", [("a-1", Stockroom.single, 1), ("b-1", Stockroom.single, 1)], hundredths)])
        #expect(try await Self.changed(room) == (isTold ? ["c"] : []))
        #expect(try await room.store.orderDocument(of: "c")?.state == OrderDocument.State.none)
    }

    @Test(
        "an order that took in a form states its total by both their documents, where each has one (R43)", arguments: [(2998, false), (2999, true)])
    func totalOfBoth(_ hundredths: Int64, isTold: Bool) async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await Self.document(room, "a", "a-1", 999)
        try await Self.document(room, "b", "b-1", 1999)
        room.pass(.seconds(5))
        try await room.tell([Self.form(room, "b", [("a-1", Stockroom.single, 1), ("b-1", Stockroom.single, 1)], hundredths)])
        #expect(try await Self.changed(room) == (isTold ? ["b"] : []))
    }

    /// A form of one mug, whose document wFirma has.
    private static func document(_ room: Stockroom, _ form: OrderID, _ line: LineItemID, _ total: Int64) async throws {
        try await room.tell([Self.form(room, form, [(line, Stockroom.single, 1)], total)])
        let draft = OrderDocumentDraft(
            kind: .invoice, isVATPayer: true, externalID: form.text, date: try #require(CalendarDate("2026-11-24")), currency: "PLN",
            lines: [.init(name: "Mug", product: Stockroom.mug, unit: "szt.", count: 1, price: total, vat: "23")], paymentMethod: .transfer, paid: 0,
            warehouse: nil)
        try await Self.drive(
            room, form, [.lookedUp(.invoice, draft, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "7\(form)")])
    }

    private static func changed(_ room: Stockroom) async throws -> [String] {
        try await room.store.problems(kind: .totalChanged, after: nil, limit: 10).map(\.subject)
    }

    private static func form(
        _ room: Stockroom, _ id: OrderID, _ lines: [(id: LineItemID, offer: OfferID, quantity: Int)], _ hundredths: Int64
    ) -> StockInput {
        guard case .order(var order, let window) = room.order(id, lines) else { return room.order(id, lines) }
        order.total = Money(hundredths: hundredths, currency: "PLN")
        return .order(order, readAt: window)
    }

    @Test("a document that was being made at the merge and was not made leaves its lines to the new form", arguments: Telling.allCases)
    func notMade(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.drive(room, "a", [.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60))])
        try await Self.merge(room, telling, lines: Self.both)
        #expect(try await room.store.orderDocument(of: "c")?.state == .foreign)
        try await Self.drive(room, "a", [.notMade(retryAt: room.now, fault: "503")])
        #expect(try await room.store.orderDocument(of: "a")?.state == .cancelled)
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await room.store.orderDocument(of: "c")?.state == .wanted)
        #expect(try await Self.mismatches(room).isEmpty)
    }

    @Test("without any document the new form is documented as any other, the old one no more", arguments: Telling.allCases)
    func own(_ telling: Telling) async throws {
        let room = try await Self.room()
        try await Self.merge(room, telling, lines: Self.both)
        #expect(try await room.store.orderDocument(of: "a")?.state == .cancelled)
        #expect(try await room.store.orderDocument(of: "c")?.state == .wanted)
    }
}
