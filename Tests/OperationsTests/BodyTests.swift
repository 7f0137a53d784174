import CurlClient
import Storage
import Testing

@Suite("bodies and queries of the admin API")
struct BodyTests {
    @Test(
        "what cannot be read is refused with the field at fault",
        arguments: [
            ("{", "400 -"), ("", "400 -"), (#"{"action":"a","action":"b"}"#, "400 -"), ("[]", "422 "), (#""a""#, "422 "), ("{}", "422 /action"),
            (#"{"action":1}"#, "422 /action"), (#"{"action":""}"#, "422 /action"), (#"{"action":null}"#, "422 /action"),
            (#"{"action":"dismiss","more":1}"#, "422 /more"), (#"{"a/b~c":1}"#, "422 /a~1b~0c"),
            (#"{"action":"\#(String(repeating: "a", count: 251))"}"#, "422 /action"), (#"{"action":"a\u0000"}"#, "422 /action"),
        ])
    func malformed(body: String, outcome: String) async throws {
        try await withDesk { desk in
            let answer = try await desk.ask("POST", "/problems/1/settle", body)
            #expect(Desk.problem(answer) == outcome)
        }
    }

    @Test("another type is 415, a body over the limit 413")
    func typeAndSize() async throws {
        try await withDesk { desk in
            let bearer = (name: "authorization", value: "Bearer \(desk.tokens[.admin] ?? "")")
            for (type, status) in [
                ("text/plain", 415), ("application/json-patch+json", 415), ("application/jsonp", 415), ("application/json; charset=utf-8", 200),
                ("Application/JSON", 200),
            ] {
                let answer = try await desk.send(
                    "PATCH", "/api/v1/settings", headers: [bearer, ("content-type", type)], body: Array("{}".utf8))
                #expect(answer.status == status, "\(type)")
            }
            let large = [UInt8](repeating: 0x20, count: 1_048_577)
            #expect(try await desk.send("PATCH", "/api/v1/settings", headers: [bearer], body: large).status == 413)
        }
    }

    @Test(
        "a query that cannot be meant is 400, an empty parameter counts as left out",
        arguments: [
            ("/offers?limit=0", 400), ("/offers?limit=1001", 400), ("/offers?limit=%2B5", 400), ("/offers?limit=ten", 400),
            ("/offers?limit=1000", 200),
            ("/offers?sync=yes", 400), ("/offers?status=running", 400), ("/offers?q=%ff", 400), ("/offers?limit=1&limit=2", 400),
            ("/offers?account=&product=&sync=&status=&problem=&q=&after=&limit=", 200), ("/deliveries?after=x", 400), ("/deliveries?state=lost", 400),
            ("/problems?kind=none", 400), ("/problems?after=-", 400), ("/products?limit=-1", 400), ("/plan?sync=%", 400),
            ("/offers?acount=main", 400), ("/offers?after=Z", 400), ("/products?after=-1", 400), ("/links/proposals?after=a", 400),
            ("/deliveries?after=0", 400), ("/problems?after=-1", 400), ("/settings?x=1", 400), ("/offers/1?fields=id", 400), ("/plan?offer=1", 400),
        ])
    func queries(path: String, status: Int) async throws {
        try await withDesk { desk in
            let answer = try await desk.ask("GET", path)
            #expect(answer.status == status)
        }
    }
}
