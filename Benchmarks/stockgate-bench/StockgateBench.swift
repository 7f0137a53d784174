import ArgumentParser
import CurlClient
import Foundation
import Logging
import NIOOpenSSL
import Sandbox

/// What the benchmarks run beside the gateway.
@main
struct StockgateBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stockgate-bench", abstract: "What the benchmarks need beside a gateway.", subcommands: [LargeShop.self, Polls.self],
        defaultSubcommand: LargeShop.self)
}

/// The sandbox with a large shop, as a process of its own: a gateway's CPU and memory are then the gateway's alone.
struct LargeShop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Serve a simulated Allegro and wFirma with many offers until it is ended.")

    @Option(help: "PEM: the certificate that both sides show, trusted for the gateway too.") var certificate: String
    @Option(help: "PEM: its key.") var key: String
    @Option(help: "How many offers, each of a good of its own.") var offers: Int
    @Option(help: "What each offer shows.") var pieces: Int
    @Option(help: "The stock of the first good; the next ones hold one more each.") var lowestStock: Int
    @Option(help: "The highest stock; after it comes the lowest again.") var highestStock: Int
    @Option(help: "How many times Allegro's real limits are allowed.") var scale = 1

    func run() async throws {
        let tls = try TLSContextStore(TLSOptions(certificateChain: .file(certificate), privateKey: .file(key)))
        let exchange = CurlExchange(CurlOptions(caFile: certificate))
        let sandbox = Sandbox(
            world: world(), options: SandboxOptions(tls: tls), logger: Logger(label: "sandbox"),
            send: { request in
                let sent = ExchangeRequest(method: "POST", url: request.url, headers: request.headers, body: request.body, timeout: .seconds(10))
                guard let answer = try? await exchange.send(sent) else { return nil }
                return WebhookAnswer(status: answer.status, body: answer.body)
            },
            onRunning: { FileHandle.standardOutput.write(Data("ready allegro=\($0.allegro) wfirma=\($0.wfirma)\n".utf8)) })
        try await sandbox.run()
    }

    /// Unkind as ever, but notices come once and at once: what is measured is the gateway.
    private func world() -> SandboxWorld {
        var allegro = AllegroTemper()
        allegro.requestsPerMinute *= scale
        allegro.changesPerMinute *= scale
        allegro.devicePollInterval = .seconds(1)
        allegro.confirmsDevicesAfter = .milliseconds(100)
        let world = SandboxWorld(seed: 1, allegro: allegro, wfirma: .calm) {
            SandboxInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        }
        var shop = SandboxShop.large(offers: offers, pieces: pieces)
        let stocks = highestStock - lowestStock + 1
        for index in shop.goods.indices { shop.goods[index].opening = ["1": .init(lowestStock + index % stocks)] }
        world.open(shop)
        return world
    }
}
