import Allegro
import ArgumentParser
import CurlClient
import Foundation
import Gateway
import Inventory
import Logging
import OpenSSLCrypto
import Sandbox
import Storage

/// `stockgate bench`: how soon Allegro has a command after a webhook, and how many webhooks a second are taken, on this machine.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure this machine: from a webhook to Allegro's acceptance, and webhooks a second.",
        discussion: """
            A gateway of this program runs against the built-in sandbox, on loopback, in a temporary folder; about twenty seconds. The sender and the \
            sandbox share the machine with it. docs/benchmarks.md says what is measured and what to compare it with.
            """)

    @OptionGroup var output: OutputOption
    @Option(name: .long, help: "A file for the figures as a picture.", completion: .file())
    var svg: String?

    @Option(name: .long, help: "Measure so many merchants in one process instead: what they cost, and how soon a command leaves.")
    var merchants: Int?

    func run() async throws {
        LogLineHandler.bootstrap(LogOptions(level: .critical))
        if let merchants {
            let outcome = try await BenchMerchants(count: max(1, merchants)).run()
            if output.json { try Terminal.say(json: outcome) } else { outcome.lines.forEach { Terminal.say($0) } }
            return
        }
        let place = try DemoPlace()
        defer { place.remove() }
        let world = BenchWorld()
        let report = try await withThrowingTaskGroup(of: BenchReport?.self) { group in
            group.addTask {
                try await world.serve(certificate: place.tls, caFile: place.caFile) { addresses in await place.announce(addresses) }
                return nil
            }
            group.addTask { try await measure(place, world) }
            group.addTask {
                try await StopSignal.wait()
                throw CommandFailure(.tryLater, "stopped before anything was measured")
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() { if let outcome { return outcome } }
            throw CommandFailure(.unavailable, "the sandbox ended")
        }
        if let svg {
            guard FileManager.default.createFile(atPath: svg, contents: Data(report.svg.utf8)) else {
                throw CommandFailure(.inputOutput, "\(svg) cannot be written")
            }
        }
        if output.json { try Terminal.say(json: report) } else { report.lines.forEach { Terminal.say($0) } }
    }

    private func measure(_ place: DemoPlace, _ world: BenchWorld) async throws -> BenchReport {
        let configuration = try place.writeConfiguration(try await place.sandboxAddresses(), reconcile: "1h")
        let loaded = try ConfigurationFile.load(configuration).configuration
        try await loaded.withStore { store in
            let tokens = world.world.allegro { allegro, _ in allegro.issueTokens() }
            let pair = TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: .seconds(43_200), scopes: [])
            try await AccountTokens(pair, at: systemClock()).save("main", to: store)
            try await store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        }
        let gateway = GatewayChild(configuration: configuration)
        defer { gateway.stop() }
        let addresses = try await gateway.start()
        try await loaded.withStore { try await world.synchronise($0) }
        let exchange = CurlExchange(CurlOptions(caFile: place.caFile, maxConnectionsPerHost: BenchIntake.connections))
        let sender = BenchSender(exchange: exchange, url: "\(addresses.open)/webhooks/wfirma")
        let reaction = try await BenchReaction(world: world, sender: sender).measure()
        let intake = try await BenchIntake(sender: sender).measure()
        await exchange.close()
        return BenchReport(reaction: reaction, intake: intake)
    }
}
