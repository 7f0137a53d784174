import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import SMTPPeer
import Sandbox
import Storage
import Testing

@testable import stockgate

/// Secrets that are told apart from everything else, and everything that the product says.
@Suite("No secret is shown", .serialized)
struct MarkerTests {
    private static let secretsKey = "marker-secrets-key-5f1c77aa"
    private static let keys = SandboxKeys(
        secretsKey: "file:secrets.key", clientSecret: "marker-client-secret-90be", accessKey: "marker-access-key-1b2c",
        secretKey: "marker-secret-key-77ef", appKey: "marker-app-key-aa31")
    private static let pathSecret = "marker-path-secret-4d5e6f708192"
    private static let webhookKey = "marker-webhook-key-00c0ffee"
    private static let mailPassword = "marker-mail-password-2a3b"
    private static let signingKey = Data("marker-of-a-signing-key-1".utf8)
    private static let password = "marker-of-a-password-17"
    private static let source = "  - {name: notices, kind: wfirma, webhook_keys: [\(webhookKey)], path_secret: \(pathSecret)}"

    /// What was said, by who said it, and which secrets came about under way.
    private actor Said {
        private(set) var texts: [(who: String, bytes: [UInt8])] = []
        private(set) var secrets: [String] = []

        func add(_ who: String, _ text: String) { texts.append((who, Array(text.utf8))) }
        func add(_ who: String, _ bytes: [UInt8]) { texts.append((who, bytes)) }
        func hide(_ secret: String) { secrets.append(secret) }
    }

    @Test(
        "in outputs, logs, metrics, answers, pages, mail, the process list, the database, its copies, a recorded day and the choices file, whatever happens",
        .timeLimit(.minutes(3)))
    func markers() async throws {
        let peer = try await MailPeer.start()
        try await SandboxedHome.run(keys: Self.keys, sources: Self.source) { sandboxed in
            let said = Said()
            try sandboxed.home.folder.write(Self.secretsKey, to: "secrets.key")
            try sandboxed.writeConfiguration(sources: Self.source, more: Self.more(mail: peer.port, hook: "\(sandboxed.addresses.wfirma)/hook"))
            try await Self.call(["connect", "allegro"], sandboxed, said)
            let tokens = try await ConfigurationFile.load(sandboxed.home.configuration).configuration.withStore { store in
                try await store.sealed("allegro.main.tokens")?.text ?? ""
            }
            let found = tokens.matches(of: #/[0-9a-f]{64}/#)
            #expect(found.count > 1)
            for token in found { await said.hide(String(token.output)) }
            let gateway = try await sandboxed.home.serve()
            let line = try String(contentsOfFile: "/proc/\(gateway.command.processID)/cmdline", encoding: .utf8)
            await said.add("ps: serve", line)
            try await Self.talk(to: gateway, sandboxed, said)
            try await Self.visit(gateway, sandboxed, said)
            for arguments in [
                ["check"], ["doctor", "--json"], ["doctor", "--public-ca", "/none"], ["secret", "list"], ["secret", "list", "--json"], ["plan"],
                ["explain", "7700000501"], ["connect", "wfirma"], ["reconcile"], ["backup", "\(sandboxed.home.path)/copy.db"], ["freeze"],
                ["secret", "rotate"],
            ] { try await Self.call(arguments, sandboxed, said) }
            await said.hide(try String(contentsOfFile: "\(sandboxed.home.path)/secrets.key", encoding: .utf8).trimmingCharacters(in: .newlines))
            // Allegro forgets us: errors on every side are told too, by mail and by a webhook that nobody takes.
            sandboxed.world.allegro { allegro, _ in allegro.revokeTokens(refreshToo: true) }
            try await Self.call(["doctor"], sandboxed, said)
            let isTold: Bool? = try await eventually(within: .seconds(60)) { peer.data.isEmpty ? nil : true }
            #expect(isTold == true, "\(gateway.command.complaints)")
            await said.add("mail", peer.data)
            gateway.command.signal(SIGHUP)
            _ = try await eventually { gateway.command.complaints.contains("were read again") ? true : nil }
            gateway.command.signal(SIGTERM)
            #expect(try await gateway.command.exit() == 0)
            await said.add("stdout: serve", gateway.command.output)
            await said.add("stderr: serve", gateway.command.complaints)
            try await Self.readFiles(of: sandboxed.home, said)
            let key = try String(contentsOfFile: "\(sandboxed.home.path)/key.pem", encoding: .utf8)
            // The second line of the listeners' key: no two keys have it alike.
            await said.hide(String(key.split(separator: "\n")[1]))
            let shown = await Self.found(in: said.texts, more: said.secrets)
            #expect(shown == [])
        }
        #expect(peer.commands.contains { $0.hasPrefix("AUTH") })
        await peer.stop()
    }

    private static func more(mail port: Int, hook: String) -> String {
        """
        log: {level: trace, format: json}
        recording: {folder: days}
        notifications:
          pause: 1s
          email: {server: "smtp://127.0.0.1:\(port)", user: shop, password: \(mailPassword), from: a@example.pl, to: [b@example.pl]}
          webhook: {url: "\(hook)", ca_file: ca.pem, signing_secret: "whsec_\(signingKey.base64EncodedString())"}
        """
    }

    /// Runs a call to its end and keeps what it says; its output is given back.
    @discardableResult
    private static func call(_ arguments: [String], _ sandboxed: SandboxedHome, _ said: Said, isSecret: Bool = false) async throws -> String {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(arguments + ["--config", sandboxed.home.configuration], in: folder.path)
        if let line = try? String(contentsOfFile: "/proc/\(command.processID)/cmdline", encoding: .utf8) {
            await said.add("ps: \(arguments[0])", line)
        }
        _ = try #require(try await command.exit(within: .seconds(60)))
        if !isSecret { await said.add("stdout: \(arguments.joined(separator: " "))", command.output) }
        await said.add("stderr: \(arguments.joined(separator: " "))", command.complaints)
        return command.output.trimmingCharacters(in: .newlines)
    }

    /// The private address.
    private static func desk(of gateway: ServedGateway) throws -> String {
        String(try #require(gateway.command.output.firstMatch(of: #/private=(https:\S+)/#)).output.1)
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
        let desk = try Self.desk(of: gateway)
        for path in ["/metrics", "/readyz", "/livez", "/api/v1/offers"] { await send(ExchangeRequest(method: "GET", url: desk + path)) }
        let token = try await call(["token", "new", "--name", "reader", "--scope", "read"], sandboxed, said, isSecret: true)
        await said.hide(token)
        for path in ["offers", "problems", "deliveries", "settings", "plan"] {
            await send(
                ExchangeRequest(method: "GET", url: "\(desk)/api/v1/\(path)", headers: [(name: "Authorization", value: "Bearer \(token)")]))
        }
        await exchange.close()
    }

    /// Signs in to the console and opens its pages, before and after.
    private static func visit(_ gateway: ServedGateway, _ sandboxed: SandboxedHome, _ said: Said) async throws {
        let exchange = sandboxed.home.exchange()
        let desk = try Self.desk(of: gateway)
        let invitation = try await call(["user", "invite", "--name", "Ewa", "--role", "admin"], sandboxed, said, isSecret: true)
        await said.hide(invitation)
        await said.hide(password)
        func send(_ method: String, _ path: String, form: String? = nil, cookie: String? = nil) async throws -> ExchangeAnswer {
            let headers = [(name: "content-type", value: "application/x-www-form-urlencoded")] + (cookie.map { [(name: "cookie", value: $0)] } ?? [])
            return try await exchange.send(ExchangeRequest(method: method, url: desk + path, headers: headers, body: form.map { Array($0.utf8) }))
        }
        let wrong = try await send("POST", "/sign-in", form: "name=Ewa&password=\(password)")
        #expect(wrong.status == 401)
        await said.add("page /sign-in", wrong.body + Array("\(wrong.headers)".utf8))
        let entered = try await send("POST", "/set-up", form: "token=\(invitation)&password=\(password)&again=\(password)")
        #expect(entered.status == 303)
        let cookie = String(try #require(entered.header("set-cookie")).prefix { $0 != ";" })
        await said.hide(String(try #require(cookie.split(separator: "=").last)))
        for path in [
            "/", "/offers", "/offers/7700000501", "/products", "/products/501", "/orders", "/months?month=2026-11", "/problems", "/links",
            "/links.csv",
            "/deliveries", "/settings", "/users", "/audit", "/nowhere",
        ] {
            let page = try await send("GET", path, cookie: cookie)
            #expect((page.status == 200) == (path != "/nowhere"), "\(path): \(page.status)")
            // An admin gives wFirma its secret address from the settings, and from nowhere else; to others it is `***`.
            let ours = path == "/settings" ? "/webhooks/notices/\(pathSecret)" : "\0"
            await said.add("page \(path)", String(decoding: page.body, as: UTF8.self).replacing(ours, with: "") + "\(page.headers)")
        }
        await exchange.close()
    }

    /// The database, its copy, the choices file and the recorded days.
    private static func readFiles(of home: GatewayHome, _ said: Said) async throws {
        for name in ["stockgate.db", "stockgate.db-wal", "copy.db", "choices.yaml"] {
            if let data = FileManager.default.contents(atPath: "\(home.path)/\(name)") { await said.add(name, Array(data)) }
        }
        let days = try FileManager.default.contentsOfDirectory(atPath: "\(home.path)/days")
        #expect(!days.isEmpty)
        for day in days { await said.add(day, Array(FileManager.default.contents(atPath: "\(home.path)/days/\(day)") ?? Data())) }
    }

    /// Where a secret stands that should not.
    private static func found(in texts: [(who: String, bytes: [UInt8])], more: [String]) -> [String] {
        let secrets =
            [
                secretsKey, keys.clientSecret, keys.accessKey, keys.secretKey, keys.appKey, pathSecret, webhookKey, mailPassword,
                signingKey.base64EncodedString(), String(decoding: signingKey, as: UTF8.self),
                Data(GatewayHome.signingKey).base64EncodedString(), String(decoding: GatewayHome.signingKey, as: UTF8.self),
                Data("sandbox-client:\(keys.clientSecret)".utf8).base64EncodedString(), Data("\0shop\0\(mailPassword)".utf8).base64EncodedString(),
            ] + more
        var found = secrets.filter { $0.utf8.count < 12 }.map { "no secret to look for: \($0)" }
        for (who, bytes) in texts {
            let data = Data(bytes)
            for secret in secrets where data.firstRange(of: Data(secret.utf8)) != nil { found.append("\(secret) in \(who)") }
        }
        return found
    }
}
