import Foundation
import NIOConcurrencyHelpers

/// The threads on which inboxes commit, shared by all of a process: a thousand inboxes need no thousand threads, of which nearly all would wait.
///
/// Inboxes take turns, one batch each, in the order in which they came to have one. A store that keeps its commit waiting holds one thread and no other
/// inbox: another thread is started where none is free.
final class CommitThreads: Sendable {
    /// So many stores may wait for their disks or for other processes at once, before the others wait with them.
    static let shared = CommitThreads(limit: 64)

    /// A part of an inbox's work; true where more of it waits.
    typealias Turn = @Sendable () -> Bool

    private struct State {
        var line: [Turn] = []
        var count = 0
        /// Those that wait for a turn, or are about to.
        var free = 0
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())
    private let announced = DispatchSemaphore(value: 0)

    init(limit: Int) { self.limit = limit }

    /// How many were started.
    var count: Int { state.withLockedValue { $0.count } }

    /// Has a turn taken, after those that came before.
    func take(_ turn: @escaping Turn) {
        let startsThread = state.withLockedValue { state -> Bool in
            state.line.append(turn)
            guard state.line.count > state.free, state.count < limit else { return false }
            state.count += 1
            state.free += 1
            return true
        }
        if startsThread {
            let thread = Thread { self.work() }
            thread.name = "inbox"
            thread.start()
        }
        announced.signal()
    }

    /// A thread stays until the end of the process.
    private func work() {
        while true {
            announced.wait()
            var turn = state.withLockedValue { state in
                state.free -= 1
                return state.line.removeFirst()
            }
            // Whoever has more goes behind the others.
            while turn() {
                turn = state.withLockedValue { state in
                    state.line.append(turn)
                    return state.line.removeFirst()
                }
            }
            state.withLockedValue { $0.free += 1 }
        }
    }
}
