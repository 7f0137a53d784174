import CurlClient
import Sandbox
import Testing

@Suite("The sandbox over HTTPS")
struct SandboxOverHTTPSTests {
    @Test("both systems answer on their own ports")
    func both() async throws {
        try await SandboxHarness.run { harness in
            let offers = try await harness.allegro("GET", "/sale/offers?limit=2")
            #expect(offers.status == 200)
            #expect(offers.header("content-type") == "application/vnd.allegro.public.v1+json")
            #expect(offers.header("trace-id") != nil)
            #expect(offers.text.contains(#""totalCount":6"#))
            let goods = try await harness.wfirma("goods/find")
            #expect(goods.text.contains(#""count":"70.0000""#))
            #expect(goods.headers.count { $0.name == "date" } == 1)
            let command = try await harness.allegro(
                "PUT", "/sale/offer-quantity-change-commands/\(commandID(1))",
                #"{"modification":{"changeType":"FIXED","value":73},"offerCriteria":[{"type":"CONTAINS_OFFERS","offers":[{"id":"7700000501"}]}]}"#)
            #expect(command.status == 201)
            let isShown = try await harness.wait { harness.world.offer("7700000501")?.available == 73 }
            #expect(isShown)
        }
    }

    @Test("answers travel as the fault says: lost, silent, slow, or a proxy's page")
    func manners() async throws {
        try await SandboxHarness.run { harness in
            for fault in [FaultKind.answerLost, .reset, .timeOut] {
                harness.world.setFault(fault, on: .allegro)
                await #expect(throws: ExchangeError.self) { try await harness.allegro("GET", "/me") }
                harness.world.clearFaults()
                let after = try await harness.allegro("GET", "/me")
                #expect(after.status == 200)
            }
            harness.world.setFault(.serverError, FaultTerms(times: 1), on: .allegro)
            let failed = try await harness.allegro("GET", "/me")
            #expect(failed.status == 503)
            harness.world.setFault(.slowBody, FaultTerms(times: 1), on: .wfirma)
            let slow = try await harness.wfirma("goods/find")
            #expect(slow.text.hasSuffix(#""status":{"code":"OK"}}"#))
        }
    }

    @Test("an answer lost on a kept connection: the deed is done once, for the client repeats nothing by itself")
    func lostOnce() async throws {
        try await SandboxHarness.run { harness in
            _ = try await harness.wfirma("goods/find")
            harness.world.setFault(.answerLost, FaultTerms(times: 1), on: .wfirma)
            let add =
                #"{"warehouse_documents":{"0":{"warehouse_document":{"contractor":{"id":"9"},"warehouse_document_contents":{"0":{"#
                + #""warehouse_document_content":{"good":{"id":"501"},"unit_count":"1"}}}}}}}"#
            _ = try? await harness.wfirma("warehouse_document_w_z/add", add)
            #expect(harness.world.wfirma { wfirma, _ in wfirma.allDocuments.count } == 1)
        }
    }

    @Test("a script drives it: documents, buyers, faults, and the truth of an offer")
    func control() async throws {
        try await SandboxHarness.run { harness in
            let document = try await harness.control("POST", "documents", #"{"kind":"WZ","good":"501","count":"3","warehouse":"1"}"#)
            #expect(document.text.contains(#""fullnumber":"WZ 1/"#))
            let good = try await harness.control("GET", "goods/501")
            #expect(good.text.contains(#""total":"70.0000""#))
            let bought = try await harness.control("POST", "offers/7700000502/buy", #"{"quantity":5}"#)
            #expect(bought.status == 201)
            let offer = try await harness.control("GET", "offers/7700000502")
            #expect(offer.text.contains(#""ended_by":"EMPTY_STOCK""#))
            #expect(try await harness.control("POST", "offers/7700000502/buy").status == 409)
            #expect(try await harness.control("POST", "faults", #"{"side":"allegro","fault":"server_error","times":1}"#).status == 204)
            #expect(try await harness.allegro("GET", "/me").status == 503)
            #expect(try await harness.control("POST", "faults", #"{"side":"allegro","fault":"rain"}"#).status == 422)
            #expect(try await harness.control("GET", "tally").text.contains(#""server_error":1"#))
            #expect(try await harness.control("GET", "nothing").status == 404)
        }
    }

    @Test("notices are sent by themselves and failures counted until the webhook is off")
    func notices() async throws {
        try await SandboxHarness.run { harness in
            harness.world.wfirma { wfirma, _ in
                wfirma.temper.webhookRetries = []
                // Nobody knows this path: an answer, but not the one that satisfies.
                _ = wfirma.addWebhook(url: "\(harness.addresses.wfirma)/hooks")
            }
            for _ in 1...10 { harness.world.receive("501", .init(1), in: "1") }
            let isOff = try await harness.wait { harness.world.wfirma { wfirma, _ in wfirma.allWebhooks.first?.isActive == false } }
            #expect(isOff)
            #expect(harness.world.wfirma { wfirma, _ in wfirma.tally.noticesFailed } == 10)
        }
    }

    @Test("a graceful stop ends it while an answer is being kept back")
    func stop() async throws {
        try await SandboxHarness.run { harness in
            harness.world.setFault(.timeOut, on: .allegro)
            async let kept = harness.allegro("GET", "/me")
            let hasStruck = try await harness.wait { harness.world.allegro { allegro, _ in allegro.strikes[.timeOut] == 1 } }
            #expect(hasStruck)
            await harness.stop()
            let answer = try? await kept
            #expect(answer?.status == nil)
        }
    }
}
