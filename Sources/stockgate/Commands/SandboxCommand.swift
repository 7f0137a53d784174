import ArgumentParser
import CurlClient
import Foundation
import Inventory
import Logging
import NIOOpenSSL
import OpenSSLCrypto
import Sandbox
import ServiceLifecycle
import Storage
import UnixSignals

/// `stockgate sandbox`: plays the wFirma and the Allegro that a gateway's configuration names, on loopback.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Run the simulated Allegro and wFirma alone, to point a gateway at.",
        discussion: """
            FILE is the gateway's own configuration. Both systems listen where its wfirma.api_url and its first Allegro account's api_url say, which \
            must be addresses of this machine (port 0 takes a free one), with its public certificate and its keys. Warehouse documents are told to \
            its first wfirma source that has a signing secret. GET /sandbox/ on either address lists what else can be done.

            Where every merchant of a configuration has its addresses below /worlds/NAME of the same two ports, and none is named, all are played, \
            each in a world of its own.
            """)

    @OptionGroup var file: MerchantOption
    @Option(name: .long, help: "The seed of the sandbox's chance.") var seed: UInt64 = 1
    @OptionGroup var record: RecordOption
    @Flag(name: .long, help: "Answer at once and in order, as no real system does.") var calm = false

    func run() async throws {
        let configurations = try played()
        LogLineHandler.bootstrap(configurations[0].log)
        let parts = try configurations.map { try SandboxPart($0) }
        guard parts.allSatisfy({ $0.isBeside(parts[0]) }) else {
            throw CommandFailure(.configuration, "every merchant's api_url must name the same host, and the same two ports for all")
        }
        let worlds = try parts.map(world(of:))
        let exchange = CurlExchange(CurlOptions(caFile: configurations[0].wfirma.caFile))
        let (logger, send) = (Logger(label: "sandbox"), webhookSender(exchange))
        let announce = { @Sendable (addresses: SandboxAddresses) in Terminal.say("ready allegro=\(addresses.allegro) wfirma=\(addresses.wfirma)") }
        let sandbox =
            if worlds.count == 1 {
                Sandbox(world: worlds[0], options: parts[0].options, logger: logger, send: send, onRunning: announce)
            } else {
                Sandbox(
                    worlds: Dictionary(uniqueKeysWithValues: zip(configurations.map { $0.merchantName ?? "" }, worlds)), options: parts[0].options,
                    logger: logger, send: send, onRunning: announce)
            }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: sandbox)], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "services")))
        do { try await group.run() } catch { throw CommandFailure(serving: error) }
        await exchange.close()
    }

    /// The one merchant that is meant, or all that have worlds of their own.
    private func played() throws -> [GatewayConfiguration] {
        if file.merchant == nil {
            let all = try file.file.load().configuration.byMerchant
            if all.count > 1, all.allSatisfy(SandboxPart.isWorld) { return all }
        }
        return [try file.load().configuration]
    }

    private func world(of part: SandboxPart) throws -> SandboxWorld {
        let world = SandboxWorld(
            seed: seed, application: part.application, company: part.company, allegro: calm ? .calm : AllegroTemper(),
            wfirma: calm ? .calm : WFirmaTemper(), now: sandboxClock)
        world.open(.mugs)
        try record.attach(to: world)
        if let relay = part.relay { world.wfirma { wfirma, _ in wfirma.addRelay(relay) } }
        return world
    }
}

/// The part that a gateway's configuration gives the sandbox to play.
private struct SandboxPart {
    let options: SandboxOptions
    let application: AllegroApplication
    let company: WFirmaCompany
    /// Nil when no source can be told anything.
    let relay: SandboxRelay?

    init(_ configuration: GatewayConfiguration) throws {
        guard let account = configuration.allegro.first else {
            throw CommandFailure(.configuration, "the sandbox plays the first Allegro account, and allegro lists none")
        }
        let wfirma = try LoopbackAddress(configuration.wfirma.apiURL, key: "wfirma.api_url")
        let allegro = try LoopbackAddress(account.apiURL, key: "allegro[0].api_url")
        guard wfirma.host == allegro.host else {
            throw CommandFailure(.configuration, "wfirma.api_url and allegro[0].api_url must name the same host, for the sandbox serves both")
        }
        let tls = configuration.publicListener.tls
        var options = SandboxOptions(
            tls: try TLSContextStore(TLSOptions(certificateChain: .file(tls.certificate), privateKey: .file(tls.privateKey))))
        (options.host, options.allegroPort, options.wfirmaPort) = (allegro.host, allegro.port, wfirma.port)
        self.options = options
        application = AllegroApplication(
            clientID: account.clientID, clientSecret: account.clientSecret.text ?? "",
            name: account.application.split(separator: "/").first.map(String.init) ?? account.application)
        let keys = configuration.wfirma
        company = WFirmaCompany(
            id: keys.companyID, accessKey: keys.accessKey.text ?? "", secretKey: keys.secretKey.text ?? "", appKey: keys.appKey.text ?? "")
        relay = Self.relay(configuration)
    }

    /// Whether both sides of a merchant lie where several worlds of one sandbox do.
    static func isWorld(_ configuration: GatewayConfiguration) -> Bool {
        let path = "/worlds/\(configuration.merchantName ?? "")"
        return [configuration.wfirma.apiURL, configuration.allegro.first?.apiURL ?? ""].allSatisfy { URL(string: $0)?.path == path }
    }

    func isBeside(_ other: SandboxPart) -> Bool {
        (options.host, options.allegroPort, options.wfirmaPort) == (other.options.host, other.options.allegroPort, other.options.wfirmaPort)
    }

    private static func relay(_ configuration: GatewayConfiguration) -> SandboxRelay? {
        let listen = configuration.publicListener.listen
        guard listen.port != 0 || configuration.publicListener.url != nil else { return nil }
        let host = ["0.0.0.0", "::"].contains(listen.host) ? "127.0.0.1" : listen.host
        let base = configuration.publicListener.url ?? "https://" + ValueForm.listenAddress.write(ListenAddress(host: host, port: listen.port))
        for source in configuration.sources where source.kind == .wfirma {
            if let secret = source.signingSecrets.first?.text, secret.hasPrefix("whsec_") {
                return SandboxRelay(url: "\(base)/webhooks/\(source.name)", secret: secret)
            }
        }
        return nil
    }
}

/// An `https:` address of this machine.
private struct LoopbackAddress {
    let host: String
    let port: Int

    init(_ address: String, key: String) throws(CommandFailure) {
        guard let parts = URL(string: address), let host = parts.host, ["127.0.0.1", "localhost"].contains(host) else {
            throw CommandFailure(.configuration, "\(key) is \(address); the sandbox listens on 127.0.0.1 or localhost only")
        }
        (self.host, port) = (host, parts.port ?? 443)
    }
}

/// The wall clock, as the sandbox tells time.
@Sendable func sandboxClock() -> SandboxInstant { SandboxInstant(microseconds: systemClock().microseconds) }

/// Carries the sandbox's notices out over libcurl.
func webhookSender(_ exchange: CurlExchange) -> @Sendable (WebhookRequest) async -> WebhookAnswer? {
    { request in
        let sent = ExchangeRequest(method: "POST", url: request.url, headers: request.headers, body: request.body, timeout: .seconds(10))
        guard let answer = try? await exchange.send(sent) else { return nil }
        return WebhookAnswer(status: answer.status, body: answer.body)
    }
}
