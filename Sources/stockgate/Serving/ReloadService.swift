import Logging
import ServiceLifecycle
import UnixSignals

/// On SIGHUP reads the configuration again and hands it to `apply`, which returns what a person should know of it. What is wrong with it is logged, and
/// what ran before goes on.
struct ReloadService: Service {
    let path: String
    /// What the process began with.
    let running: GatewayConfiguration
    let logger: Logger
    let apply: @Sendable (LoadedConfiguration) async throws -> [String]

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) { await reload() }
        }
    }

    private func reload() async {
        do {
            let fresh = try ConfigurationFile.load(path)
            for warning in fresh.warnings { logger.warning("\(warning)") }
            for told in try await apply(fresh) { logger.warning("\(told)") }
            let waiting = fresh.configuration.keysAwaitingRestart(since: running)
            if !waiting.isEmpty { logger.warning("changed, and counts from the next start on: \(waiting.joined(separator: ", "))") }
            logger.notice("certificates and secrets were read again")
        } catch let refused as ConfigurationRefused {
            for warning in refused.faults where warning.isWarning { logger.warning("\(warning)") }
            for fault in refused.faults where !fault.isWarning { logger.error("not read again, what ran before goes on: \(fault)") }
        } catch {
            logger.error("not all was read again, what ran before goes on for the rest: \(error)")
        }
    }
}
