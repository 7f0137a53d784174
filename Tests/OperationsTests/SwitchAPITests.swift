import CurlClient
import Inventory
import Payload
import Storage
import Testing

@Suite("ending, resuming, pausing and the older switches in the admin API")
struct SwitchAPITests {
    private func outcomes(_ answer: ExchangeAnswer) -> [String] {
        answer.payload["results"]?.elements.map { "\($0["offer"]?.text ?? "?") \($0["outcome"]?.text ?? "?") \($0["reason"]?.text ?? "-")" } ?? []
    }

    private let all = #"{"offers":["7700000501","7700000511","7700000505","7700000506","7700000507","1"]}"#

    @Test("ending and resuming by hand answers for each offer (R10)")
    func byHand() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            #expect(
                outcomes(try await desk.ask("POST", "/offers/end", all, scope: .operate)) == [
                    "7700000501 ended -", "7700000511 ended -", "7700000505 refused fulfilled_by_allegro", "7700000506 refused archived",
                    "7700000507 refused not_active", "1 refused unknown_offer",
                ])
            #expect(try await desk.ask("GET", "/offers/7700000511").payload["wish"] == "end")
            #expect(try await desk.ask("GET", "/plan").items("reason") == ["by_hand", "by_hand"])
            #expect(
                outcomes(try await desk.ask("POST", "/offers/resume", all)) == [
                    "7700000501 resumed -", "7700000511 resumed -", "7700000505 refused fulfilled_by_allegro", "7700000506 refused archived",
                    "7700000507 resumed -", "1 refused unknown_offer",
                ])
            #expect(outcomes(try await desk.ask("POST", "/offers/resume", #"{"offers":["7700000501"]}"#)) == ["7700000501 unchanged -"])
        }
    }

    @Test("while everything is frozen nobody is told that an offer ended or is back; what was asked is kept and planned (R49)")
    func frozen() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            _ = try await desk.store.updateSettings { $0.frozen = true }
            let offers = #"{"offers":["7700000501","7700000507"]}"#
            #expect(
                outcomes(try await desk.ask("POST", "/offers/end", offers)) == ["7700000501 unchanged frozen", "7700000507 refused not_active"])
            #expect(try await desk.ask("GET", "/offers/7700000501").payload["wish"] == "end")
            #expect(try await desk.ask("GET", "/plan").items("reason") == ["by_hand"])
            #expect(
                outcomes(try await desk.ask("POST", "/offers/resume", offers)) == ["7700000501 unchanged frozen", "7700000507 unchanged frozen"])
            #expect(outcomes(try await desk.ask("POST", "/pause", #"{"offers":"all"}"#)) == ["7700000501 unchanged frozen"])
            #expect(outcomes(try await desk.ask("POST", "/unpause", #"{"offers":"all"}"#)) == ["7700000501 unchanged frozen"])
        }
    }

    @Test(
        "the older switches are refused while a product has a synchronised offer, and free otherwise (R12, R13)",
        arguments: ["auto-close", "auto-resume"])
    func autos(path: String) async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            try await desk.store.link(Store.multipack, to: OfferLink(components: [.init(product: "501", units: 2)]), at: Desk.now)
            let on = #"{"offers":["7700000501","7700000511","7700000507","1"],"enabled":true}"#
            #expect(
                outcomes(try await desk.ask("POST", "/offers/\(path)", on)) == [
                    "7700000501 refused product_synchronised", "7700000511 refused product_synchronised", "7700000507 refused unlinked",
                    "1 refused unknown_offer",
                ])
            _ = try await desk.ask("POST", "/offers/sync", #"{"offers":["7700000501"],"enabled":false}"#)
            #expect(outcomes(try await desk.ask("POST", "/offers/\(path)", on)).prefix(2) == ["7700000501 enabled -", "7700000511 enabled -"])
            let field = path == "auto-close" ? "auto_close" : "auto_resume"
            #expect(try await desk.ask("GET", "/offers/7700000511").payload[field] == true)
            let off = #"{"offers":["7700000511","7700000511"],"enabled":false}"#
            #expect(outcomes(try await desk.ask("POST", "/offers/\(path)", off)) == ["7700000511 disabled -", "7700000511 unchanged -"])
        }
    }

    @Test("a pause is for chosen or for all synchronised offers (R44)")
    func pause() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            #expect(
                outcomes(try await desk.ask("POST", "/pause", #"{"offers":["7700000511","1"]}"#, scope: .operate)) == [
                    "7700000511 refused not_synchronised", "1 refused unknown_offer",
                ])
            #expect(outcomes(try await desk.ask("POST", "/pause", #"{"offers":"all"}"#)) == ["7700000501 ended -"])
            #expect(outcomes(try await desk.ask("POST", "/pause", #"{"offers":"all"}"#)) == ["7700000501 unchanged -"])
            #expect(try await desk.ask("GET", "/offers/7700000501").payload["paused"] == true)
            #expect(outcomes(try await desk.ask("POST", "/unpause", #"{"offers":"all"}"#)) == ["7700000501 resumed -"])
            #expect(outcomes(try await desk.ask("POST", "/unpause", #"{"offers":"all"}"#)) == [])
        }
    }

    @Test(
        "a body that does not fit is refused",
        arguments: [
            ("/offers/end", "{}", "422 /offers"), ("/offers/resume", #"{"offers":"all"}"#, "422 /offers"),
            ("/offers/end", #"{"offers":[],"enabled":true}"#, "422 /enabled"), ("/pause", #"{"offers":"some"}"#, "422 /offers"),
            ("/unpause", #"{"offers":[""]}"#, "422 /offers/0"), ("/offers/auto-close", #"{"offers":[]}"#, "422 /enabled"),
        ])
    func bodies(path: String, body: String, outcome: String) async throws {
        try await withDesk { desk in
            let answer = try await desk.ask("POST", path, body)
            #expect(Desk.problem(answer) == outcome)
        }
    }
}
