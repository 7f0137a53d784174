import Foundation

/// Runs work that blocks on threads of its own, beside the tasks' few threads, which the servers under test need.
public final class OwnThreads: TaskExecutor {
    public static let shared = OwnThreads()

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Runs blocking work on a thread of its own.
public func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(OwnThreads.shared) { try work() }
}

/// Waits until `condition` holds; false when it does not within two minutes, which no busy machine takes.
public func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = Date.now.addingTimeInterval(120)
    while !condition() {
        if Date.now > deadline { return false }
        usleep(2_000)
    }
    return true
}
