import Dispatch
import NIOConcurrencyHelpers

/// One at a time, first come, first served, for tasks and for threads that may block.
final class TurnQueue: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = NIOLockedValueBox(State())

    func enter() async {
        await withCheckedContinuation { continuation in enter { continuation.resume() } }
    }

    func enterBlocking() {
        let isMine = DispatchSemaphore(value: 0)
        enter { isMine.signal() }
        isMine.wait()
    }

    func leave() {
        let next = state.withLockedValue { state -> (@Sendable () -> Void)? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?()
    }

    private func enter(_ begin: @escaping @Sendable () -> Void) {
        let isFree = state.withLockedValue { state in
            guard state.isTaken else {
                state.isTaken = true
                return true
            }
            state.waiting.append(begin)
            return false
        }
        if isFree { begin() }
    }
}
