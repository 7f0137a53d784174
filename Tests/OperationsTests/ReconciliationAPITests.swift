import CurlClient
import Payload
import Storage
import Testing

@Suite("comparing both sides by the admin API (R22)")
struct ReconciliationAPITests {
    private static let result = """
        {"offers_compared":6,"products_compared":2,"drift":[{"offer":"7700000501","expected":"active 73","found":"active 10","mended":true},\
        {"product":"502","expected":"5","found":"4","mended":false}],"took_ms":184}
        """

    /// Asks for a comparison, and answers the wish as a running gateway would.
    private func reconcile(_ desk: Desk, _ answer: WishAnswer) async throws -> ExchangeAnswer {
        async let asked = desk.ask("POST", "/reconciliations", scope: .operate)
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if let wish = try await desk.store.takeWish(at: Desk.now) {
                #expect(wish.kind == "reconcile")
                try await desk.store.answer(wish.id, answer, at: Desk.now)
                break
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        return try await asked
    }

    @Test("the running gateway's comparison is the answer")
    func granted() async throws {
        try await withDesk { desk in
            let answer = try await reconcile(desk, WishAnswer(granted: true, text: Self.result))
            #expect(answer.status == 200)
            #expect(answer.text == Self.result)
            #expect(desk.woken == 1)
        }
    }

    @Test("one that the other side cut short is 502, with why")
    func refused() async throws {
        try await withDesk { desk in
            let answer = try await reconcile(desk, WishAnswer(granted: false, text: "wFirma did not answer"))
            #expect(answer.status == 502)
            #expect(answer.payload["detail"]?.text?.contains("wFirma did not answer") == true)
        }
    }

    @Test("without a running gateway the caller is told to come back, and the wish is taken back")
    func unanswered() async throws {
        try await withDesk(patience: .milliseconds(50)) { desk in
            let answer = try await desk.ask("POST", "/reconciliations")
            #expect(answer.status == 503)
            #expect(answer.header("retry-after") == "30")
            #expect(try await desk.store.hasWish() == false)
        }
    }
}
