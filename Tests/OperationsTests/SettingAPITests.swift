import CurlClient
import Payload
import Storage
import Testing

@Suite("settings in the admin API (R16, R37 to R39, R49)")
struct SettingAPITests {
    @Test("everything is off at first, and every configured account has its defaults")
    func defaults() async throws {
        try await withDesk { desk in
            let account: PayloadValue = ["start_date": .null, "document": "invoice", "document_delay": "5m", "document_status": .null]
            let answer = try await desk.ask("GET", "/settings", scope: .read)
            #expect(
                answer.payload == [
                    "fetch_orders": false, "issue_invoices": false, "frozen": false, "accounts": ["main": account, "second": account],
                ])
        }
    }

    @Test("a change keeps what it leaves out, and is answered with what now holds")
    func change() async throws {
        try await withDesk { desk in
            _ = try await desk.ask("PATCH", "/settings", #"{"frozen":true,"accounts":{"main":{"document":"receipt_or_invoice"}}}"#)
            let answer = try await desk.ask(
                "PATCH", "/settings",
                #"{"fetch_orders":true,"accounts":{"main":{"start_date":"2026-11-01","document_delay":"90s","document_status":"SENT"}}}"#)
            #expect(answer.status == 200)
            #expect(answer.payload["frozen"] == true)
            #expect(answer.payload["fetch_orders"] == true)
            #expect(
                answer.payload["accounts"]?["main"] == [
                    "start_date": "2026-11-01", "document": "receipt_or_invoice", "document_delay": "90s", "document_status": "SENT",
                ])
            #expect(try await desk.ask("GET", "/settings").payload == answer.payload)
            let cleared = try await desk.ask(
                "PATCH", "/settings", #"{"accounts":{"main":{"start_date":null,"document_delay":"0s","document_status":null}}}"#)
            #expect(
                cleared.payload["accounts"]?["main"] == [
                    "start_date": .null, "document": "receipt_or_invoice", "document_delay": "0ms", "document_status": .null,
                ])
            #expect(desk.woken == 3)
        }
    }

    @Test("a switch that synchronised offers need goes off only with their sync")
    func neededBySync() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            for name in ["fetch_orders", "issue_invoices"] {
                let refused = try await desk.ask("PATCH", "/settings", #"{"\#(name)":false,"frozen":true}"#)
                #expect(refused.status == 409)
                #expect(refused.payload["detail"]?.text?.contains("disable_sync") == true)
            }
            #expect(try await desk.store.settings().frozen == false)
            #expect(try await desk.ask("PATCH", "/settings", #"{"frozen":true}"#).status == 200)
            let both = try await desk.ask("PATCH", "/settings", #"{"issue_invoices":false,"disable_sync":true}"#)
            #expect(both.status == 200)
            #expect(both.payload["issue_invoices"] == false)
            #expect(try await desk.ask("GET", "/offers?sync=true").items("id") == [])
        }
    }

    @Test(
        "what does not fit is refused with the field at fault",
        arguments: [
            (#"{"frozen":1}"#, "422 /frozen"), (#"{"frozen":null}"#, "422 /frozen"), (#"{"freeze":true}"#, "422 /freeze"),
            (#"{"accounts":[]}"#, "422 /accounts"), (#"{"accounts":{"other":{}}}"#, "422 /accounts/other"),
            (#"{"accounts":{"a/b":{}}}"#, "422 /accounts/a~1b"), (#"{"accounts":{"main":1}}"#, "422 /accounts/main"),
            (#"{"accounts":{"main":{"start":1}}}"#, "422 /accounts/main/start"),
            (#"{"accounts":{"main":{"start_date":"2026-02-30"}}}"#, "422 /accounts/main/start_date"),
            (#"{"accounts":{"main":{"document":"bill"}}}"#, "422 /accounts/main/document"),
            (#"{"accounts":{"main":{"document":null}}}"#, "422 /accounts/main/document"),
            (#"{"accounts":{"main":{"document_delay":"5"}}}"#, "422 /accounts/main/document_delay"),
            (#"{"accounts":{"main":{"document_delay":"-5m"}}}"#, "422 /accounts/main/document_delay"),
            (#"{"accounts":{"main":{"document_delay":"+5m"}}}"#, "422 /accounts/main/document_delay"),
            (#"{"accounts":{"main":{"document_delay":300}}}"#, "422 /accounts/main/document_delay"),
            (#"{"accounts":{"main":{"document_status":"RETURNED"}}}"#, "422 /accounts/main/document_status"),
        ])
    func refusals(body: String, outcome: String) async throws {
        try await withDesk { desk in
            let answer = try await desk.ask("PATCH", "/settings", body)
            #expect(Desk.problem(answer) == outcome)
        }
    }
}
