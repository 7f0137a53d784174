import CurlClient
import Inventory
import NIOConcurrencyHelpers

/// Gives turns as the recording had them: who waits, waits until the recording says how it ended.
final class ReplayKeeper: TurnKeeper {
    /// A service that waits.
    private struct Waiting: Sendable {
        let seat: String
        let question: TurnQuestion
        let goOn: CheckedContinuation<(TurnOutcome, TurnBegin), Never>
    }

    private struct State {
        /// By the turn that ended with the wait.
        var waiting: [Int: Waiting] = [:]
        /// Steps of each seat that are under way.
        var underWay: [String: Int] = [:]
        /// Told when the turn under way is over.
        var onOver: CheckedContinuation<Void, Never>?
    }

    private let seed: [UInt8]
    private let state = NIOLockedValueBox(State())

    init(seed: [UInt8]) { self.seed = seed }

    /// Plays one turn of `seat` from its begin to its end or its first wait.
    func play(_ begin: TurnBegin, in seat: String, _ work: @escaping @Sendable (_ now: Timestamp) async -> Void) async {
        state.withLockedValue { $0.underWay[seat, default: 0] += 1 }
        await untilOver {
            let turn = Turn(begin, seed: seed, keeper: self)
            Task {
                await Turn.$current.withValue(turn) { await work(turn.now) }
                self.state.withLockedValue { $0.underWay[seat, default: 1] -= 1 }
                self.end(turn)
            }
        }
    }

    /// Lets who waits since the turn `after` go on. False where nobody does, or for something else: the recording's answer is none to it.
    func goOn(after turn: Int, _ question: TurnQuestion, _ outcome: TurnOutcome, _ begin: TurnBegin) async -> Bool {
        let waiting = state.withLockedValue { state in
            state.waiting[turn]?.question == question ? state.waiting.removeValue(forKey: turn) : nil
        }
        guard let waiting else { return false }
        await untilOver { waiting.goOn.resume(returning: (outcome, begin)) }
        return true
    }

    /// Whether a step of `seat` is under way.
    func isBusy(_ seat: String) -> Bool { state.withLockedValue { $0.underWay[seat, default: 0] } > 0 }

    /// Ends what waits in `seat`, or everywhere: the recording has no answer to it. Returns how many waits that were.
    func giveUp(in seat: String?, _ begin: TurnBegin) async -> Int {
        var count = 0
        while count < Self.vainLimit {
            let next = state.withLockedValue { state -> Waiting? in
                guard let turn = state.waiting.filter({ seat == nil || $0.value.seat == seat }).keys.min() else { return nil }
                return state.waiting.removeValue(forKey: turn)
            }
            guard let next else { break }
            count += 1
            let outcome: TurnOutcome = next.question == .budget ? .refused(.cancelled) : .fault(.notSent(reason: "the recording has no answer"))
            await untilOver { next.goOn.resume(returning: (outcome, begin)) }
        }
        return count
    }

    /// Waits that end in vain at one moment, at most: whoever asks for ever is left alone.
    private static let vainLimit = 1000

    private func untilOver(_ begin: () -> Void) async {
        await withCheckedContinuation { continuation in
            state.withLockedValue { $0.onOver = continuation }
            begin()
        }
    }

    private func isOver() {
        let onOver = state.withLockedValue { state in
            defer { state.onOver = nil }
            return state.onOver
        }
        onOver?.resume()
    }

    // MARK: For services

    func begin(_ seat: String, command: CommandID?) async -> Turn {
        Turn(TurnBegin(number: 0, now: Timestamp(microseconds: 0)), seed: seed, keeper: self)
    }

    func end(_ turn: Turn) { isOver() }

    func wait(for question: TurnQuestion, in turn: Turn, _ work: @Sendable () async -> TurnOutcome) async -> (TurnOutcome, TurnBegin) {
        let (number, seat) = (turn.number, Seat.current?.name ?? "")
        return await withCheckedContinuation { continuation in
            state.withLockedValue { $0.waiting[number] = Waiting(seat: seat, question: question, goOn: continuation) }
            isOver()
        }
    }
}
