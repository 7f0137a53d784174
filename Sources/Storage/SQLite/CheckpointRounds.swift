import Foundation
import NIOConcurrencyHelpers

/// One thread that looks after the logs of many stores of a process, one after the other: a thousand stores need no thousand threads that mostly sleep.
final class CheckpointRounds: Sendable {
    static let shared = CheckpointRounds()

    /// From one round to the next.
    private static let interval = 1.0
    /// Stores that give back memory at the same time.
    private static let atOnce = 8
    /// How long they are waited for, in seconds.
    private static let patience = 0.1

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
            look(at: members)
            Thread.sleep(forTimeInterval: Self.interval)
        }
    }

    /// What is given back is given back on threads of each store's own, a few at a time: a thousand at once would have libdispatch make hundreds. A store
    /// that keeps its writer is waited for no longer than that.
    private func look(at members: [Checkpointer]) {
        var rest = members[...]
        while !rest.isEmpty {
            let givingBack = DispatchGroup()
            for checkpointer in rest.prefix(Self.atOnce) { checkpointer.look(givingBack) }
            rest = rest.dropFirst(Self.atOnce)
            _ = givingBack.wait(timeout: .now() + Self.patience)
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
