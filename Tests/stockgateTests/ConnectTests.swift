import Foundation
import Sandbox
import Testing

@Suite("stockgate connect", .serialized)
struct ConnectTests {
    @Test("an Allegro account is connected before the first serve: address, code, a picture of the address, and as whom", .timeLimit(.minutes(5)))
    func allegro() async throws {
        try await SandboxedHome.run { sandboxed in
            let call = try await sandboxed.call("connect", "allegro", "--qr")
            #expect(call.code == 0)
            let lines = call.output.split(separator: "\n")
            try #require(lines.count > 20)
            #expect(lines[0].hasPrefix("https://allegro.pl/skojarz-aplikacje?code=") && lines[0].hasSuffix(lines[1]))
            #expect(lines[2].allSatisfy { $0 == "█" } && lines[2].count == 41)
            #expect(lines.last?.hasPrefix("connected as ") == true)
            // Into a pipe the picture is left out unless it is asked for.
            #expect(!(try await sandboxed.call("connect", "allegro").output.contains("█")))
        }
    }

    @Test("wFirma's webhooks are looked at, and made once where that is asked for", .timeLimit(.minutes(5)))
    func wfirma() async throws {
        try await SandboxedHome.run(sources: "  - {name: notices, kind: wfirma, path_secret: 0123456789abcdef0123456789abcdef}") { sandboxed in
            let environment = ["STOCKGATE_PUBLIC_URL": "https://hooks.example.pl"]
            let before = try await sandboxed.call("connect", "wfirma", environment: environment)
            #expect(before.code == 0)
            #expect(before.output.contains("webhook warehouse_good/change_state is missing for source notices"))
            #expect(sandboxed.webhooks.isEmpty)
            let made = try await sandboxed.call("connect", "wfirma", "--webhooks", environment: environment)
            #expect(made.code == 0)
            #expect(made.output.contains("webhook warehouse_good/change_state made for source notices, key "))
            let address = "https://hooks.example.pl/webhooks/notices/0123456789abcdef0123456789abcdef"
            #expect(sandboxed.webhooks.map(\.event) == ["warehouse_good/change_state", "invoice/add", "invoice/edit", "invoice/del"])
            #expect(sandboxed.webhooks.map(\.url) == [address, "\(address)/2", "\(address)/3", "\(address)/4"])
            #expect(sandboxed.webhooks.allSatisfy { !$0.isXML })
            #expect(made.output.contains(", number 4\n"))
            let again = try await sandboxed.call("connect", "wfirma", "--webhooks", environment: environment)
            #expect(again.output.contains("webhook invoice/del leads to source notices") && sandboxed.webhooks.count == 4)
        }
    }

    @Test("while everything is frozen nothing is made in wFirma (R49)", .timeLimit(.minutes(5)))
    func frozen() async throws {
        try await SandboxedHome.run(sources: "  - {name: notices, kind: wfirma, path_secret: 0123456789abcdef0123456789abcdef}") { sandboxed in
            #expect(try await sandboxed.call("freeze").code == 0)
            let call = try await sandboxed.call("connect", "wfirma", "--webhooks", environment: ["STOCKGATE_PUBLIC_URL": "https://hooks.example.pl"])
            #expect(call.code == 75 && sandboxed.webhooks.isEmpty)
        }
    }
}

extension SandboxedHome {
    fileprivate var webhooks: [SandboxWebhook] { world.wfirma { wfirma, _ in wfirma.allWebhooks } }
}
