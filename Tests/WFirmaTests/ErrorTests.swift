import CurlClient
import Inventory
import OpenSSLCrypto
import Testing
import WFirma

@Suite("What went wrong")
struct ErrorTests {
    @Test(
        "a status becomes the error that says what to do",
        arguments: [
            (.code("AUTH"), .authentication(code: "AUTH"), false), (.code("ACCESS DENIED"), .authentication(code: "ACCESS DENIED"), false),
            (.code("AUTH", status: 401), .authentication(code: "AUTH"), false), (.answer("", status: 403), .authentication(code: "HTTP 403"), false),
            (.code("DENIED SCOPE REQUESTED"), .authentication(code: "DENIED SCOPE REQUESTED"), false),
            (.code("COMPANY ID REQUIRED"), .authentication(code: "COMPANY ID REQUIRED"), false),
            (.code("ACTION NOT FOUND"), .refused(code: "ACTION NOT FOUND", faults: []), false),
            (.code("INPUT ERROR"), .refused(code: "INPUT ERROR", faults: []), false),
            (.code("TOTAL REQUESTS LIMIT EXCEEDED"), .limitExceeded(code: "TOTAL REQUESTS LIMIT EXCEEDED"), true),
            (.code("TOTAL EXECUTION TIME LIMIT EXCEEDED"), .limitExceeded(code: "TOTAL EXECUTION TIME LIMIT EXCEEDED"), true),
            (.answer("slow down", status: 429), .limitExceeded(code: "HTTP 429"), true),
            (.code("OUT OF SERVICE"), .unavailable(code: "OUT OF SERVICE"), true), (.code("FATAL"), .unavailable(code: "FATAL"), true),
            (.code("SNAPSHOT LOCK", status: 503), .unavailable(code: "SNAPSHOT LOCK"), true),
            (.answer("<html>Bad Gateway", status: 502), .http(status: 502), true), (.code("OK", status: 500), .http(status: 500), true),
            (.answer("", status: 301), .http(status: 301), false), (.code("BRAND NEW"), .unreadable(reason: "status.code BRAND NEW"), true),
            (.failure(.notSent(reason: "refused")), .unreachable(.notSent(reason: "refused")), true),
            (.failure(.answerLost(reason: "reset")), .unreachable(.answerLost(reason: "reset")), true),
            (.failure(.cancelled(sent: true)), .unreachable(.cancelled(sent: true)), false),
        ] as [(Result<ExchangeAnswer, ExchangeError>, WFirmaError, Bool)])
    func sorted(_ answer: Result<ExchangeAnswer, ExchangeError>, _ expected: WFirmaError, _ isWorthRetrying: Bool) async {
        await #expect(throws: expected) { try await WFirmaClient(ScriptedExchange(answer)).goods(in: "11") }
        #expect(expected.isWorthRetrying == isWorthRetrying)
        #expect(!expected.description.isEmpty)
    }

    @Test("after too many wrong keys wFirma wants five minutes of quiet")
    func lockedOut() async throws {
        let error = await #expect(throws: WFirmaError.self) {
            try await WFirmaClient(ScriptedExchange(.code("AUTH FAILED LIMIT WAIT 5 MINUTES"))).company()
        }
        #expect(error?.retryAfter == .seconds(300))
        #expect(error?.isWorthRetrying == true)
        #expect(WFirmaError.limitExceeded(code: "TOTAL REQUESTS LIMIT EXCEEDED").retryAfter == nil)
    }

    @Test("faults are found at any depth, also beside OK", arguments: ["ERROR", "OK"])
    func faults(_ code: String) async throws {
        let body = """
            {"goods":{"0":{"good":{"id":"1","errors":{"0":{"error":{"field":"name","message":"Pole wymagane"}}},
              "lines":{"0":{"line":{"errors":[{"error":{"message":"Zła liczba"}}]}}}}}},"status":{"code":"\(code)"}}
            """
        let error = await #expect(throws: WFirmaError.self) { try await WFirmaClient(ScriptedExchange(.answer(body))).goods(in: "11") }
        #expect(
            error
                == .refused(
                    code: code, faults: [WFirmaFault(field: "name", message: "Pole wymagane"), WFirmaFault(field: "", message: "Zła liczba")]))
        #expect(error?.description == "wFirma refused (\(code)): name: Pole wymagane; Zła liczba")
    }

    @Test("an empty list of errors is none", arguments: ["{}", "[]", "null", "\"\""])
    func noFaults(_ errors: String) async throws {
        let body = #"{"goods":{"0":{"good":{"id":"1","type":"good","count":"1","errors":\#(errors)}}},"status":{"code":"OK"}}"#
        #expect(try await WFirmaClient(ScriptedExchange(.answer(body))).goods(in: "11").rows.count == 1)
    }

    @Test("no key is printed, neither of the endpoint nor of a request")
    func keysStayQuiet() async throws {
        let endpoint = WFirmaEndpoint(companyID: "5", accessKey: Secret("access-key"), secretKey: Secret("secret-key"), appKey: Secret("app-key"))
        let exchange = ScriptedExchange(.code("NOT FOUND"))
        _ = try await WFirmaClient(exchange: exchange, endpoint: endpoint).goods(in: "11")
        let request = try #require(await exchange.sent.first)
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(endpoint)", "\(request)", String(reflecting: request), dumped] { #expect(!text.contains("-key")) }
        #expect(request.header("accessKey") == "access-key")
    }
}
