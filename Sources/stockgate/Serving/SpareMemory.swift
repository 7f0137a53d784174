import CProcess
import Dispatch
import ServiceLifecycle

/// Gives memory back to the system that is free: after the start, after a comparison, and when stores have become quiet.
struct SpareMemory: Service {
    private static let interval: Duration = .seconds(20)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                // Not on a thread that tasks work on.
                DispatchQueue.global().async { process_return_memory() }
            }
        }
    }
}
