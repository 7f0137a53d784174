import NIOConcurrencyHelpers

/// So many at once; the others wait in the order in which they came, and hold no thread meanwhile.
public final class Slots: Sendable {
    private struct State {
        var free: Int
        var lastID = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let state: NIOLockedValueBox<State>

    public init(count: Int) { state = NIOLockedValueBox(State(free: count)) }

    /// Does `work` when it is its turn. Throws a `CancellationError` where the task is cancelled before.
    func within<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        guard await enter() else { throw CancellationError() }
        defer { leave() }
        return try await work()
    }

    var free: Int { state.withLockedValue { $0.free } }
    /// How many wait.
    var waiting: Int { state.withLockedValue { $0.waiting.count } }

    /// Returns when there is room, to be given back by ``leave()``; false where the task was cancelled before.
    public func enter() async -> Bool {
        let id = state.withLockedValue { state -> Int? in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            state.lastID += 1
            return state.lastID
        }
        guard let id else { return true }
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

    /// Gives the room to whoever waited longest.
    public func leave() {
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
