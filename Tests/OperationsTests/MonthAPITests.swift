import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("a month's list in the admin API")
struct MonthAPITests {
    /// Takes an order's document as far as *verified*: drafted for that day, and carrying another in wFirma where it says so.
    private func document(_ order: OrderID, on day: String, carrying carried: String? = nil, _ store: Store) async throws {
        _ = try await store.updateSettings { $0.issueInvoices = true }
        try await store.wishForDocuments(limit: 10, at: Desk.now)
        let date = try #require(CalendarDate(day))
        let draft = OrderDocumentDraft(
            kind: .invoice, isVATPayer: true, externalID: order.text, date: date, currency: "PLN", lines: [], paymentMethod: .transfer, paid: 0,
            warehouse: nil)
        for event in [
            OrderDocument.Event.lookedUp(.invoice, draft, buyer: nil), .adding(releaseUntil: Desk.now), .found(invoice: "71"),
            .verified(number: "FV 1/2026", total: Money(hundredths: 6298, currency: "PLN"), issuedOn: carried.flatMap { CalendarDate($0) }),
        ] {
            let document = try #require(try await store.orderDocument(of: order))
            _ = try #require(try await store.advance(document, by: event, at: Desk.now), "\(event)")
        }
    }

    @Test("a month lists orders without a document and its totals, by Polish dates (R47)")
    func undocumented() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            // 23:30 UTC on the last day of October is November in Poland; the month's last half hour there is still October's in UTC.
            let night = try #require(Timestamp(rfc3339: "2026-10-31T23:30:00Z"))
            let evening = try #require(Timestamp(rfc3339: "2026-10-31T22:30:00Z"))
            try await desk.store.sellMugs(order: "november", boughtAt: night)
            try await desk.store.sellMugs(order: "october", boughtAt: evening)
            try await desk.store.sellMugs(order: "cancelled", status: .cancelled, boughtAt: night)
            let month = try await desk.ask("GET", "/months/2026-11", scope: .read).payload
            #expect(
                month == [
                    "month": "2026-11",
                    "orders_without_document": [
                        [
                            "order": "november", "account": "main", "bought_at": "2026-10-31T23:30:00.000Z", "total": "62.98", "currency": "PLN",
                            "reason": "under_way",
                        ]
                    ],
                    "documents_without_order": [],
                    "totals": [
                        [
                            "currency": "PLN", "orders": 1, "orders_total": "62.98", "documents": 0, "documents_total": "0.00", "corrections": 0,
                            "corrections_total": "0.00",
                        ]
                    ],
                ])
        }
    }

    @Test("a document whose order was cancelled is listed in the month of its date, and counts in its totals (R47)")
    func orphaned() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            try await document(Store.order, on: "2026-12-01", desk.store)
            #expect(try await desk.ask("GET", "/months/2026-11").payload["orders_without_document"] == [])
            #expect(try await desk.ask("GET", "/months/2026-12").payload["documents_without_order"] == [])
            try await desk.store.sellMugs(status: .cancelled)
            let december = try await desk.ask("GET", "/months/2026-12").payload
            #expect(
                december["documents_without_order"] == [
                    [
                        "id": "71", "number": "FV 1/2026", "order": .string(Store.order.text), "account": "main", "issued_on": "2026-12-01",
                        "total": "62.98", "currency": "PLN", "reason": "cancelled",
                    ]
                ])
            #expect(december["totals"]?.elements.first?["documents_total"] == "62.98")
            #expect(try await desk.ask("GET", "/months/2026-11").payload["documents_without_order"] == [])
        }
    }

    @Test("the reason of a returned order's document is the return, in JSON and in the table (R47)")
    func returned() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            try await document(Store.order, on: "2026-12-01", desk.store)
            try await desk.store.sellMugs(fulfilment: .returned)
            let row = try await desk.ask("GET", "/months/2026-12").payload["documents_without_order"]?.elements.first
            #expect(row?["reason"] == "returned")
            let answer = try await desk.send(
                "GET", "/api/v1/months/2026-12", headers: [("authorization", "Bearer \(desk.tokens[.read] ?? "")"), ("accept", "text/csv")])
            #expect(answer.text.contains("document_without_order,\(Store.order),main,2026-12-01,71,FV 1/2026,,62.98,PLN,returned"))
        }
    }

    @Test("a document and its correction count in the months of the dates that they carry in wFirma (R47, R48)")
    func corrected() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs()
            try await document(Store.order, on: "2026-12-01", carrying: "2026-11-30", desk.store)
            try await desk.store.sellMugs(status: .cancelled)
            let problem = try #require(try await desk.store.problems(kind: .orderCancelledAfterInvoice, after: nil, limit: 1).first)
            #expect(try await desk.store.settleProblem(problem.id, action: .issueCorrection, at: Desk.now))
            func totals(_ month: String) async throws -> [String?] {
                let row = try await desk.ask("GET", "/months/\(month)").payload["totals"]?.elements.first
                return [row?["documents"]?.text, row?["corrections"]?.text, row?["corrections_total"]?.text]
            }
            #expect(try await totals("2026-11") == ["1", "0", "0.00"])
            #expect(try await desk.ask("GET", "/months/2026-11").payload["documents_without_order"]?.elements.count == 1)
            for event in [
                OrderDocument.Event.lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: Desk.now), .found(invoice: "72"),
                .verified(number: "FK 1/2026", total: Money(hundredths: 0, currency: "PLN"), issuedOn: CalendarDate("2026-12-02")),
                .final(ksefNumber: nil),
            ] {
                let correction = try #require(try await desk.store.orderDocument(of: Store.order, .correction))
                _ = try #require(try await desk.store.advance(correction, by: event, at: Desk.now), "\(event)")
            }
            #expect(try await totals("2026-11") == ["1", "0", "0.00"])
            #expect(try await totals("2026-12") == ["0", "1", "62.98"])
            #expect(try await desk.ask("GET", "/months/2026-11").payload["documents_without_order"] == [])
        }
    }

    @Test("a month comes as CSV where the request asks for it, and a month that is none is refused (R47)")
    func csv() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.sellMugs(order: "=1+2,\"x\"")
            let answer = try await desk.send(
                "GET", "/api/v1/months/2026-11",
                headers: [("authorization", "Bearer \(desk.tokens[.read] ?? "")"), ("accept", "text/csv, application/json;q=0.5")])
            #expect(answer.header("content-type")?.hasPrefix("text/csv") == true)
            let lines = answer.text.split(separator: "\r\n")
            #expect(lines.first == "list,order,account,day,document,number,count,total,currency,reason")
            #expect(lines.contains("order_without_document,\"'=1+2,\"\"x\"\"\",main,2026-11-24,,,,62.98,PLN,under_way"))
            #expect(lines.contains("total_of_orders,,,,,,1,62.98,PLN,"))
            for month in ["2026-13", "november", "2026-1"] { #expect(try await desk.ask("GET", "/months/\(month)").status == 400) }
        }
    }

    @Test("leaving needs an admin, and answers with every link as it stood (R45)")
    func leave() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            #expect(try await desk.ask("POST", "/leave", scope: .operate).status == 403)
            let left = try await desk.ask("POST", "/leave").payload
            #expect(left["frozen"] == true)
            #expect(left["links"]?.elements.isEmpty == false)
            #expect(try await desk.ask("GET", "/settings").payload["frozen"] == true)
            #expect(desk.woken == 1)
        }
    }
}
