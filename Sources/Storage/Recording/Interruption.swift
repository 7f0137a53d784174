import NIOConcurrencyHelpers

/// Lets somebody break off a long piece of work that nobody waits for any more, from another thread.
public final class Interruption: Sendable {
    private struct State {
        var hasCome = false
        /// Ends the statement under way; waits for nothing.
        var endStatement: (@Sendable () -> Void)?
    }

    private let state = NIOLockedValueBox(State())

    public init() {}

    /// The work ends soon, with a `CancellationError`.
    public func breakOff() {
        // Under the lock: the connection is not closed before its statement was told.
        state.withLockedValue { state in
            state.hasCome = true
            state.endStatement?()
        }
    }

    /// Throws a `CancellationError` once the work was broken off.
    func check() throws {
        if state.withLockedValue(\.hasCome) { throw CancellationError() }
    }

    /// Does `work`, of which a statement under way is ended by `endStatement`.
    func during<Value>(_ endStatement: @escaping @Sendable () -> Void, _ work: () throws -> Value) throws -> Value {
        state.withLockedValue { $0.endStatement = endStatement }
        defer { state.withLockedValue { $0.endStatement = nil } }
        do {
            try check()
            return try work()
        } catch {
            // Whatever SQLite made of it.
            try check()
            throw error
        }
    }
}
