import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import Sandbox
import Storage
import Testing

@testable import stockgate

/// Secrets that are told apart from everything else, and everything that the product says.
@Suite("No secret is shown", .serialized)
struct MarkerTests {
    private static let keys = SandboxKeys(
        secretsKey: "marker-secrets-key-5f1c77aa", clientSecret: "marker-client-secret-90be", accessKey: "marker-access-key-1b2c",
        secretKey: "marker-secret-key-77ef", appKey: "marker-app-key-aa31")
    private static let pathSecret = "marker-path-secret-4d5e6f708192"
    private static let webhookKey = "marker-webhook-key-00c0ffee"

    /// What was said, by who said it.
    private actor Said {
        private(set) var texts: [(who: String, bytes: [UInt8])] = []

        func add(_ who: String, _ text: String) { texts.append((who, Array(text.utf8))) }
        func add(_ who: String, _ bytes: [UInt8]) { texts.append((who, bytes)) }
    }

    @Test(
        "in outputs, logs, metrics, answers, the process list, the database, its copies, a recorded day and the choices file, whatever happens",
        .timeLimit(.minutes(3)))
    func markers() async throws {
        let source = "  - {name: notices, kind: wfirma, webhook_keys: [\(Self.webhookKey)], path_secret: \(Self.pathSecret)}"
        let more = "log: {level: trace, format: json}\nrecording: {folder: days}"
        try await SandboxedHome.run(keys: Self.keys, sources: source, more: more) { sandboxed in
            let said = Said()
            func call(_ arguments: [String]) async throws {
                let folder = try ConfigurationFolder()
                let command = try RunningCommand(arguments + ["--config", sandboxed.home.configuration], in: folder.path)
                if let line = try? String(contentsOfFile: "/proc/\(command.processID)/cmdline", encoding: .utf8) {
                    await said.add("ps: \(arguments[0])", line)
                }
                _ = try #require(try await command.exit(within: .seconds(60)))
                await said.add("stdout: \(arguments.joined(separator: " "))", command.output)
                await said.add("stderr: \(arguments.joined(separator: " "))", command.complaints)
            }
            try await call(["connect", "allegro"])
            let tokens = try await ConfigurationFile.load(sandboxed.home.configuration).configuration.withStore { store in
                try await store.sealed("allegro.main.tokens")?.text ?? ""
            }
            let gateway = try await sandboxed.home.serve()
            let line = try String(contentsOfFile: "/proc/\(gateway.command.processID)/cmdline", encoding: .utf8)
            await said.add("ps: serve", line)
            try await Self.talk(to: gateway, sandboxed, said)
            for arguments in [
                ["check"], ["doctor", "--json"], ["doctor", "--public-ca", "/none"], ["secret", "list"], ["secret", "list", "--json"], ["plan"],
                ["explain", "7700000501"], ["connect", "wfirma"], ["reconcile"], ["backup", "\(sandboxed.home.path)/copy.db"], ["freeze"],
            ] { try await call(arguments) }
            // Allegro forgets us: errors on every side are told too.
            sandboxed.world.allegro { allegro, _ in allegro.revokeTokens(refreshToo: true) }
            try await call(["doctor"])
            gateway.command.signal(SIGHUP)
            _ = try await eventually { gateway.command.complaints.contains("were read again") ? true : nil }
            gateway.command.signal(SIGTERM)
            #expect(try await gateway.command.exit() == 0)
            await said.add("stdout: serve", gateway.command.output)
            await said.add("stderr: serve", gateway.command.complaints)
            for name in ["stockgate.db", "stockgate.db-wal", "copy.db", "choices.yaml"] {
                if let data = FileManager.default.contents(atPath: "\(sandboxed.home.path)/\(name)") { await said.add(name, Array(data)) }
            }
            let days = try FileManager.default.contentsOfDirectory(atPath: "\(sandboxed.home.path)/days")
            #expect(!days.isEmpty)
            for day in days { await said.add(day, Array(FileManager.default.contents(atPath: "\(sandboxed.home.path)/days/\(day)") ?? Data())) }
            #expect(await Self.found(in: said.texts, tokens: tokens) == [])
        }
    }

    /// Good, bad and strange deliveries, probes, metrics and the admin API.
    private static func talk(to gateway: ServedGateway, _ sandboxed: SandboxedHome, _ said: Said) async throws {
        let exchange = sandboxed.home.exchange()
        func send(_ request: ExchangeRequest) async {
            let answer = try? await exchange.send(request)
            // The secret path's greeting brings the webhook's own key back to who knows the path: that is its purpose.
            guard let answer, !request.url.hasSuffix(pathSecret) else { return }
            await said.add("answer of \(request.method) \(request.url)", answer.body + Array("\(answer.headers)".utf8))
        }
        await send(SignedDocument(number: 1).request(to: gateway.address))
        var forged = SignedDocument(number: 2).request(to: gateway.address)
        forged.body = Array("{}".utf8)
        await send(forged)
        await send(ExchangeRequest(method: "POST", url: "\(gateway.address)/webhooks/notices", body: Array("{]".utf8)))
        await send(ExchangeRequest(method: "GET", url: "\(gateway.address)/webhooks/notices/\(pathSecret)"))
        await send(ExchangeRequest(method: "POST", url: "\(gateway.address)/webhooks/notices/\(pathSecret)", body: Array("no json".utf8)))
        await send(ExchangeRequest(method: "GET", url: "\(gateway.address)/webhooks/notices/wrong"))
        let line = try #require(gateway.command.output.firstMatch(of: #/private=(https:\S+)/#))
        for path in ["/metrics", "/readyz", "/livez", "/api/v1/offers"] { await send(ExchangeRequest(method: "GET", url: "\(line.output.1)\(path)")) }
        let folder = try ConfigurationFolder()
        let made = try RunningCommand(
            ["token", "new", "--name", "reader", "--scope", "read", "--config", sandboxed.home.configuration], in: folder.path)
        _ = try await made.exit()
        let bearer = "Bearer \(made.output.trimmingCharacters(in: .newlines))"
        for path in ["offers", "problems", "deliveries", "settings", "plan"] {
            await send(
                ExchangeRequest(method: "GET", url: "\(line.output.1)/api/v1/\(path)", headers: [(name: "Authorization", value: bearer)]))
        }
        await exchange.close()
    }

    /// Where a secret stands that should not.
    private static func found(in texts: [(who: String, bytes: [UInt8])], tokens: String) -> [String] {
        var secrets = [
            keys.secretsKey, keys.clientSecret, keys.accessKey, keys.secretKey, keys.appKey, pathSecret, webhookKey,
            Data(GatewayHome.signingKey).base64EncodedString(), String(decoding: GatewayHome.signingKey, as: UTF8.self),
            Data("sandbox-client:\(keys.clientSecret)".utf8).base64EncodedString(),
        ]
        secrets += tokens.matches(of: #/[0-9a-f]{64}/#).map { String($0.output) }
        var found: [String] = secrets.count < 12 ? ["no tokens to look for"] : []
        for (who, bytes) in texts {
            let data = Data(bytes)
            for secret in secrets where data.firstRange(of: Data(secret.utf8)) != nil { found.append("\(secret) in \(who)") }
        }
        return found
    }
}
