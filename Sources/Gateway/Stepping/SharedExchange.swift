import CurlClient
import NIOConcurrencyHelpers

/// One merchant's part of an exchange that others use as well: no more than so many requests under way at once, so that whoever has much to send
/// waits for itself and not the others for it. Served in the order in which they came. What decides whether a request may leave stands behind it.
final class SharedExchange: Exchange {
    private struct State {
        var free: Int
        var lastID = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let base: any Exchange
    private let state: NIOLockedValueBox<State>

    init(base: any Exchange, limit: Int) {
        self.base = base
        state = NIOLockedValueBox(State(free: limit))
    }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        guard await enter() else { throw .cancelled(sent: false) }
        defer { leave() }
        return try await base.send(request)
    }

    /// Returns when there is room; false where the task was cancelled before.
    private func enter() async -> Bool {
        let id = state.withLockedValue { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLockedValue { state -> Bool? in
                    // A cancellation before this moment found nobody to remove; one after it will.
                    if Task.isCancelled { return false }
                    guard state.free == 0 else {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    private func leave() {
        let next = state.withLockedValue { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
