import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("deliveries in the admin API")
struct DeliveryAPITests {
    private func incoming(_ body: String, key: String? = nil, trust: SenderTrust = .signed, format: BodyFormat = .json) -> IncomingDelivery {
        IncomingDelivery(
            source: "wfirma", kind: .wfirma, trust: trust, key: key, format: format, body: Array(body.utf8),
            headers: ["content-type": "application/\(format.rawValue)"], receivedAt: Desk.now)
    }

    /// One applied, one dead, one rejected, and one that waits, in this order of receipt.
    private func receive(_ store: Store) async throws -> [String] {
        let inbox = GroupCommitInbox(store: store) {}
        for number in 1...2 { _ = try await inbox.accept(incoming("{}", key: "k\(number)")) }
        let meanings: [Result<[StockInput], DeadReason>] = [.success([]), .failure(DeadReason("product 999 is not known", pointer: "/good/id"))]
        let understood = zip(try await store.pendingDeliveries(limit: 10), meanings).map { delivery, meaning in
            UnderstoodDelivery(id: delivery.id, sequence: delivery.sequence, receivedAt: Desk.now, meaning: meaning)
        }
        _ = try await store.apply(understood, rules: LedgerRules(), at: Desk.now)
        try await withCheckedThrowingContinuation { done in
            inbox.reject(incoming("["), Rejection(reason: "the body ends too early", pointer: nil)) { done.resume(with: $0) }
        }
        _ = try await inbox.accept(incoming("{}", trust: .keyed))
        await inbox.stop()
        return try await store.deliveries(state: nil, after: nil, limit: 10).map(\.id.text)
    }

    @Test("are listed the newest first, by state and page by page")
    func list() async throws {
        try await withDesk { desk in
            let ids = try await receive(desk.store)
            let all = try await desk.ask("GET", "/deliveries")
            #expect(all.items("id") == ids)
            #expect(all.items("state") == ["accepted", "rejected", "dead", "applied"])
            #expect(all.items("trust") == ["keyed", "signed", "signed", "signed"])
            for (state, id) in zip(["accepted", "rejected", "dead", "applied"], ids) {
                #expect(try await desk.ask("GET", "/deliveries?state=\(state)").items("id") == [id])
            }
            let page = try await desk.ask("GET", "/deliveries?limit=3")
            #expect(page.items("id") == Array(ids.prefix(3)))
            let rest = try await desk.ask("GET", "/deliveries?limit=3&after=\(page.payload["next"]?.text ?? "")")
            #expect(rest.items("id") == [ids[3]])
            #expect(rest.payload["next"] == .null)
            #expect(try await desk.ask("GET", "/deliveries?limit=1000").items("id").count == 4)
        }
    }

    @Test("one is shown with its reason, what was kept of its head, and its body")
    func show() async throws {
        try await withDesk { desk in
            let ids = try await receive(desk.store)
            #expect(
                try await desk.ask("GET", "/deliveries/\(ids[2])").payload == [
                    "id": .string(ids[2]), "source": "wfirma", "kind": "wfirma", "trust": "signed", "state": "dead", "key": "k2",
                    "received_at": "2026-11-24T10:15:00.000Z", "settled_at": "2026-11-24T10:15:00.000Z", "reason": "product 999 is not known",
                    "pointer": "/good/id", "headers": ["content-type": "application/json"], "body": "{}",
                ])
            #expect(try await desk.ask("GET", "/deliveries/01J").status == 404)
        }
    }

    @Test(
        "a webhook key in a body is never told",
        arguments: [
            (#"{"webhook_key":"hidden","a":"b"}"#, BodyFormat.json, #"{"webhook_key":"***","a":"b"}"#),
            (#"{"webhook_key" : "hid\"den", "a":1}"#, .json, #"{"webhook_key" : "***", "a":1}"#),
            (#"{"webhook_key":4711}"#, .json, #"{"webhook_key":"***"}"#), (#"{"webhook_key":"hidden"#, .json, #"{"webhook_key":"***""#),
            ("<a><webhook_key>hidden</webhook_key></a>", .xml, "<a><webhook_key>***</webhook_key></a>"),
            ("<a><webhook_key x='1'><![CDATA[hidden]]></webhook_key></a>", .xml, "<a><webhook_key x='1'>***</webhook_key></a>"),
            ("<a><webhook_key>hid\nden", .xml, "<a><webhook_key>***"),
        ])
    func masking(body: String, format: BodyFormat, shown: String) async throws {
        try await withDesk { desk in
            let inbox = GroupCommitInbox(store: desk.store) {}
            _ = try await inbox.accept(incoming(body, trust: .keyed, format: format))
            await inbox.stop()
            let id = try #require(try await desk.store.deliveries(state: nil, after: nil, limit: 1).first?.id)
            #expect(try await desk.ask("GET", "/deliveries/\(id)").payload["body"]?.text == shown)
        }
    }

    @Test("a dead or applied one is applied again, one turned away at the door is not")
    func replay() async throws {
        try await withDesk { desk in
            let ids = try await receive(desk.store)
            for id in [ids[0], ids[2], ids[3]] {
                let answer = try await desk.ask("POST", "/deliveries/\(id)/replay", scope: .operate)
                #expect(answer.status == 202)
                #expect(answer.payload["state"] == "accepted")
                #expect(answer.payload["reason"] == .null)
            }
            #expect(try await desk.store.pendingDeliveries(limit: 10).map(\.id.text) == [ids[3], ids[2], ids[0]])
            #expect(desk.woken == 3)
            #expect(try await desk.ask("POST", "/deliveries/\(ids[1])/replay").status == 409)
            #expect(try await desk.ask("POST", "/deliveries/none/replay").status == 404)
        }
    }
}
