import Foundation
import OpenSSLCrypto
import Sandbox
import Testing

@Suite("Notices")
struct NoticeTests {
    private let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()

    private func object(_ request: WebhookRequest) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
    }

    @Test("wFirma's own webhook names the stock row, not the good, and wants its key back")
    func envelope() throws {
        var bench = WFirmaBench()
        let webhook = bench.wfirma.addWebhook(url: "https://127.0.0.1/hooks")
        _ = try bench.enter(.wz, 3).get()
        let sent = bench.deliver(within: .seconds(1)) { _ in WebhookAnswer(status: 200, body: Array(#"{"webhook_key":"\#(webhook.key)"}"#.utf8)) }
        #expect(sent.count == 1)
        let body = object(try #require(sent.first))
        let meta = try #require(body["metainfo"] as? [String: Any])
        #expect(meta["webhook_event"] as? String == "warehouse_good/change_state")
        #expect(meta["object_id"] as? String != "501")
        let row = ((body["warehouse_goods"] as? [String: Any])?["0"] as? [String: Any])?["warehouse_good"] as? [String: Any]
        #expect((row?["good"] as? [String: Any])?["id"] as? String == "501")
        #expect(row?["count"] as? String == "67.0000")
        #expect(bench.wfirma.tally.noticesFailed == 0)
        #expect(webhook.key.count == 32)
    }

    @Test("the flat shape, and XML")
    func otherShapes() throws {
        var temper = WFirmaTemper.calm
        temper.webhookShape = .flat
        temper.flatNamesGood = true
        var bench = WFirmaBench(temper: temper)
        let webhook = bench.wfirma.addWebhook(url: "https://127.0.0.1/hooks")
        _ = bench.wfirma.addWebhook(url: "https://127.0.0.1/xml", isXML: true)
        _ = try bench.enter(.wz, 3).get()
        let sent = bench.deliver(within: .milliseconds(100)) { _ in nil }
        #expect(sent.count == 2)
        #expect(object(sent[0])["webhook_key"] as? String == webhook.key)
        #expect(object(sent[0])["object_id"] as? String == "501")
        #expect(String(decoding: sent[1].body, as: UTF8.self).contains("<api><webhook_key>"))
    }

    @Test("ten answers without the key switch a webhook off, silently; a good one before resets the count")
    func tenFailures() throws {
        var temper = WFirmaTemper.calm
        temper.webhookRetries = []
        var bench = WFirmaBench(temper: temper)
        let webhook = bench.wfirma.addWebhook(url: "https://127.0.0.1/hooks")
        let good = WebhookAnswer(status: 200, body: Array(#"{"webhook_key":"\#(webhook.key)"}"#.utf8))
        func change(_ bench: inout WFirmaBench, _ answer: WebhookAnswer?) throws -> Int {
            _ = try bench.enter(.pz, 1).get()
            return bench.deliver(within: .seconds(1)) { _ in answer }.count
        }
        for _ in 0..<9 { #expect(try change(&bench, WebhookAnswer(status: 200, body: Array("OK".utf8))) == 1) }
        #expect(try change(&bench, good) == 1)
        for answer in [nil, WebhookAnswer(status: 500)] as [WebhookAnswer?] {
            for _ in 0..<5 { #expect(try change(&bench, answer) == 1) }
        }
        #expect(bench.wfirma.allWebhooks.first?.isActive == false)
        #expect(try change(&bench, good) == 0)
        bench.wfirma.switchOn(webhook: webhook.id)
        #expect(try change(&bench, good) == 1)
    }

    @Test("a relay signs each document after Standard Webhooks")
    func relay() throws {
        var bench = WFirmaBench()
        bench.wfirma.addRelay(SandboxRelay(url: "https://127.0.0.1/hooks", secret: secret))
        let document = try bench.wfirma.enter(.wz, [.init(good: "501", count: .init(3))], warehouse: "1", order: "order-1", at: bench.now).get()
        let sent = bench.deliver(within: .seconds(1)) { _ in WebhookAnswer(status: 202) }
        let request = try #require(sent.first)
        #expect(sent.count == 1)
        let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) })
        let signed = "\(headers["webhook-id"] ?? "").\(headers["webhook-timestamp"] ?? "")."
        let code = HMACSHA256(key: Secret((0..<32).map { UInt8($0) })).authenticationCode(for: Array(signed.utf8), request.body)
        #expect(headers["webhook-signature"] == "v1," + Data(code).base64EncodedString())
        let body = object(request)
        #expect(body["event"] as? String == "warehouse_document.added")
        let told = try #require(body["warehouse_document"] as? [String: Any])
        #expect(told["id"] as? String == document.id)
        #expect(told["version"] as? Int == 1)
        #expect(told["id_external"] as? String == "order-1")
        #expect((told["warehouse_document_contents"] as? [[String: Any]])?.first?["count"] as? String == "3.0000")
    }

    @Test("edits and deletions carry the next version; XML is the same tree")
    func relayEdits() throws {
        var bench = WFirmaBench()
        bench.wfirma.addRelay(SandboxRelay(url: "https://127.0.0.1/hooks", secret: secret, sendsXML: true, content: [.documents, .stock]))
        let document = try bench.enter(.wz, 3).get()
        _ = try bench.wfirma.edit(document.id, [.init(good: "501", count: .init(1))], at: bench.now).get()
        _ = try bench.wfirma.delete(document.id, at: bench.now).get()
        let sent = bench.deliver(within: .seconds(1)) { _ in WebhookAnswer(status: 202) }.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(sent.count == 6)
        for (event, version) in [("added", 1), ("changed", 2), ("deleted", 3)] {
            #expect(sent.contains { $0.contains("<event>warehouse_document.\(event)</event>") && $0.contains("<version>\(version)</version>") })
        }
        let lines = "<warehouse_document_contents><warehouse_document_content><good><id>501</id></good>"
        #expect(sent.contains { $0.hasPrefix(#"<?xml version="1.0" encoding="UTF-8"?><webhook>"#) && $0.contains(lines) })
        #expect(sent.contains { $0.contains("<event>good.count_changed</event>") })
    }

    @Test("a relay repeats a message under its id until it is taken, and gives up what the receiver faults")
    func relayRetries() throws {
        var bench = WFirmaBench()
        bench.wfirma.addRelay(SandboxRelay(url: "https://127.0.0.1/hooks", secret: secret))
        _ = try bench.enter(.wz, 1).get()
        var tries = 0
        let sent = bench.deliver(within: .seconds(60)) { _ in
            tries += 1
            return tries < 4 ? (tries == 1 ? nil : WebhookAnswer(status: tries == 2 ? 503 : 429)) : WebhookAnswer(status: 202)
        }
        #expect(Set(sent.compactMap { request in request.headers.first { $0.name == "webhook-id" }?.value }).count == 1)
        #expect(sent.count == 4)
        _ = try bench.enter(.wz, 1).get()
        #expect(bench.deliver(within: .seconds(600)) { _ in WebhookAnswer(status: 422) }.count == 1)
        #expect(bench.wfirma.tally.noticesGivenUp == 1)
        #expect(bench.wfirma.noticesPending == 0)
    }

    @Test(
        "notices can be lost, told twice or come late",
        arguments: [(.lostNotices, 0), (.repeatedNotices, 2), (.lateNotices, 1)] as [(FaultKind, Int)])
    func faults(fault: FaultKind, count: Int) throws {
        var bench = WFirmaBench()
        bench.wfirma.addRelay(SandboxRelay(url: "https://127.0.0.1/hooks", secret: secret))
        bench.wfirma.setFault(fault, FaultTerms(times: 1))
        _ = try bench.enter(.wz, 1).get()
        if fault == .lateNotices { #expect(bench.deliver(within: .seconds(4)) { _ in nil }.isEmpty) }
        #expect(bench.deliver(within: .seconds(10)) { _ in WebhookAnswer(status: 202) }.count == count)
    }
}
