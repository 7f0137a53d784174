import CurlClient
import Storage
import Testing

@Suite("who may use the admin API")
struct AccessTests {
    @Test("without a known token everything under /api/v1 is 401 with a challenge, whether it exists or not")
    func unauthorised() async throws {
        try await withDesk { desk in
            let revoked = try await desk.store.createToken(name: "old", scope: .admin, at: Desk.now)
            try await desk.store.revokeToken(name: "old", at: Desk.now)
            let headers: [[(name: String, value: String)]] = [
                [], [("authorization", "Basic YTpi")], [("authorization", "Bearer")], [("authorization", "Bearer sgt_no")],
                [("authorization", "Bearer \(revoked)")], [("authorization", "Bearer \(revoked) more")],
            ]
            for header in headers {
                for path in ["/api/v1/offers", "/api/v1/nothing", "//api//v1/offers", "/api/v1"] {
                    let answer = try await desk.send("GET", path, headers: header)
                    #expect(answer.status == 401)
                    #expect(answer.header("www-authenticate")?.hasPrefix("Bearer realm=\"stockgate\"") == true)
                }
            }
            let known = try await desk.send("GET", "/api/v1/offers", headers: [("authorization", "bearer \(desk.tokens[.read] ?? "")")])
            #expect(known.status == 200)
            let invalid = try await desk.send("GET", "/api/v1/offers", headers: [("authorization", "Bearer \(revoked)")])
            #expect(invalid.header("www-authenticate")?.contains("error=\"invalid_token\"") == true)
        }
    }

    @Test("read looks, operate acts, admin changes settings")
    func scopes() async throws {
        try await withDesk { desk in
            try await desk.store.stockShelves()
            let sync = #"{"offers":[],"enabled":true}"#
            let cases: [(TokenScope, String, String, String?, Int)] = [
                (.read, "GET", "/offers", nil, 200), (.read, "GET", "/plan", nil, 200), (.read, "POST", "/offers/sync", sync, 403),
                (.read, "PUT", "/offers/7700000501/link", "{}", 403), (.read, "DELETE", "/offers/7700000501/link", nil, 403),
                (.read, "POST", "/deliveries/1/replay", nil, 403), (.read, "POST", "/problems/1/settle", "{}", 403),
                (.read, "POST", "/reconciliations", nil, 403), (.read, "PATCH", "/settings", "{}", 403),
                (.operate, "POST", "/offers/sync", sync, 200), (.operate, "DELETE", "/offers/7700000501/link", nil, 204),
                (.operate, "PATCH", "/settings", "{}", 403), (.admin, "PATCH", "/settings", "{}", 200), (.admin, "POST", "/offers/sync", sync, 200),
            ]
            for (scope, method, path, body, status) in cases {
                let answer = try await desk.ask(method, path, body, scope: scope)
                #expect(answer.status == status, "\(scope) \(method) \(path)")
                if status == 403 { #expect(answer.header("www-authenticate")?.contains("insufficient_scope") == true) }
            }
        }
    }

    @Test("what no route takes is a problem document: 404, or 405 with the methods that would be taken")
    func unmatched() async throws {
        try await withDesk { desk in
            for path in ["/", "/nothing", "/api", "/livez/more"] { #expect(try await desk.send("GET", path).status == 404) }
            for path in ["/nothing", "/offers/1/link/more", "/offers/1/nothing"] { #expect(try await desk.ask("GET", path).status == 404) }
            let allowed = [
                ("DELETE", "/settings", "GET, HEAD, PATCH"), ("GET", "/offers/1/link", "DELETE, PUT"), ("PUT", "/offers/sync", "POST"),
                ("GET", "/offers/sync", "POST"),
                ("GET", "/reconciliations", "POST"),
            ]
            for (method, path, methods) in allowed {
                let answer = try await desk.ask(method, path)
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.header("allow") == methods)
            }
            #expect(try await desk.send("POST", "/livez").header("allow") == "GET, HEAD")
        }
    }

    @Test("HEAD answers as GET does, without the body")
    func head() async throws {
        try await withDesk { desk in
            let answer = try await desk.send("HEAD", "/livez")
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
        }
    }
}
