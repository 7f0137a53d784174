import Inventory
import NIOConcurrencyHelpers
import Storage

/// A disk that is full for a while, or fails now and then: what a transaction did is undone as it is to be committed, and its writer is told so.
/// It has dice of its own, so that all else falls as it does on a sound disk.
final class FaultyDisk: Sendable {
    private struct Span {
        let begin: Timestamp
        let end: Timestamp
        /// Of the commits in it that are refused.
        let share: Double
        let reason: String

        func contains(_ moment: Timestamp) -> Bool { begin <= moment && moment < end }
    }

    private let spans: [Span]
    private let state: NIOLockedValueBox<(dice: Dice, refused: Int, isSpared: Bool)>

    /// - Parameter day: how long the spans may last, counted from `begin`.
    init(seed: UInt64, from begin: Timestamp, day: Duration) {
        var dice = Dice(seed: seed, for: 7)
        spans = (0..<dice.int(2...6)).map { _ in
            let start = begin + dice.duration(.zero...day)
            let length: Duration = .seconds(dice.one(weighted: [(4, dice.int(2...20)), (1, dice.int(60...240))]))
            return Span(
                begin: start, end: min(start + length, begin + day), share: dice.one(of: [0.2, 0.6, 1]),
                reason: dice.one(of: ["database or disk is full", "disk I/O error"]))
        }
        state = NIOLockedValueBox((dice, 0, false))
    }

    /// Commits that were refused so far.
    var refused: Int { state.withLockedValue { $0.refused } }

    /// What `StoreOptions.beforeCommit` does.
    func beforeCommit(at now: Timestamp) throws {
        guard let span = spans.first(where: { $0.contains(now) }) else { return }
        let isRefused = state.withLockedValue { state in
            guard !state.isSpared, state.dice.chance(span.share) else { return false }
            state.refused += 1
            return true
        }
        if isRefused { throw StorageError.notWritable(reason: span.reason) }
    }

    /// Does `work` as on a sound disk: the owner tries until a deed is done.
    func sparing<Value>(_ work: () throws -> Value) rethrows -> Value {
        state.withLockedValue { $0.isSpared = true }
        defer { state.withLockedValue { $0.isSpared = false } }
        return try work()
    }
}
