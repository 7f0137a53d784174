import CurlClient
import Foundation
import Logging
import NIOOpenSSL
import OpenSSLCrypto
import Sandbox
import ServiceLifecycle
import Testing

@testable import stockgate

/// The secrets of a sandboxed shop.
struct SandboxKeys: Sendable {
    var secretsKey = "00112233445566778899aabbccddeeff"
    var clientSecret = "sandbox-secret"
    var accessKey = "sandbox-access"
    var secretKey = "sandbox-secret"
    var appKey = "sandbox-app"
}

/// A gateway's home whose configuration leads to a sandbox that runs in this process, calm and quick to agree to a sign-in.
struct SandboxedHome: Sendable {
    let home: GatewayHome
    let world: SandboxWorld
    let addresses: SandboxAddresses
    let keys: SandboxKeys

    /// Runs `body` while the sandbox runs.
    ///
    /// - Parameters:
    ///   - sources: further lines of the list of sources.
    ///   - more: further lines of the configuration.
    static func run(
        keys: SandboxKeys = SandboxKeys(), sources: String = "", more: String = "", _ body: @Sendable @escaping (SandboxedHome) async throws -> Void
    ) async throws {
        let home = try GatewayHome()
        let tls = try TLSContextStore(TLSOptions(try home.issue()))
        var temper = AllegroTemper.calm
        temper.devicePollInterval = .seconds(1)
        temper.confirmsDevicesAfter = .milliseconds(100)
        let world = SandboxWorld(
            seed: 1, application: AllegroApplication(clientID: "sandbox-client", clientSecret: keys.clientSecret, name: "Stockgate"),
            company: WFirmaCompany(id: "1", accessKey: keys.accessKey, secretKey: keys.secretKey, appKey: keys.appKey), allegro: temper,
            wfirma: .calm, now: sandboxClock)
        world.open(.mugs)
        let exchange = home.exchange()
        let (started, start) = AsyncStream<SandboxAddresses>.makeStream()
        let sandbox = Sandbox(
            world: world, options: SandboxOptions(tls: tls), logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() },
            send: webhookSender(exchange), onRunning: { start.yield($0) })
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: sandbox)], logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let addresses = try #require(await started.first { _ in true })
            let sandboxed = SandboxedHome(home: home, world: world, addresses: addresses, keys: keys)
            try sandboxed.writeConfiguration(sources: sources, more: more)
            do { try await body(sandboxed) } catch {
                tasks.cancelAll()
                throw error
            }
            await exchange.close()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    func writeConfiguration(sources: String = "", more: String = "") throws {
        try home.folder.write(
            """
            database: stockgate.db
            secrets_key: \(keys.secretsKey)
            public:
              listen: 127.0.0.1:0
              tls: {certificate: chain.pem, private_key: key.pem}
            private: {listen: "127.0.0.1:0"}
            sources:
              - {name: wfirma, kind: wfirma, signing_secrets: ["whsec_\(Data(GatewayHome.signingKey).base64EncodedString())"]}
            \(sources)
            wfirma: {api_url: "\(addresses.wfirma)", ca_file: ca.pem, company_id: 1, access_key: \(keys.accessKey), secret_key: \(keys.secretKey), app_key: \(keys.appKey)}
            allegro:
              - {account: main, api_url: "\(addresses.allegro)", auth_url: "\(addresses.allegroAuthorisation)", ca_file: ca.pem, client_id: sandbox-client, client_secret: \(keys.clientSecret), application: "Stockgate/1.0 (+https://example.pl)"}
            intervals: {order_events: 500ms, reconcile: 1s}
            \(more)
            """, to: "stockgate.yaml")
    }

    /// Runs a call of `stockgate` in a folder of its own to its end.
    func call(_ arguments: String..., environment: [String: String] = [:]) async throws -> (code: Int32, output: String, complaints: String) {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(arguments + ["--config", home.configuration], in: folder.path, environment: environment)
        let code = try #require(try await command.exit(within: .seconds(60)))
        return (code, command.output, command.complaints)
    }
}
