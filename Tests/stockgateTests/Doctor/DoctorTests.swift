import Foundation
import Inventory
import SMTPPeer
import Sandbox
import Storage
import Testing

@testable import stockgate

@Suite("stockgate doctor", .serialized)
struct DoctorTests {
    private struct Report: Decodable {
        struct Line: Decodable {
            let check: String
            let verdict: String
            let what: String
            let advice: String?
        }

        let healthy: Bool
        let findings: [Line]

        func lines(_ check: String, _ verdict: String) -> [Line] { findings.filter { $0.check == check && $0.verdict == verdict } }
    }

    private func examine(_ sandboxed: SandboxedHome, url: String? = nil) async throws -> (code: Int32, report: Report) {
        let environment = url.map { ["STOCKGATE_PUBLIC_URL": $0] } ?? [:]
        let call = try await sandboxed.call("doctor", "--json", "--public-ca", "\(sandboxed.home.path)/ca.pem", environment: environment)
        return (call.code, try JSONDecoder().decode(Report.self, from: Data(call.output.utf8)))
    }

    @Test("finds nothing that fails of a gateway that runs well, beside it and without it", .timeLimit(.minutes(5)))
    func healthy() async throws {
        try await SandboxedHome.run { sandboxed in
            #expect(try await sandboxed.call("connect", "allegro").code == 0)
            let before = try await examine(sandboxed)
            #expect(before.code == 0, "\(before.report.findings)")
            #expect(before.report.healthy)
            #expect(before.report.lines("scopes", "ok").count == 1)
            let gateway = try await sandboxed.home.serve()
            let beside = try await examine(sandboxed, url: gateway.address)
            #expect(beside.code == 0, "\(beside.report.findings)")
            #expect(beside.report.lines("webhooks", "ok").map(\.what) == ["\(gateway.address)/webhooks/wfirma leads to this gateway"])
            #expect(beside.report.lines("database", "ok").first?.what.contains("in use by serve") == true)
            #expect(beside.report.lines("clock", "ok").count == 2)
            #expect(beside.report.lines("republish", "fail").isEmpty)
            gateway.command.signal(SIGTERM)
            #expect(try await gateway.command.exit() == 0)
            // What it knocked with is no delivery.
            let kept = try await ConfigurationFile.load(sandboxed.home.configuration).configuration.withStore { store in
                try await store.deliveries(state: nil, after: nil, limit: 100).filter { $0.incoming.trust != .polled }.count
            }
            #expect(kept == 0)
        }
    }

    @Test("says of a grant that was withdrawn how to get a new one, and ends with 78", .timeLimit(.minutes(5)))
    func revoked() async throws {
        try await SandboxedHome.run { sandboxed in
            #expect(try await sandboxed.call("connect", "allegro").code == 0)
            sandboxed.world.allegro { allegro, _ in allegro.revokeTokens(refreshToo: true) }
            let (code, report) = try await examine(sandboxed)
            #expect(code == 78)
            let line = try #require(report.lines("allegro", "fail").first)
            #expect(line.what.contains("no longer accepts the authorisation"))
            #expect(line.advice == "stockgate connect allegro main")
        }
    }

    @Test("says of an account that was never connected what to call", .timeLimit(.minutes(5)))
    func neverConnected() async throws {
        try await SandboxedHome.run { sandboxed in
            #expect(try await sandboxed.call("token", "new", "--name", "ci", "--scope", "read").code == 0)
            let (code, report) = try await examine(sandboxed)
            #expect(code == 78)
            #expect(report.lines("allegro", "fail").first?.advice == "stockgate connect allegro main")
        }
    }

    @Test("finds an API that nobody answers at, and ends with 69")
    func unreachable() async throws {
        let home = try GatewayHome()
        let command = try RunningCommand(["doctor", "--config", home.configuration], in: home.other)
        #expect(try await command.exit() == 69, "\(command.output)")
        #expect(command.output.contains("fail  wfirma         wFirma is not reachable: request not sent"), "\(command.output)")
        #expect(command.output.contains("→ look at name resolution"))
        // There is no database yet, and looking makes none.
        #expect(command.output.contains("warn  database       there is no database"))
        #expect(!FileManager.default.fileExists(atPath: home.database))
    }

    @Test("a key that everybody can read fails, and so does a secret's file", arguments: ["key.pem", "access"])
    func readableKey(name: String) async throws {
        let home = try GatewayHome()
        try home.folder.write("a", to: "access")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(home.path)/\(name)")
        let command = try RunningCommand(
            ["doctor", "--config", home.configuration], in: home.other,
            environment: ["STOCKGATE_WFIRMA_ACCESS_KEY": "file:\(home.path)/access"])
        #expect(try await command.exit() == 78)
        #expect(command.output.contains("fail  permissions    everybody on this machine may reach \(home.path)/\(name)"), "\(command.output)")
        #expect(command.output.contains("→ chmod o= \(home.path)/\(name)"))
    }

    @Test("a key that belongs to another user fails, whatever its mode", .enabled(if: geteuid() == 0, "only root can give a file away"))
    func foreignKey() async throws {
        let home = try GatewayHome()
        try FileManager.default.setAttributes([.posixPermissions: 0o600, .ownerAccountID: 65_534], ofItemAtPath: "\(home.path)/key.pem")
        let command = try RunningCommand(["doctor", "--config", home.configuration], in: home.other)
        #expect(try await command.exit() == 78)
        #expect(command.output.contains("fail  permissions    \(home.path)/key.pem (public.tls.private_key) belongs to "), "\(command.output)")
        #expect(command.output.contains("→ chown root \(home.path)/key.pem"))
    }

    @Test("those who are to be told of problems are tried: a mail server that turns us away fails, one that lets us in gets no message")
    func notifications() async throws {
        let (open, strict) = (try await MailPeer.start(), try await MailPeer.start(refusing: "AUTH"))
        for (peer, line) in [(open, "ok    notifications  smtp://127.0.0.1:\(open.port) is reached"), (strict, "Login denied")] {
            let mail = "email: {server: \"smtp://127.0.0.1:\(peer.port)\", user: u, password: p, from: a@example.pl, to: [b@example.pl]}"
            let hook = "webhook: {url: \"https://127.0.0.1:1/a-secret-path\", signing_secret: \"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"
            let home = try GatewayHome(more: "notifications: {\(mail), \(hook)}")
            let command = try RunningCommand(["doctor", "--config", home.configuration], in: home.other)
            _ = try await command.exit()
            #expect(command.output.contains(line), "\(command.output)")
            #expect(command.output.contains("fail  notifications  nobody is told of problems by https://127.0.0.1:1 (notifications.webhook): "))
            #expect(!command.output.contains("a-secret-path"))
            #expect(!peer.commands.contains { $0.hasPrefix("MAIL") })
            await peer.stop()
        }
    }

    @Test("a configuration that cannot be used is told line by line, and nothing else is looked at")
    func faultyConfiguration() async throws {
        let home = try GatewayHome()
        try home.folder.write("databse: x\n", to: "stockgate.yaml")
        let command = try RunningCommand(["doctor", "--config", home.configuration], in: home.other)
        #expect(try await command.exit() == 78)
        #expect(command.output.contains("fail  configuration  \(home.configuration):1:1: unknown key databse; did you mean database?"))
        #expect(!command.output.contains("certificate  "))
    }

    @Test("a damaged database ends it with 65 and names the restore")
    func damaged() async throws {
        let home = try GatewayHome()
        try home.folder.write(String(repeating: "no database ", count: 200), to: "stockgate.db")
        let command = try RunningCommand(
            ["doctor", "--config", home.configuration], in: home.other)
        #expect(try await command.exit() == 65)
        #expect(command.output.contains("stockgate restore FILE"))
    }
}
