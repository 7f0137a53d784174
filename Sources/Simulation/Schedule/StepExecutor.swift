import Dispatch
import NIOConcurrencyHelpers

/// Runs the gateway's tasks on the thread that drains it, one job after the other in the order in which they became ready: nothing runs beside
/// anything else, so a seed repeats.
final class StepExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// The thread that drains waits for a job that another thread brings.
        var isAwaited = false
    }

    private let state = NIOLockedValueBox(State())
    private let ready = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isAwaited = state.withLockedValue { state in
            state.jobs.append(job)
            defer { state.isAwaited = false }
            return state.isAwaited
        }
        if isAwaited { ready.signal() }
    }

    /// Runs what is ready until everything waits or is done.
    func drain() {
        while let job = takeFirst(awaiting: false) { job.runSynchronously(on: asUnownedTaskExecutor()) }
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
            if let job = takeFirst(awaiting: true) { job.runSynchronously(on: asUnownedTaskExecutor()) } else { ready.wait() }
        }
    }

    /// Nil: there is none. Where it is awaited, the next one signals.
    private func takeFirst(awaiting isAwaited: Bool) -> UnownedJob? {
        state.withLockedValue { state in
            if state.jobs.isEmpty {
                state.isAwaited = isAwaited
                return nil
            }
            return state.jobs.removeFirst()
        }
    }
}
