import Foundation
import NIOConcurrencyHelpers

/// One thread that looks after the logs of many stores of a process, one after the other: a thousand stores need no thousand threads that mostly sleep.
final class CheckpointRounds: Sendable {
    static let shared = CheckpointRounds()

    /// From one round to the next.
    private static let interval = 1.0

    private struct State {
        var members: [ObjectIdentifier: Checkpointer] = [:]
        var isRunning = false
    }

    private let state = NIOLockedValueBox(State())

    /// The thread lives as long as there is a store to look after.
    func add(_ checkpointer: Checkpointer) {
        let isRunning = state.withLockedValue { state in
            state.members[ObjectIdentifier(checkpointer)] = checkpointer
            defer { state.isRunning = true }
            return state.isRunning
        }
        guard !isRunning else { return }
        let thread = Thread { self.run() }
        thread.name = "checkpoints"
        thread.start()
    }

    func remove(_ checkpointer: Checkpointer) { state.withLockedValue { $0.members[ObjectIdentifier(checkpointer)] = nil } }

    private func run() {
        while let members = next() {
            for checkpointer in members { checkpointer.look() }
            Thread.sleep(forTimeInterval: Self.interval)
        }
    }

    /// Nil where nobody is left.
    private func next() -> [Checkpointer]? {
        state.withLockedValue { state in
            state.isRunning = !state.members.isEmpty
            return state.isRunning ? Array(state.members.values) : nil
        }
    }
}
