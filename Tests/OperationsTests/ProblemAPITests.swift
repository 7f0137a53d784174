import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("problems in the admin API")
struct ProblemAPITests {
    @Test("are listed the oldest first, by kind, each with what a person can do")
    func list() async throws {
        try await withDesk { desk in
            try await desk.store.raise(.commandRefused, "7700000501", Words(en: "Refused", pl: "Odrzucono"), "too many")
            try await desk.store.raise(.authorisationExpired, "main", Words(en: "Sign in", pl: "Zaloguj się"), "expired")
            let all = try await desk.ask("GET", "/problems")
            #expect(all.items("kind") == ["command_refused", "authorisation_expired"])
            #expect(
                all.payload["items"]?.elements.first == [
                    "id": "1", "kind": "command_refused", "subject": "7700000501", "what": "Refused", "why": "too many",
                    "since": "2026-11-24T10:15:00.000Z", "actions": ["retry", "dismiss"],
                ])
            #expect(try await desk.ask("GET", "/problems?kind=authorisation_expired").items("subject") == ["main"])
            let page = try await desk.ask("GET", "/problems?limit=1")
            #expect(page.payload["next"] == "1")
            #expect(try await desk.ask("GET", "/problems?limit=1&after=1").items("id") == ["2"])
        }
    }

    @Test(
        "are told in Polish where that is asked for first, else in English",
        arguments: [("pl", "Odrzucono"), ("pl-PL,pl;q=0.9,en;q=0.8", "Odrzucono"), ("en, pl", "Refused"), ("", "Refused"), ("plt", "Refused")])
    func languages(accepted: String, what: String) async throws {
        try await withDesk { desk in
            try await desk.store.raise(.commandRefused, "1", Words(en: "Refused", pl: "Odrzucono"), "too many")
            let answer = try await desk.send(
                "GET", "/api/v1/problems", headers: [("authorization", "Bearer \(desk.tokens[.read] ?? "")"), ("accept-language", accepted)])
            #expect(answer.items("what") == [what])
        }
    }

    @Test("of every kind are found by it, and can at least be dismissed")
    func kinds() async throws {
        try await withDesk { desk in
            for kind in OpenProblem.Kind.allCases { try await desk.store.raise(kind, "s", Words(verbatim: "w"), "y") }
            for kind in OpenProblem.Kind.allCases {
                let found = try await desk.ask("GET", "/problems?kind=\(kind.rawValue)")
                #expect(found.items("kind") == [kind.rawValue])
                #expect(found.payload["items"]?.elements.first?["actions"]?.elements.contains("dismiss") == true)
                let id = found.items("id").first.flatMap(\.self) ?? ""
                #expect(try await desk.ask("POST", "/problems/\(id)/settle", #"{"action":"dismiss"}"#, scope: .operate).status == 204)
            }
            #expect(try await desk.ask("GET", "/problems?kind=flood").status == 400)
            #expect(try await desk.ask("GET", "/problems").items("id") == [])
        }
    }

    @Test("one is settled by one of its actions, once; a retried command's offer is planned anew")
    func settle() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            #expect(try await desk.plannedOffers() == 1)
            try await desk.store.raise(.commandRefused, "7700000501", Words(en: "Refused", pl: "Odrzucono"), "too many")
            #expect(try await desk.plannedOffers() == 0)
            #expect(Desk.problem(try await desk.ask("POST", "/problems/1/settle", #"{"action":"release"}"#)) == "422 /action")
            #expect(try await desk.ask("POST", "/problems/1/settle", #"{"action":"retry"}"#, scope: .operate).status == 204)
            #expect(try await desk.plannedOffers() == 1)
            #expect(try await desk.ask("GET", "/problems").items("id") == [])
            for id in ["1", "2", "0", "-1", "x", "9223372036854775808", "-9223372036854775808"] {
                #expect(try await desk.ask("POST", "/problems/\(id)/settle", #"{"action":"retry"}"#).status == 404, "\(id)")
            }
            #expect(desk.woken == 1)
        }
    }
}

extension Store {
    fileprivate func raise(_ kind: OpenProblem.Kind, _ subject: String, _ what: Words, _ why: String) async throws {
        try await raiseProblem(kind, subject: subject, what: what, why: Words(verbatim: why), at: Desk.now)
    }
}

extension Desk {
    /// How many offers were marked and are planned now.
    fileprivate func plannedOffers() async throws -> Int {
        try await store.planDirtyOffers(limit: 10, at: Desk.now) { "62ae358b-8f65-4fc4-9c77-bedf604a2e2b" }.planned
    }
}
