import Allegro
import CurlClient
import Inventory
import OpenSSLCrypto
import Testing

@Suite("Commands")
struct CommandTests {
    private static let fresh = """
        {"id":"c-1","createdAt":"2026-11-24T09:15:00.100Z","completedAt":null,"taskCount":{"total":0,"success":0,"failed":0}}
        """

    @Test(
        "a change of quantity is put under its id",
        arguments: [
            (QuantityCommand.Change.fixed(73), #"{"changeType":"FIXED","value":73}"#), (.gain(-3), #"{"changeType":"GAIN","value":-3}"#),
        ])
    func quantity(_ change: QuantityCommand.Change, _ modification: String) async throws {
        let exchange = ScriptedExchange(.answer(201, Self.fresh))
        let command = QuantityCommand(id: "c-1", change: change, offers: ["7700001", "7700002"])
        let report = try await AllegroClient(exchange).register(command, token: accessToken)
        let sent = try #require(await exchange.sent.first)
        #expect(sent.method == "PUT")
        #expect(sent.url == "https://api.test/sale/offer-quantity-change-commands/c-1")
        #expect(sent.header("Content-Type") == "application/vnd.allegro.public.v1+json")
        #expect(
            sent.bodyText == #"{"modification":"# + modification
                + #","offerCriteria":[{"offers":[{"id":"7700001"},{"id":"7700002"}],"type":"CONTAINS_OFFERS"}]}"#)
        #expect(report.traceID == "trace-1")
        #expect(report.value.total == 0)
        #expect(report.value.completedAt == nil)
    }

    @Test("an activation and an end are put under their ids", arguments: [(PublicationCommand.Action.activate, "ACTIVATE"), (.end, "END")])
    func publication(_ action: PublicationCommand.Action, _ written: String) async throws {
        let exchange = ScriptedExchange(.answer(201, Self.fresh))
        _ = try await AllegroClient(exchange).register(PublicationCommand(id: "c-1", action: action, offers: ["7"]), token: accessToken)
        let sent = try #require(await exchange.sent.first)
        #expect(sent.url == "https://api.test/sale/offer-publication-commands/c-1")
        #expect(
            sent.bodyText == #"{"publication":{"action":""# + written + #""},"offerCriteria":[{"offers":[{"id":"7"}],"type":"CONTAINS_OFFERS"}]}"#)
    }

    @Test(
        "an id that Allegro knows is told apart from an id used for something else",
        arguments: [
            (
                409, #"{"errors":[{"code":"ConflictException","message":"Command id already used"}]}"#,
                AllegroError.alreadyRegistered(traceID: "trace-1")
            ),
            (409, "", .alreadyRegistered(traceID: "trace-1")),
            (
                409, #"{"errors":[{"code":"COMMAND_ALREADY_REGISTERED_WITH_DIFFERENT_CONTENT","message":"x"}]}"#,
                .registeredWithOtherContent(traceID: "trace-1")
            ),
            (
                422, #"{"errors":[{"code":"COMMAND_ALREADY_REGISTERED_WITH_DIFFERENT_CONTENT","message":"x"}]}"#,
                .registeredWithOtherContent(traceID: "trace-1")
            ),
        ])
    func known(_ status: Int, _ body: String, _ expected: AllegroError) async throws {
        await #expect(throws: expected) {
            try await AllegroClient(ScriptedExchange(.answer(status, body))).register(
                QuantityCommand(id: "c-1", change: .fixed(1), offers: ["7"]), token: accessToken)
        }
        #expect(!expected.isWorthRetrying)
        #expect(expected.traceID == "trace-1")
    }

    @Test("a quantity of zero is refused for good, with Allegro's words for the shop owner")
    func zero() async throws {
        let body = """
            {"errors":[{"code":"INCORRECT_QUANTITY_VALUE","message":"must be greater than 0","details":null,"path":"modification.value",
              "userMessage":"Liczba sztuk musi być większa od 0","metadata":{}}]}
            """
        let error = await #expect(throws: AllegroError.self) {
            try await AllegroClient(ScriptedExchange(.answer(422, body))).register(
                QuantityCommand(id: "c-1", change: .fixed(0), offers: ["7"]), token: accessToken)
        }
        let fault = try #require(error?.faults.first)
        #expect(fault.code == "INCORRECT_QUANTITY_VALUE")
        #expect(fault.path == "modification.value")
        #expect(fault.details == nil)
        #expect(fault.userMessage == "Liczba sztuk musi być większa od 0")
        #expect(error?.isWorthRetrying == false)
        #expect(error?.mayHaveHappened == false)
        #expect(
            error?.description
                == "Allegro refused with 422: INCORRECT_QUANTITY_VALUE at modification.value: must be greater than 0 (trace-id trace-1)")
    }

    @Test("a report is read; numbers that are all zero are numbers")
    func report() async throws {
        let done =
            #"{"id":"c-1","createdAt":"2026-11-24T09:15:00Z","completedAt":"2026-11-24T09:15:02Z","taskCount":{"failed":1,"success":2,"total":3}}"#
        let exchange = ScriptedExchange(.answer(200, Self.fresh), .answer(200, done), .answer(404, #"{"errors":[{"code":"NOT_FOUND"}]}"#))
        let client = AllegroClient(exchange)
        let first = try await client.report(on: "c-1", .quantity, token: accessToken).value
        #expect((first.total, first.success, first.failed) == (0, 0, 0))
        let second = try await client.report(on: "c-1", .publication, token: accessToken).value
        #expect((second.total, second.success, second.failed) == (3, 2, 1))
        #expect(second.completedAt?.description == "2026-11-24T09:15:02.000Z")
        await #expect(throws: AllegroError.notFound(faults: [AllegroFault(code: "NOT_FOUND", message: "")], traceID: "trace-1")) {
            try await client.report(on: "c-1", .quantity, token: accessToken)
        }
        #expect(
            await exchange.sent.map(\.url) == [
                "https://api.test/sale/offer-quantity-change-commands/c-1", "https://api.test/sale/offer-publication-commands/c-1",
                "https://api.test/sale/offer-quantity-change-commands/c-1",
            ])
    }

    @Test(
        "a report on another command, or one without numbers, is unreadable",
        arguments: [#"{"id":"c-2","taskCount":{"total":0,"success":0,"failed":0}}"#, #"{"id":"c-1"}"#])
    func foreignReport(_ body: String) async throws {
        let error = await #expect(throws: AllegroError.self) {
            try await AllegroClient(ScriptedExchange(.answer(200, body))).report(on: "c-1", .quantity, token: accessToken)
        }
        #expect(error?.isWorthRetrying == true)
        #expect(error?.mayHaveHappened == true)
    }

    @Test("tasks are read offer by offer; none yet is none, not an error")
    func tasks() async throws {
        let body = """
            {"tasks":[
              {"offer":{"id":"1"},"field":"quantity","message":null,"status":"NEW","scheduledAt":"2026-11-24T09:15:00Z","finishedAt":null,"errors":[]},
              {"offer":{"id":"2"},"status":"SUCCESS","finishedAt":"2026-11-24T09:15:01Z"},
              {"offer":{"id":"3"},"status":"FAIL","message":"Bad quantity","errors":[{"code":"ERR_INVALID_QUANTITY","message":"bad","userMessage":"Zła liczba"}]},
              {"offer":{"id":"4"},"status":"FAIL","message":"OFFER_NOT_FOUND","errors":null},
              {"offer":{"id":"5"},"status":"FAIL","message":"incorrect initial quantity"},
              {"offer":{"id":"6"},"status":"WAITING"}]}
            """
        let exchange = ScriptedExchange(.answer(200, #"{"tasks":[]}"#), .answer(200, body))
        let client = AllegroClient(exchange)
        #expect(try await client.tasks(of: "c-1", .publication, token: accessToken).value.isEmpty)
        let tasks = try await client.tasks(of: "c-1", .quantity, offset: 500, limit: 500, token: accessToken).value
        #expect(tasks.map(\.status) == [.new, .success, .fail, .fail, .fail, .unknown("WAITING")])
        #expect(tasks.map(\.offer.text) == ["1", "2", "3", "4", "5", "6"])
        #expect(tasks.map(\.code) == [nil, nil, "ERR_INVALID_QUANTITY", "OFFER_NOT_FOUND", nil, nil])
        #expect(tasks.map(\.message) == [nil, nil, "Zła liczba", "OFFER_NOT_FOUND", "incorrect initial quantity", nil])
        #expect(tasks[0].scheduledAt?.description == "2026-11-24T09:15:00.000Z")
        #expect(tasks[1].finishedAt?.description == "2026-11-24T09:15:01.000Z")
        #expect(
            await exchange.sent.map(\.url) == [
                "https://api.test/sale/offer-publication-commands/c-1/tasks?limit=1000&offset=0",
                "https://api.test/sale/offer-quantity-change-commands/c-1/tasks?limit=500&offset=500",
            ])
    }
}
