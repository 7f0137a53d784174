import ArgumentParser
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
        let loaded = try file.load()
        // A log's reader who goes away is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        defer { LineQueue.standardError.drain() }
        LogLineHandler.bootstrap(loaded.configuration.log)
        let registry = MetricsRegistry()
        MetricsSystem.bootstrap(registry)
        try await GatewayProcess(loaded: loaded, logger: Logger(label: "stockgate"), registry: registry).run()
    }
}
