import CurlClient
import Foundation
import Logging
import NIOOpenSSL
import OpenSSLCrypto
import Recording
import Sandbox
import ServiceLifecycle
import Testing

/// The whole sandbox behind real TLS on free ports, with libcurl as its caller and as the sender of its notices.
struct SandboxHarness: Sendable {
    let world: SandboxWorld
    let addresses: SandboxAddresses
    let client: CurlExchange
    let access: String
    let group: ServiceGroup

    /// Runs `body` against a running sandbox and stops it afterwards.
    static func run(_ body: @Sendable @escaping (SandboxHarness) async throws -> Void) async throws {
        let authority = try LocalAuthority()
        let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let caFile = folder.appending(path: "ca.pem").path
        try authority.certificatePEM.write(toFile: caFile, atomically: true, encoding: .utf8)
        let tls = try TLSContextStore(TLSOptions(try authority.issue(.server, name: "sandbox", alternativeNames: ["127.0.0.1"])))
        let client = CurlExchange(CurlOptions(caFile: caFile))
        let world = SandboxWorld(seed: 1, allegro: .calm, wfirma: .calm) {
            SandboxInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        }
        world.open(.mugs)
        Recording.attach(to: world)
        let (started, start) = AsyncStream<SandboxAddresses>.makeStream()
        var options = SandboxOptions(tls: tls)
        options.silence = .milliseconds(500)
        let sandbox = Sandbox(world: world, options: options, logger: Logger(label: "sandbox")) { notice in
            let request = ExchangeRequest(method: "POST", url: notice.url, headers: notice.headers, body: notice.body, timeout: .seconds(5))
            guard let answer = try? await client.send(request) else { return nil }
            return WebhookAnswer(status: answer.status, body: answer.body)
        } onRunning: {
            start.yield($0)
        }
        let group = ServiceGroup(configuration: .init(services: [.init(service: sandbox)], logger: Logger(label: "sandbox")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let addresses = try #require(await started.first { _ in true })
            let access = world.allegro { allegro, _ in allegro.issueTokens().access }
            let harness = SandboxHarness(world: world, addresses: addresses, client: client, access: access, group: group)
            do {
                try await body(harness)
            } catch {
                tasks.cancelAll()
                throw error
            }
            // A listener waits for the ends of its connections, so the client's come first.
            await client.close()
            await harness.stop()
            // A graceful stop is an end without an error.
            try await tasks.waitForAll()
        }
    }

    /// Asks the running sandbox to end.
    func stop() async {
        await group.triggerGracefulShutdown()
    }

    func allegro(_ method: String, _ path: String, _ body: String? = nil) async throws -> ExchangeAnswer {
        let media = "application/vnd.allegro.public.v1+json"
        var headers = [("Authorization", "Bearer \(access)"), ("Accept", media), ("User-Agent", "Stockgate/1.0 (+https://example.pl)")]
        if body != nil { headers.append(("Content-Type", media)) }
        return try await client.send(
            ExchangeRequest(method: method, url: addresses.allegro + path, headers: headers, body: body.map { Array($0.utf8) }, timeout: .seconds(5)))
    }

    func wfirma(_ path: String, _ body: String = "") async throws -> ExchangeAnswer {
        try await client.send(
            ExchangeRequest(
                method: "POST", url: "\(addresses.wfirma)/\(path)?inputFormat=json&outputFormat=json&company_id=1",
                headers: [("accessKey", "sandbox-access"), ("secretKey", "sandbox-secret"), ("appKey", "sandbox-app")], body: Array(body.utf8),
                timeout: .seconds(5)
            ))
    }

    func control(_ method: String, _ path: String, _ body: String? = nil) async throws -> ExchangeAnswer {
        try await client.send(
            ExchangeRequest(
                method: method, url: "\(addresses.wfirma)/sandbox/\(path)", headers: [("Content-Type", "application/json")],
                body: body.map { Array($0.utf8) }, timeout: .seconds(5)))
    }

    /// Waits for a condition, two minutes at most.
    func wait(for condition: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }
}

extension ExchangeAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
}
