import NIOConcurrencyHelpers

/// Ends the rest of one service: a signal while it works is kept, so that none is missed.
public final class Wake: Sendable {
    private struct State {
        var isSignalled = false
        var waiting: (@Sendable () -> Void)?
    }

    private let state = NIOLockedValueBox(State())

    public init() {}

    /// Ends the rest under way, or the next one before it begins.
    public func signal() {
        let waiting = state.withLockedValue { state -> (@Sendable () -> Void)? in
            let waiting = state.waiting
            state.waiting = nil
            state.isSignalled = waiting == nil
            return waiting
        }
        waiting?()
    }

    /// Calls `resume` once, at the next signal: at once where one is kept. One rest at a time.
    func onSignal(_ resume: @escaping @Sendable () -> Void) {
        let isOver = state.withLockedValue { state in
            if !state.isSignalled { state.waiting = resume }
            defer { state.isSignalled = false }
            return state.isSignalled
        }
        if isOver { resume() }
    }

    /// Nobody rests here any more.
    func endRest() { state.withLockedValue { $0.waiting = nil } }

    /// True when there was a signal that no rest has used yet; it is used now.
    public func takeSignal() -> Bool {
        state.withLockedValue { state in
            defer { state.isSignalled = false }
            return state.isSignalled
        }
    }

    /// Rests until a signal, the end of `limit`, or cancellation. One task at a time may rest.
    public func wait(atMost limit: Duration?) async {
        guard let limit else { return await waitForSignal() }
        guard limit > .zero else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForSignal() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForSignal() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if state.isSignalled || Task.isCancelled {
                        state.isSignalled = false
                        return true
                    }
                    state.waiting = { continuation.resume() }
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            // Whoever waits is let go; the signal, if one comes, is kept for the next rest.
            let waiting = state.withLockedValue { state -> (@Sendable () -> Void)? in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?()
        }
    }
}
