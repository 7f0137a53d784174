import CurlClient
import Inventory
import OpenSSLCrypto
import Payload
import Storage
import Testing
import Webhooks

@Suite("wFirma itself, known by key or path secret")
struct KeyedSenderTests {
    private static let source = WebhookSource(
        name: "notices", kind: .wfirma, webhookKeys: [Secret("key-one"), Secret("key-two")], pathSecret: Secret("pa/th secret"))
    private static let path = "/webhooks/notices/pa%2Fth%20secret"
    private let json = [(name: "content-type", value: "application/json")]

    @Test("a known key in the body is answered 200 and echoed, in both of wFirma's shapes and in XML")
    func keys() async throws {
        try await withDoor({ _ in [Self.source] }) { [json] door in
            let flat = Array(#"{"webhook_key":"key-two","event_type":"Faktury.Dodanie","object_id":"71"}"#.utf8)
            let answer = try await door.request("POST", "/webhooks/notices", headers: json, body: flat)
            #expect(answer.status == 200)
            #expect(answer.payload["webhook_key"] == "key-two")
            #expect(answer.payload["status"] == "accepted")
            let xml = Array("<webhook><webhook_key>key-one</webhook_key><event_type>Faktury.Dodanie</event_type></webhook>".utf8)
            let second = try await door.request("POST", "/webhooks/notices", headers: [("content-type", "application/xml")], body: xml)
            #expect(second.status == 200)
            #expect(second.payload["webhook_key"] == "key-one")
            // Every delivery without an idempotency key is new.
            #expect(try await door.request("POST", "/webhooks/notices", headers: json, body: flat).payload["status"] == "accepted")
            #expect(try await door.deliveries().map(\.incoming.trust) == [.keyed, .keyed, .keyed])
        }
    }

    @Test("without a key in the body the secret path is enough, and the answer carries the first key")
    func secretPath() async throws {
        try await withDoor({ _ in [Self.source] }) { [json] door in
            let envelope = Array(#"{"metainfo":{"webhook_event":"invoice/add","object_id":"71"}}"#.utf8)
            let answer = try await door.request("POST", Self.path, headers: json, body: envelope)
            #expect(answer.status == 200)
            #expect(answer.payload["webhook_key"] == "key-one")
            let look = try await door.request("GET", Self.path)
            #expect(look.status == 200)
            #expect(look.payload == ["webhook_key": "key-one"])
        }
    }

    @Test("each webhook of a source has an address of its own, so that a notice without a key is answered with the right one")
    func numbered() async throws {
        try await withDoor({ _ in [Self.source] }) { [json] door in
            for (number, key) in [(1, PayloadValue.string("key-one")), (2, "key-two")] {
                let answer = try await door.request("POST", "\(Self.path)/\(number)", headers: json, body: Array(#"{"event_type":"x"}"#.utf8))
                #expect(answer.status == 200 && answer.payload["webhook_key"] == key)
                #expect(try await door.request("GET", "\(Self.path)/\(number)").payload == ["webhook_key": key])
            }
            // Made in wFirma, and its key not listed here yet: it is kept all the same (R50).
            let early = try await door.request("POST", "\(Self.path)/3", headers: json, body: Array("{}".utf8))
            #expect(early.status == 200 && early.payload["webhook_key"] == nil)
            for end in ["0", "100", "02", "x", ""] {
                #expect(try await door.request("POST", "\(Self.path)/\(end)", headers: json, body: Array("{}".utf8)).status == 404, "\(end)")
            }
            #expect(try await door.deliveries().count == 3)
        }
    }

    @Test(
        "whatever the body says or is called, it is kept and answered 200 (R50)",
        arguments: ["", "{", "[]", "<a>", "\u{0}\u{1}", #"{"event":"warehouse_document.added"}"#])
    func anything(text: String) async throws {
        try await withDoor({ _ in [Self.source] }) { door in
            for (number, type) in ["application/json", "text/html", "application/xml"].enumerated() {
                let answer = try await door.request(
                    "POST", Self.path, headers: [("content-type", type), ("content-encoding", number == 1 ? "gzip" : "identity")],
                    body: Array(text.utf8))
                #expect(answer.status == 200)
                #expect(answer.payload["delivery"]?.text?.isEmpty == false)
            }
            #expect(try await door.deliveries(.accepted).count == 3)
        }
    }

    @Test("a notice that someone gave the key of another is kept all the same (R50)")
    func sameKeyOtherBody() async throws {
        try await withDoor({ _ in [Self.source] }) { [json] door in
            for text in ["{}", "[]"] {
                let answer = try await door.request("POST", Self.path, headers: json + [("idempotency-key", "k")], body: Array(text.utf8))
                #expect(answer.status == 200)
            }
            #expect(try await door.deliveries().count == 2)
        }
    }

    @Test("a wrong or missing key is 401, a wrong path secret 404")
    func strangers() async throws {
        try await withDoor({ _ in [Self.source, .init(name: "path-only", kind: .wfirma, pathSecret: Secret("p"))] }) { [json] door in
            func post(_ path: String, _ text: String) async throws -> ExchangeAnswer {
                try await door.request("POST", path, headers: json, body: Array(text.utf8))
            }
            for text in [#"{"webhook_key":"wrong"}"#, "{}", "{", ""] {
                let answer = try await post("/webhooks/notices", text)
                #expect(answer.status == 401)
            }
            #expect(try await post(Self.path, #"{"webhook_key":"wrong"}"#).status == 401)
            #expect(try await post("/webhooks/path-only", "{}").status == 401)
            #expect(try await post("/webhooks/path-only/p", #"{"webhook_key":"any"}"#).payload["webhook_key"] == "any")
            for path in ["/webhooks/notices/wrong", "/webhooks/notices/", "/webhooks/notices/key-one"] {
                #expect(try await post(path, "{}").status == 404)
                #expect(try await door.request("GET", path).status == 404)
            }
            #expect(try await door.deliveries().count == 1)
        }
    }

    @Test(
        "all else is nothing, told in words that fit any server",
        arguments: [
            ("GET", "/"), ("GET", "/webhooks"), ("GET", "/webhooks/notices"), ("PUT", "/webhooks/notices"), ("DELETE", path),
            ("POST", "/webhooks/unknown"),
            ("POST", "/webhooks/notices/a/b"), ("GET", "/livez"), ("GET", "/metrics"), ("GET", "/api/v1/offers"), ("OPTIONS", "/webhooks/notices"),
            ("HEAD", path),
        ])
    func nothing(method: String, path: String) async throws {
        try await withDoor({ _ in [Self.source] }) { door in
            let answer = try await door.request(method, path, body: method == "POST" ? [0x7B] : nil)
            #expect(answer.status == 404)
            if method != "HEAD" { #expect(answer.text == #"{"status":404,"title":"Not Found","type":"about:blank"}"#) }
            #expect(answer.header("server") == nil)
        }
    }
}
