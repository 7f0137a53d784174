import Foundation
import NIOConcurrencyHelpers

/// Looks on one thread at the traces of the files that a process has many of, all of them twice a second: as many tasks, each with a sleep of its own,
/// would wake the process two thousand times a second for a thousand stores in which nothing happens.
final class TraceRounds: Sendable {
    static let shared = TraceRounds()

    /// From one round to the next.
    private static let interval = 0.5

    private struct Member {
        let engine: any Engine
        let changed: AsyncStream<Void>.Continuation
        var trace: FileStamp?
    }

    private struct State {
        var members: [Int: Member] = [:]
        var lastID = 0
        var isRunning = false
    }

    private let state = NIOLockedValueBox(State())

    /// An element after each look at which somebody may have written since the one before. The thread lives as long as somebody follows.
    func changes(of engine: any Engine) -> AsyncStream<Void> {
        let (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (id, isRunning) = state.withLockedValue { state in
            state.lastID += 1
            state.members[state.lastID] = Member(engine: engine, changed: changed)
            defer { state.isRunning = true }
            return (state.lastID, state.isRunning)
        }
        changed.onTermination = { [weak self] _ in self?.state.withLockedValue { $0.members[id] = nil } }
        if !isRunning {
            let thread = Thread { self.run() }
            thread.name = "traces"
            thread.start()
        }
        return changes
    }

    private func run() {
        while let members = next() {
            for (id, member) in members { look(id, member) }
            Thread.sleep(forTimeInterval: Self.interval)
        }
    }

    private func look(_ id: Int, _ member: Member) {
        let trace = member.engine.trace
        state.withLockedValue { $0.members[id]?.trace = trace }
        // Nil where it cannot tell.
        if trace == nil || trace != member.trace { member.changed.yield() }
    }

    /// Nil where nobody is left.
    private func next() -> [Int: Member]? {
        state.withLockedValue { state in
            state.isRunning = !state.members.isEmpty
            return state.isRunning ? state.members : nil
        }
    }
}
