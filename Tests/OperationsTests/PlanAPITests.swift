import CurlClient
import Payload
import Storage
import Testing

@Suite("the plan in the admin API")
struct PlanAPITests {
    @Test("the plan holds the synchronised offers, and those asked for as if their sync were on (R32)")
    func plan() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            let mug: PayloadValue = [
                "offer": "7700000501", "shown": 10, "target": 73, "action": "add", "value": 63, "reason": "less_than_target",
            ]
            let command: PayloadValue = ["account": "main", "action": "add", "value": 63, "offers": ["7700000501"], "left_within_s": 1]
            #expect(
                try await desk.ask("GET", "/plan").payload == ["items": [mug], "commands": [command], "refused": [], "takes_s": 1])
            _ = try await desk.ask("PUT", "/offers/7700000511/link", #"{"product":"501","units":2,"buffer":72}"#)
            let answer = try await desk.ask("GET", "/plan?sync=7700000511,7700000503,1").payload
            let assumed = answer["items"]?.elements ?? []
            #expect(assumed.map { $0["offer"]?.text } == ["7700000501", "7700000503", "7700000511"])
            #expect(assumed.map { $0["action"]?.text } == ["add", "keep", "end"])
            #expect(assumed.map { $0["reason"]?.text } == ["less_than_target", "not_linked", "out_of_stock"])
            #expect(assumed.map { $0["value"] } == [63, .null, .null])
            #expect(answer["commands"]?.elements.map { $0["action"]?.text } == ["end", "add"])
            #expect(answer["refused"] == [["offer": "7700000503", "reason": "auction"], ["offer": "1", "reason": "unknown_offer"]])
            #expect(try await desk.ask("GET", "/offers/7700000511").payload["sync"] == false)
        }
    }

    @Test("what if: bodies that have not come are planned with and leave no trace; looking ahead needs no more than a reader's token (R32)")
    func whatIf() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            let answer = try await desk.ask("POST", "/plan", #"{"sold":3}"#, scope: .read)
            #expect(answer.status == 200)
            #expect(answer.payload["items"]?.elements.map { $0["target"] } == [70])
            #expect(try await desk.ask("GET", "/plan").payload["items"]?.elements.map { $0["target"] } == [73])
            #expect(try await desk.ask("GET", "/orders").payload["items"] == [])
            #expect(desk.woken == 0)
            #expect(Desk.problem(try await desk.ask("POST", "/plan", "{}")) == "422 /0")
            #expect(try await desk.ask("POST", "/plan", "{").status == 400)
        }
    }
}
