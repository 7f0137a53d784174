import ArgumentParser
import CProcess
import Foundation
import Logging
import Metrics
import Operations

/// `stockgate serve`: runs the gateway in the foreground until SIGTERM or SIGINT.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway in the foreground.",
        discussion:
            "One line on standard output says when it is ready, and where. SIGTERM stops it; SIGHUP makes it read certificates and secrets again.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        // A SIGHUP that comes before anybody listens for it is no reason to end.
        signal(SIGHUP, SIG_IGN)
        let loaded = try file.load()
        // A log's reader who goes away is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        defer { LineQueue.standardError.drain() }
        if loaded.configuration.coreDumps { process_open_memory() }
        // Connections are files.
        process_raise_open_files()
        process_count_no_store_memory()
        if !loaded.configuration.merchants.isEmpty { process_spread_heaps() }
        // First: what logs counts what it leaves out.
        let registry = MetricsRegistry(seriesLimit: 1000 + 50 * loaded.configuration.merchants.count)
        MetricsSystem.bootstrap(registry)
        LogLineHandler.bootstrap(loaded.configuration.log)
        try await GatewayProcess(loaded: loaded, logger: Logger(label: "stockgate"), registry: registry).run()
    }
}
