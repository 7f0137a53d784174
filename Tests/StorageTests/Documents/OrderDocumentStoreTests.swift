import Inventory
import Testing

@testable import Storage

@Suite("Documents of orders, kept")
struct OrderDocumentStoreTests {
    static let order = OrderID("order-1")

    /// A store where documents are switched on, and one order of two mugs.
    private static func room(
        start: String? = nil, choice: OrderDocumentChoice = .invoice, issues: Bool = true, status: Order.Status = .ready,
        fulfilment: Order.Fulfilment = .new
    ) async throws -> Stockroom {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { settings in
            settings.fetchOrders = true
            settings.issueInvoices = issues
            var account = AccountSettings()
            account.startDate = start.flatMap { CalendarDate($0) }
            account.document = choice
            settings.accounts["main"] = account
        }
        try await room.tell([room.order(order, [("line-1", Stockroom.single, 2)], status: status, fulfilment: fulfilment)])
        return room
    }

    private static func document(_ room: Stockroom) async throws -> OrderDocument? { try await room.store.orderDocument(of: order) }

    private static func problems(_ room: Stockroom, _ kind: OpenProblem.Kind) async throws -> [OpenProblem] {
        try await room.store.problems(kind: kind, after: nil, limit: 10)
    }

    /// Takes the document through `events` in the store, each in a transaction of its own.
    private static func drive(_ room: Stockroom, _ events: OrderDocument.Event...) async throws {
        for event in events {
            let document = try #require(try await document(room))
            #expect(try await room.store.advance(document, by: event, at: room.now) != nil, "\(event)")
        }
    }

    private static func added(_ room: Stockroom) async throws {
        try await drive(room, .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71"))
    }

    @Test("a release told before wFirma's answer names its document may count twice: its zero is doubted until the answer (R7)")
    func releaseBeforeAnswer() async throws {
        let room = try await Self.room()
        try await room.tell([room.event("order-2", "line-2", quantity: 6)])
        #expect(try await room.mugs() == [10, 8, 2])
        let single = OfferLink(components: [.init(product: Stockroom.mug, units: 1)])
        func target() async throws -> Target? {
            let availability = try await room.store.product(Stockroom.mug)?.availability
            return single.target { _ in availability }
        }
        // Somebody else's document, before ours is begun, is no riddle.
        try await room.tell([room.release("9000", 2, invoice: "33")])
        #expect(try await target() == Target(quantity: 0))
        try await Self.drive(room, .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)))
        #expect(try await target() == Target(quantity: 0))
        try await room.tell([room.release("9001", 2, invoice: "71")])
        #expect(try await room.mugs() == [6, 8, 0])
        #expect(try await target() == Target(quantity: 0, isDoubted: false))
        try await room.tell([room.release("9000", 2, version: 2, deleted: true)])
        #expect(try await target() == Target(quantity: 0, isDoubted: true))
        try await Self.drive(room, .found(invoice: "71"))
        #expect(try await target() == Target(quantity: 2))
    }

    @Test("a ready order's document is due after the delay, and not before (R39)")
    func delay() async throws {
        let room = try await Self.room()
        let document = try #require(try await Self.document(room))
        #expect(document.state == .wanted)
        #expect(document.dueAt == document.since + .seconds(300))
        #expect(try await room.store.dueOrderDocument(at: document.since + .seconds(299)) == nil)
        #expect(try await room.store.dueOrderDocument(at: document.since + .seconds(300)) == document)
        #expect(try await room.store.nextOrderDocument() == document.dueAt)
    }

    @Test("an order that is not ready gets no document yet", arguments: [Order.Status.bought, .filledIn, .cancelled])
    func notReady(_ status: Order.Status) async throws {
        #expect(try await Self.document(Self.room(status: status)) == nil)
    }

    @Test("an order from before the start date gets none from us (R37)")
    func beforeStart() async throws {
        #expect(try await Self.document(Self.room(start: "2027-01-01"))?.state == OrderDocument.State.none)
        #expect(try await Self.document(Self.room(start: "2026-01-01"))?.state == .wanted)
    }

    @Test("without a start date, what was sent before we knew it gets none from us (R37)")
    func sentBefore() async throws {
        #expect(try await Self.document(Self.room(fulfilment: .sent))?.state == OrderDocument.State.none)
        #expect(try await Self.document(Self.room(start: "2026-01-01", fulfilment: .sent))?.state == .wanted)
    }

    @Test("where another program documents, we do not (R38)")
    func otherProgram() async throws {
        #expect(try await Self.document(Self.room(choice: .otherProgram))?.state == OrderDocument.State.none)
    }

    @Test("orders that became ready while documents were switched off are wanted once they are on (R16)")
    func switchedOn() async throws {
        let room = try await Self.room(issues: false)
        #expect(try await Self.document(room) == nil)
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await Self.document(room) == nil)
        _ = try await room.store.updateSettings { $0.issueInvoices = true }
        try await room.store.wishForDocuments(limit: 10, at: room.now)
        #expect(try await Self.document(room)?.state == .wanted)
    }

    @Test("while documents are switched off none is begun; what stands in wFirma still goes its way")
    func switchedOff() async throws {
        let room = try await Self.room()
        _ = try await room.store.updateSettings { $0.issueInvoices = false }
        #expect(try await room.store.dueOrderDocument(at: room.now + .seconds(600)) == nil)
        try await Self.added(room)
        #expect(try await room.store.dueOrderDocument(at: room.now + .seconds(600))?.state == .added)
    }

    @Test("frozen, no document's step is due (R49)")
    func frozen() async throws {
        let room = try await Self.room()
        _ = try await room.store.updateSettings { $0.frozen = true }
        #expect(try await room.store.dueOrderDocument(at: room.now + .seconds(600)) == nil)
    }

    @Test("an order cancelled before its document was issued gets none; ready again, it does (R39)")
    func cancelled() async throws {
        let room = try await Self.room()
        try await room.tell([room.order(Self.order, [("line-1", Stockroom.single, 2)], status: .cancelled)])
        #expect(try await Self.document(room)?.state == .cancelled)
        #expect(try await Self.problems(room, .orderCancelledAfterInvoice).isEmpty)
        try await room.tell([room.order(Self.order, [("line-1", Stockroom.single, 2)])])
        let again = try #require(try await Self.document(room))
        #expect(again.state == .wanted)
        #expect(try #require(again.dueAt) > room.now + .seconds(200))
    }

    @Test("an order cancelled after its document goes before a person, who can have it corrected by one action (R21, R48)")
    func cancelledLater() async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await room.tell([room.order(Self.order, [("line-1", Stockroom.single, 2)], status: .cancelled)])
        #expect(try await Self.document(room)?.state == .added)
        let problem = try #require(try await Self.problems(room, .orderCancelledAfterInvoice).first)
        #expect(problem.actions == [.issueCorrection, .dismiss])
        #expect(try await room.store.orderDocument(of: Self.order, .correction) == nil, "nothing is corrected behind a person's back")
        #expect(try await room.store.settleProblem(problem.id, action: .issueCorrection, at: room.now))
        let correction = try #require(try await room.store.orderDocument(of: Self.order, .correction))
        #expect((correction.state, correction.externalID) == (.wanted, "order-1/K"))
        try await room.tell([room.order(Self.order, [("line-1", Stockroom.single, 2)], status: .cancelled)])
        #expect(try await Self.problems(room, .orderCancelledAfterInvoice).isEmpty, "it is being corrected")
    }

    @Test("an order cancelled while its document was on its way to wFirma is told once the document is known to stand (R21)")
    func cancelledMeanwhile() async throws {
        let room = try await Self.room()
        try await Self.drive(
            room, .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .answerLost(fault: "time-out"))
        try await room.tell([room.order(Self.order, [("line-1", Stockroom.single, 2)], status: .cancelled)])
        #expect(try await Self.problems(room, .orderCancelledAfterInvoice).isEmpty)
        #expect(try await room.mugs() == [10, 2, 8], "what may be released yet stays held")
        try await Self.drive(room, .found(invoice: "71"))
        #expect(try await Self.problems(room, .orderCancelledAfterInvoice).count == 1)
    }

    @Test("an order cancelled while its document was surely not made gets none, and frees what it held")
    func cancelledUnmade() async throws {
        let room = try await Self.room()
        try await Self.drive(room, .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)))
        try await room.tell([room.order(Self.order, [("line-1", Stockroom.single, 2)], status: .cancelled)])
        #expect(try await room.mugs() == [10, 2, 8])
        let adding = try #require(try await Self.document(room))
        _ = try await room.store.advance(adding, by: .notMade(retryAt: room.now, fault: "limit"), at: room.now)
        #expect(try await Self.document(room)?.state == .cancelled)
        #expect(try await room.mugs() == [10, 0, 10])
    }

    @Test("goods that came back after the document go before a person (R48)")
    func returned() async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await room.tell([room.order(Self.order, [("line-1", Stockroom.single, 2)], fulfilment: .returned)])
        let problem = try #require(try await Self.problems(room, .orderCancelledAfterInvoice).first)
        #expect(problem.what.pl.contains("zwrócono"))
    }

    @Test(
        "the release of our document closes the reservation, whether it is told before or after we know the document (R7)", arguments: [true, false])
    func release(_ isToldFirst: Bool) async throws {
        let room = try await Self.room()
        try await Self.drive(room, .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)))
        if isToldFirst { try await room.tell([room.release("9001", 2, invoice: "71")]) }
        try await Self.drive(room, .found(invoice: "71"))
        if !isToldFirst {
            #expect(try await Self.document(room)?.releaseExpectedUntil != nil)
            #expect(try await room.store.awaitedReleases(limit: 10) == [Self.order])
            try await room.tell([room.release("9001", 2, invoice: "71")])
        }
        #expect(try await Self.document(room)?.releaseExpectedUntil == nil)
        #expect(try await room.store.awaitedReleases(limit: 10).isEmpty)
        #expect(try await room.mugs() == [8, 0, 8])
    }

    @Test("an outcome that another step overtook is not written")
    func overtaken() async throws {
        let room = try await Self.room()
        let early = try #require(try await Self.document(room))
        try await Self.drive(room, .lookedUp(.invoice, nil, buyer: nil))
        #expect(try await room.store.advance(early, by: .foreign(fault: "late"), at: room.now) == nil)
        #expect(try await Self.document(room)?.state == .lookedUp)
    }

    @Test("what was refused is a problem until a person has it issued (R20)")
    func refused() async throws {
        let room = try await Self.room()
        let document = try #require(try await Self.document(room))
        let words = Words(en: "none", pl: "brak")
        _ = try await room.store.advance(
            document, by: .refused(fault: "none"), problem: DocumentProblem(.orderWithoutStock, what: words, why: words), at: room.now)
        #expect(try await room.store.dueOrderDocument(at: room.now + .seconds(86_400)) == nil)
        let problem = try #require(try await Self.problems(room, .orderWithoutStock).first)
        #expect(problem.actions == [.issueInvoice, .dismiss])
        #expect(try await room.store.settleProblem(problem.id, action: .issueInvoice, at: room.now))
        #expect(try await room.store.dueOrderDocument(at: room.now)?.state == .wanted)
    }

    @Test("the draft and the file are kept whole, the file until the buyer has it (R46)")
    func kept() async throws {
        let room = try await Self.room()
        let draft = OrderDocumentDraft(
            kind: .invoice, isVATPayer: true, externalID: "order-1", date: try #require(CalendarDate("2026-11-24")), currency: "PLN",
            lines: [.init(name: "Kubek „biały”", product: Stockroom.mug, unit: "szt.", count: 2, price: 4999, vat: "23", vatCode: "222")],
            paymentMethod: .cod, paid: 0, warehouse: "1")
        try await Self.drive(
            room, .lookedUp(.invoice, draft, buyer: nil), .contractorFound("9"), .adding(releaseUntil: room.now), .found(invoice: "71"),
            .verified(number: "FV 1/2026", total: draft.total, issuedOn: nil), .final(ksefNumber: "K-1"))
        #expect(try await Self.document(room)?.draft == draft)
        let final = try #require(try await Self.document(room))
        _ = try await room.store.advance(final, by: .pdfFetched, file: Array("%PDF".utf8), at: room.now)
        #expect(try await room.store.documentFile(of: Self.order) == Array("%PDF".utf8))
        try await Self.drive(room, .declared(upload: "u-1"), .uploaded, .accepted)
        #expect(try await room.store.documentFile(of: Self.order) == nil)
        let accepted = try #require(try await Self.document(room))
        #expect((accepted.number, accepted.total, accepted.ksefNumber, accepted.upload) == ("FV 1/2026", draft.total, "K-1", "u-1"))
        #expect(try await room.store.dueOrderDocument(at: room.now + .seconds(86_400)) == nil)
    }

    @Test("an order that took in another one with a document gets none of its own: two would count the same lines")
    func merged() async throws {
        let room = try await Self.room()
        try await Self.added(room)
        try await room.tell([room.order("order-2", [("line-1", Stockroom.single, 2), ("line-2", Stockroom.single, 1)])])
        #expect(try await room.store.orderDocument(of: "order-2")?.state == .foreign)
        #expect(try await Self.problems(room, .documentMismatch).map(\.subject) == ["order-2"])
    }
}
