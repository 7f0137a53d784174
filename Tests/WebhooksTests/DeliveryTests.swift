import CurlClient
import Foundation
import Inventory
import Payload
import Storage
import Testing
import Webhooks

@Suite("a delivery over TLS")
struct DeliveryTests {
    @Test("a new delivery is kept and answered 202, its repeat 200 with the first one's id, and the key with another body 409")
    func acceptance() async throws {
        try await withDoor({ _ in [signed] }) { door in
            let first = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("msg_1", release()), body: release())
            #expect(first.status == 202)
            #expect(first.header("content-type") == "application/json")
            #expect(first.header("server") == nil)
            let kept = try await door.deliveries()
            #expect(kept.count == 1)
            #expect(first.payload == ["delivery": .string(kept[0].id.text), "status": "accepted"])
            #expect(kept[0].incoming.body == release())
            #expect(kept[0].incoming.trust == .signed)
            #expect(kept[0].incoming.key == "msg_1")
            #expect(kept[0].incoming.receivedAt == Door.now)
            #expect(!kept[0].incoming.headers.values.contains { $0.contains("v1,") })

            let second = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("msg_1", release()), body: release())
            #expect(second.status == 200)
            #expect(second.payload == ["delivery": .string(kept[0].id.text), "status": "repeated"])

            let other = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("msg_1", release("4")), body: release("4"))
            #expect(other.status == 409)
            #expect(other.header("content-type") == "application/problem+json")
            #expect(try await door.deliveries().count == 1)
        }
    }

    @Test("equal bodies under different keys both count")
    func equalBodies() async throws {
        try await withDoor({ _ in [signed] }) { door in
            for id in ["msg_1", "msg_2"] {
                let answer = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders(id, release()), body: release())
                #expect(answer.status == 202)
            }
            #expect(try await door.deliveries().count == 2)
        }
    }

    @Test("many deliveries at once are each answered once")
    func concurrency() async throws {
        try await withDoor({ _ in [signed] }) { door in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let headers = signedHeaders("msg_\(number % 100)", release())
                        return try await door.request("POST", "/webhooks/wfirma", headers: headers, body: release()).status
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [202: 100, 200: 100])
        }
    }

    @Test("XML is taken like JSON, and a webhook_key in the body is echoed")
    func xml() async throws {
        try await withDoor({ _ in [signed] }) { door in
            let body = Array(
                "<webhook><webhook_key>k&amp;1</webhook_key><event>good.count_changed</event><good><id>501</id></good></webhook>".utf8)
            let answer = try await door.request(
                "POST", "/webhooks/wfirma", headers: signedHeaders("m", body, type: "application/xml; charset=utf-8"), body: body)
            #expect(answer.status == 202)
            #expect(answer.payload["webhook_key"] == "k&1")
            #expect(try await door.deliveries().map(\.incoming.format) == [.xml])
        }
    }

    @Test(
        "what is malformed is refused with the field at fault and kept for a person to see",
        arguments: [
            ("{", 400, nil), (#"{"event":"x","event":"y"}"#, 400, nil), (#"{"event":"nothing.known"}"#, 422, "/event"), ("[]", 422, ""),
            (String(decoding: release("three"), as: UTF8.self), 422, "/warehouse_document/warehouse_document_contents/0/count"),
        ] as [(String, Int, String?)])
    func malformed(text: String, status: Int, pointer: String?) async throws {
        try await withDoor({ _ in [signed] }) { door in
            let body = Array(text.utf8)
            let answer = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m", body), body: body)
            #expect(answer.status == status)
            #expect(answer.header("content-type") == "application/problem+json")
            #expect(answer.payload["status"]?.integer == status)
            #expect(answer.payload["pointer"]?.text == pointer)
            let kept = try await door.deliveries(.rejected)
            #expect(kept.count == 1)
            #expect(kept.first?.pointer == pointer)
            #expect(kept.first?.reason?.isEmpty == false)
            #expect(kept.first?.incoming.body == body)
            // The key stays free for the delivery that is mended.
            let mended = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m", release()), body: release())
            #expect(mended.status == 202)
        }
    }

    @Test("order events of an Allegro source are checked as such")
    func allegro() async throws {
        try await withDoor({ _ in [.init(name: "allegro", kind: .allegro, account: "main", signingSecrets: signed.signingSecrets)] }) { door in
            let event = #"{"id":"1","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00Z","order":{"checkoutForm":{"id":"a"},"lineItems":[]}}"#
            for (number, text) in [event, #"{"events":[\#(event)]}"#].enumerated() {
                let body = Array(text.utf8)
                #expect(try await door.request("POST", "/webhooks/allegro", headers: signedHeaders("\(number)", body), body: body).status == 202)
            }
            let wrong = try await door.request("POST", "/webhooks/allegro", headers: signedHeaders("w", release()), body: release())
            #expect(wrong.status == 422)
            #expect(wrong.payload["pointer"] == "/id")
        }
    }

    @Test("a body of another type, compressed or too large is refused")
    func unsupported() async throws {
        try await withDoor(bodyLimitBytes: 4096, { _ in [signed] }) { door in
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
                let answer = try await door.request(
                    "POST", "/webhooks/wfirma", headers: signedHeaders("m", release(), type: type), body: release())
                #expect(answer.status == 415)
            }
            let compressed = signedHeaders("m", release()) + [("content-encoding", "gzip")]
            #expect(try await door.request("POST", "/webhooks/wfirma", headers: compressed, body: release()).status == 415)
            let large = [UInt8](repeating: 0x20, count: 4097)
            #expect(try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m", large), body: large).status == 413)
            #expect(try await door.deliveries().isEmpty)
        }
    }

    @Test("a body far beyond the usual memory for bodies is judged where it is let in, beside another source")
    func large() async throws {
        try await withDoor(bodyLimitBytes: 64 << 20, { _ in [signed, .init(name: "other", kind: .wfirma, signingSecrets: signed.signingSecrets)] }) {
            door in
            let large = [UInt8](repeating: 0x20, count: 40 << 20)
            let answer = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m", release()), body: large)
            #expect(answer.status == 401, "its signature is another body's")
        }
    }

    @Test("a source that sends too fast is told to wait")
    func pace() async throws {
        var slow = signed
        slow.deliveriesPerSecond = 1
        try await withDoor({ [slow] _ in [slow] }) { door in
            var answers: [ExchangeAnswer] = []
            for number in 0..<5 {
                answers.append(
                    try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m\(number)", release()), body: release()))
            }
            #expect(answers.first?.status == 202)
            let limited = answers.filter { $0.status == 429 }
            #expect(!limited.isEmpty)
            #expect(limited.allSatisfy { $0.header("retry-after") == "1" })
        }
    }

    @Test("bodies for which there is no memory are asked for again, and the memory is free afterwards")
    func memory() async throws {
        try await withDoor(bodiesLimitBytes: 1000, { _ in [signed] }) { door in
            let large = [UInt8](repeating: 0x20, count: 1001)
            for number in 0..<3 {
                let refused = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("l\(number)", large), body: large)
                #expect(refused.status == 503)
                #expect(refused.header("retry-after") == "1")
                let taken = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m\(number)", release()), body: release())
                #expect(taken.status == 202)
            }
        }
    }

    @Test("while deliveries cannot be kept the sender is asked to come again")
    func unavailable() async throws {
        try await withDoor({ _ in [signed] }) { door in
            await door.inbox.stop()
            let answer = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m", release()), body: release())
            #expect(answer.status == 503)
            #expect(answer.header("retry-after").flatMap { Int($0) } != nil)
        }
        try await withDoor({ _ in [signed] }) { door in
            try door.store.close()
            let answer = try await door.request("POST", "/webhooks/wfirma", headers: signedHeaders("m", release()), body: release())
            #expect(answer.status == 503)
            #expect(!answer.text.contains("SQLite"))
        }
    }
}
