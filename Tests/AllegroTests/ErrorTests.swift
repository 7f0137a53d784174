import Allegro
import CurlClient
import Inventory
import OpenSSLCrypto
import Testing

@Suite("What went wrong")
struct ErrorTests {
    private static let invalidToken = AllegroFault(code: "invalid_token", message: "expired")

    @Test(
        "a status becomes the error that says what to do",
        arguments: [
            (
                .answer(401, #"{"error":"invalid_token","error_description":"expired"}"#), .unauthorised(invalidToken, traceID: "trace-1"), false,
                false
            ),
            (
                .answer(403, #"{"error":"invalid_token","error_description":"expired"}"#),
                .refused(status: 403, faults: [invalidToken], traceID: "trace-1"), false, false
            ),
            (.answer(404, "not JSON"), .notFound(faults: [], traceID: "trace-1"), false, false),
            (.answer(409), .refused(status: 409, faults: [], traceID: "trace-1"), true, false),
            (.answer(302, ""), .refused(status: 302, faults: [], traceID: "trace-1"), false, false),
            (.answer(429, "", [(name: "retry-after", value: "7")]), .rateLimited(retryAfter: .seconds(7), traceID: "trace-1"), true, false),
            (
                .answer(429, "", [(name: "retry-after", value: "Tue, 24 Nov 2026 09:16:30 GMT")]),
                .rateLimited(retryAfter: .seconds(90), traceID: "trace-1"), true, false
            ),
            (.answer(429, "", [(name: "retry-after", value: "soon")]), .rateLimited(retryAfter: nil, traceID: "trace-1"), true, false),
            (.answer(429), .rateLimited(retryAfter: nil, traceID: "trace-1"), true, false),
            (.answer(500), .unavailable(status: 500, traceID: "trace-1"), true, true),
            (.answer(504, "<html>"), .unavailable(status: 504, traceID: "trace-1"), true, true),
            (.failure(.notSent(reason: "refused")), .unreachable(.notSent(reason: "refused")), true, false),
            (.failure(.answerLost(reason: "reset")), .unreachable(.answerLost(reason: "reset")), true, true),
            (.failure(.cancelled(sent: true)), .unreachable(.cancelled(sent: true)), false, true),
            (.failure(.cancelled(sent: false)), .unreachable(.cancelled(sent: false)), false, false),
        ] as [(Result<ExchangeAnswer, ExchangeError>, AllegroError, Bool, Bool)])
    func sorted(_ answer: Result<ExchangeAnswer, ExchangeError>, _ expected: AllegroError, _ isWorthRetrying: Bool, _ mayHaveHappened: Bool) async {
        await #expect(throws: expected) { try await AllegroClient(ScriptedExchange(answer)).setRepublish(false, on: "1", token: accessToken) }
        #expect(expected.isWorthRetrying == isWorthRetrying)
        #expect(expected.mayHaveHappened == mayHaveHappened)
    }

    @Test("a token that is not text is not sent")
    func tokenIsText() async throws {
        let exchange = ScriptedExchange()
        let error = await #expect(throws: AllegroError.self) { try await AllegroClient(exchange).me(token: Secret([0xFF, 0xFE])) }
        #expect(error?.mayHaveHappened == false)
        #expect(await exchange.sent.isEmpty)
    }
}
