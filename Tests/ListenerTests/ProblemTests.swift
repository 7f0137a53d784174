import Foundation
import HTTPTypes
import HummingbirdCore
import Listener
import Testing

@Suite("Problem documents")
struct ProblemTests {
    @Test("a problem is written as RFC 9457 asks, without what it does not say")
    func writing() {
        let problem = Problem(status: 422, detail: "count is not a number", pointer: "/good/count", type: "https://example.pl/problems/field")
        let expected =
            #"{"detail":"count is not a number","pointer":"/good/count","status":422,"title":"Unprocessable Content","#
            + #""type":"https://example.pl/problems/field"}"#
        #expect(String(decoding: problem.bytes, as: UTF8.self) == expected)
        #expect(String(decoding: Problem(status: .notFound).bytes, as: UTF8.self) == #"{"status":404,"title":"Not Found","type":"about:blank"}"#)
    }

    @Test("a problem reads back")
    func reading() throws {
        let problem = Problem(status: .conflict, detail: "same key, other body")
        #expect(try JSONDecoder().decode(Problem.self, from: Data(problem.bytes)) == problem)
    }

    @Test("its further fields stand in the answer's head")
    func headers() {
        let response = Problem(status: .serviceUnavailable, headers: [.retryAfter: "5"]).response
        #expect(response.headers[.retryAfter] == "5")
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.status == .serviceUnavailable)
    }
}
