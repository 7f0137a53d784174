import Testing

@testable import Inventory

@Suite("A document on its way")
struct OrderDocumentTests {
    static let start = Timestamp(seconds: 1_795_500_000)
    static let total = Money(hundredths: 4999, currency: "PLN")

    static func document(_ events: OrderDocument.Event..., at moment: Timestamp = start) -> OrderDocument {
        var document = OrderDocument(order: "order-1", account: "main", wantedAt: start, dueAt: start + .seconds(300))
        for event in events { document.must(event, at: moment) }
        return document
    }

    static let added: [OrderDocument.Event] = [
        .orderAsked, .lookedUp(.invoice, nil, buyer: nil), .contractorFound("9"), .adding(releaseUntil: start + .seconds(60)), .found(invoice: "71"),
    ]

    @Test("from wanted to accepted, every step has its state (R19, R34)")
    func wholeWay() {
        var document = Self.document()
        let way: [(OrderDocument.Event, OrderDocument.State)] = [
            (.orderAsked, .wanted), (.lookedUp(.invoice, nil, buyer: nil), .lookedUp), (.contractorFound("9"), .lookedUp),
            (.adding(releaseUntil: Self.start), .adding),
            (.found(invoice: "71"), .added), (.verified(number: "FV 1", total: Self.total, issuedOn: nil), .verified),
            (.final(ksefNumber: "K1"), .final),
            (.pdfFetched, .pdfFetched), (.declared(upload: "u1"), .declared), (.uploaded, .uploaded), (.accepted, .accepted),
        ]
        for (event, state) in way {
            document.must(event, at: Self.start)
            #expect(document.state == state)
        }
        #expect(document.dueAt == nil)
        #expect((document.invoice, document.number, document.ksefNumber, document.upload) == ("71", "FV 1", "K1", "u1"))
    }

    @Test("a document is added once: no state at which wFirma may have it leads back to adding, but two looks ten minutes apart (R19)")
    func onceOnly() {
        for state in OrderDocument.State.allCases {
            let document = OrderDocument(
                order: "o", account: "main", role: .document, state: state, since: Self.start, dueAt: nil, attempts: 0, failures: 0,
                toldAt: nil, askedAt: nil, kind: nil, draft: nil, buyer: nil, contractor: nil, invoice: nil, number: nil, total: nil, issuedOn: nil,
                ksefNumber: nil, missedAt: nil, upload: nil, uploadedAt: nil, releaseExpectedUntil: nil, fault: nil)
            guard document.mayExist, state != .adding else { continue }
            for event: OrderDocument.Event in [
                .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start), .notMade(retryAt: Self.start, fault: ""),
                .refused(fault: ""), .outdated,
                .orderCancelled, .wantedAgain, .notFound, .foreign(fault: ""), .notOurs,
            ] {
                var next = document
                _ = next.take(event, at: Self.start + .seconds(3600))
                #expect(next.mayExist, "\(state) by \(event)")
            }
        }
    }

    @Test("what was declared on a form that was merged away is declared anew; what is not declared yet, or has arrived, is left as it is (R34)")
    func formGone() {
        var document = Self.document(.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start), .found(invoice: "71"))
        var isTaken = document.take(.formGone, at: Self.start)
        #expect(!isTaken)
        for event: OrderDocument.Event in [
            .verified(number: "FV 1", total: Self.total, issuedOn: nil), .final(ksefNumber: nil), .pdfFetched, .declared(upload: "u1"), .uploaded,
        ] { document.must(event, at: Self.start) }
        document.must(.formGone, at: Self.start)
        #expect(document.state == .pdfFetched && document.upload == nil && document.dueAt == Self.start)
        for event: OrderDocument.Event in [.declared(upload: "u2"), .uploaded, .accepted] { document.must(event, at: Self.start) }
        isTaken = document.take(.formGone, at: Self.start)
        #expect(!isTaken && document.state == .accepted)
    }

    @Test("an unknown answer is left by finding the document")
    func found() {
        var document = Self.document(.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start), .answerLost(fault: "time-out"))
        #expect(document.state == .unknown)
        document.must(.notFound, at: Self.start + .seconds(5))
        #expect(document.state == .unknown)
        document.must(.found(invoice: "71"), at: Self.start + .seconds(30))
        #expect((document.state, document.invoice, document.missedAt) == (.added, "71", nil))
    }

    @Test("an unknown answer is left by not finding the document twice, at least ten minutes apart, and never sooner")
    func missedTwice() {
        var document = Self.document(.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start), .answerLost(fault: "time-out"))
        for seconds in [5, 6, 300, 604] {
            document.must(.notFound, at: Self.start + .seconds(seconds))
            #expect(document.state == .unknown)
            #expect(document.dueAt == Self.start + .seconds(605))
        }
        document.must(.notFound, at: Self.start + .seconds(605))
        #expect(document.state == .lookedUp)
        #expect(document.releaseExpectedUntil == nil)
    }

    @Test("a refusal that is sure gives the release up and waits for a person, who may want it again (R20)")
    func refused() {
        var document = Self.document(.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start), .refused(fault: "no stock"))
        #expect((document.state, document.dueAt, document.releaseExpectedUntil) == (.refused, nil, nil))
        document.must(.wantedAgain, at: Self.start)
        #expect((document.state, document.dueAt, document.draft) == (.wanted, Self.start, nil))
    }

    @Test("an order cancelled before anything was sent gets no document; later its document stands (R21, R39)")
    func cancelled() {
        var early = Self.document(.lookedUp(.invoice, nil, buyer: nil))
        early.must(.orderCancelled, at: Self.start)
        #expect(early.state == .cancelled)
        var late = Self.document(.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start))
        let isTaken = late.take(.orderCancelled, at: Self.start)
        #expect(!isTaken)
        #expect(late.state == .adding)
    }

    @Test("a file that Allegro rejected is brought again, never a second document (R34)")
    func rejected() {
        var document = Self.document()
        for event in Self.added + [
            .verified(number: "FV 1", total: Self.total, issuedOn: nil), .final(ksefNumber: nil), .rejected(fault: "REJECTED"),
        ] {
            document.must(event, at: Self.start)
        }
        document.must(.wantedAgain, at: Self.start)
        #expect((document.state, document.invoice) == (.verified, "71"))
    }

    @Test("a correction goes the same way to the order (R34, R48)")
    func correction() {
        var correction = OrderDocument(order: "order-1", account: "main", role: .correction, wantedAt: Self.start, dueAt: Self.start)
        #expect(correction.externalID == "order-1/K")
        for event: OrderDocument.Event in [
            .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start), .found(invoice: "72"),
            .verified(number: "KOR 1", total: Self.total, issuedOn: CalendarDate("2026-11-24")), .final(ksefNumber: nil), .pdfFetched,
            .declared(upload: "u2"), .uploaded, .accepted,
        ] { correction.must(event, at: Self.start) }
        #expect((correction.state, correction.dueAt, correction.issuedOn) == (.accepted, nil, CalendarDate("2026-11-24")))
    }

    @Test("failures in a row count over the steps that lead back, are told once, and are forgotten once it comes on")
    func failures() {
        var document = Self.document()
        for _ in 0..<(OrderDocument.failureLimit / 2) {
            document.must(.lookedUp(.invoice, nil, buyer: "b"), at: Self.start)
            document.must(.failed(until: Self.start, fault: "contractors"), at: Self.start)
            document.must(.adding(releaseUntil: Self.start), at: Self.start)
            #expect(!document.isStalled)
            document.must(.notMade(retryAt: Self.start, fault: "limit"), at: Self.start)
            document.must(.outdated, at: Self.start)
        }
        #expect(document.isStalled)
        document.tell(at: Self.start)
        document.must(.failed(until: Self.start, fault: "again"), at: Self.start)
        #expect(!document.isStalled, "told already")
        for event in [.lookedUp(.invoice, nil, buyer: "b"), .adding(releaseUntil: Self.start), .found(invoice: "71")] as [OrderDocument.Event] {
            document.must(event, at: Self.start)
        }
        #expect((document.failures, document.toldAt) == (0, nil))
    }

    @Test("a freeze is no failure, and what it kept back was not added (R49)")
    func withheld() {
        var document = Self.document(.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Self.start))
        document.must(.withheld(until: Self.start + .seconds(1)), at: Self.start)
        #expect((document.state, document.failures, document.releaseExpectedUntil) == (.lookedUp, 0, nil))
    }

    @Test("a contractor is kept as long as the buyer is the same (R38)")
    func contractor() {
        var document = Self.document(.lookedUp(.invoice, nil, buyer: "a"), .contractorFound("9"), .outdated, .lookedUp(.invoice, nil, buyer: "a"))
        #expect(document.contractor == "9")
        for event in [.outdated, .lookedUp(.invoice, nil, buyer: "b")] as [OrderDocument.Event] { document.must(event, at: Self.start) }
        #expect(document.contractor == nil)
    }
}

extension OrderDocument {
    /// Takes what must apply.
    fileprivate mutating func must(_ event: Event, at moment: Timestamp) {
        let applies = take(event, at: moment)
        #expect(applies, "\(event)")
    }
}
