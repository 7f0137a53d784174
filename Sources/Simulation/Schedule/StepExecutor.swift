import Dispatch
import NIOConcurrencyHelpers

/// Runs the gateway's tasks on the thread that drains it, one job after the other in the order in which they became ready: nothing runs beside
/// anything else, so a seed repeats.
final class StepExecutor: TaskExecutor {
    private let jobs = NIOLockedValueBox<[UnownedJob]>([])
    private let ready = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLockedValue { $0.append(job) }
        ready.signal()
    }

    /// Runs what is ready until everything waits or is done.
    func drain() {
        while !jobs.withLockedValue(\.isEmpty) { runNext() }
    }

    /// Runs `work` to its end; what it begins on other threads is waited for.
    func wait<Value: Sendable>(_ work: @Sendable @escaping () async throws -> Value) throws -> Value {
        let outcome = NIOLockedValueBox<Result<Value, any Error>?>(nil)
        Task(executorPreference: self) {
            do {
                let value = try await work()
                outcome.withLockedValue { $0 = .success(value) }
            } catch {
                outcome.withLockedValue { $0 = .failure(error) }
            }
        }
        while true {
            if let outcome = outcome.withLockedValue({ $0 }) { return try outcome.get() }
            runNext()
        }
    }

    private func runNext() {
        ready.wait()
        jobs.withLockedValue { $0.removeFirst() }.runSynchronously(on: asUnownedTaskExecutor())
    }
}
