import Foundation

/// Runs blocking work beside the tasks' few threads, which the servers under test need.
public func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result(catching: work)) }
        thread.start()
    }
}

/// Waits until `condition` holds; false when it does not within ten seconds.
public func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = Date.now.addingTimeInterval(10)
    while !condition() {
        if Date.now > deadline { return false }
        usleep(2_000)
    }
    return true
}
