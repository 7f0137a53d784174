import CurlClient
import Inventory
import NIOConcurrencyHelpers
import OpenSSLCrypto

/// A stretch of one service's work between two waits for the outside: while it lasts no other service works, and nothing else writes to the store.
/// So the order of turns, what each waited for, and what senders and people wrote between them are all that a day is made of (R35).
///
/// Within a turn time stands still, and chance comes from the recording's seed and the turn's number.
final class Turn: Sendable {
    /// The calling task's turn; nil where nothing is recorded or played again, and for whoever is no service.
    @TaskLocal static var current: Turn?

    private struct State {
        var number: Int
        var now: Timestamp
        var drawn = 0
    }

    private let seed: [UInt8]
    private let state: NIOLockedValueBox<State>
    private let keeper: any TurnKeeper

    init(_ begin: TurnBegin, seed: [UInt8], keeper: any TurnKeeper) {
        state = NIOLockedValueBox(State(number: begin.number, now: begin.now))
        (self.seed, self.keeper) = (seed, keeper)
    }

    /// Its place among all turns.
    var number: Int { state.withLockedValue(\.number) }

    /// When it began.
    var now: Timestamp { state.withLockedValue(\.now) }

    /// What chance gives in this turn.
    func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let (number, drawn) = state.withLockedValue { state in
                state.drawn += 1
                return (state.number, state.drawn)
            }
            bytes += SHA256.digest(seed + Array("\(number)/\(drawn)".utf8))
        }
        return Array(bytes.prefix(count))
    }

    /// Ends the turn, waits for what `work` brings from outside, and goes on in another turn.
    func wait(for question: TurnQuestion, _ work: @Sendable () async -> TurnOutcome) async -> TurnOutcome {
        let (outcome, begin) = await keeper.wait(for: question, in: self, work)
        state.withLockedValue { $0 = State(number: begin.number, now: begin.now) }
        return outcome
    }
}

/// When a turn begins, and its place.
struct TurnBegin: Sendable {
    var number: Int
    var now: Timestamp
}

/// What a service waits for, as far as two runs must agree on it: a digest, since an address or a body may hold what is a person's.
struct TurnQuestion: Sendable, Equatable {
    var text: String

    /// A request to the outside.
    init(_ request: ExchangeRequest) {
        text = hexadecimal(SHA256.digest(Array("\(request.method) \(request.url)".utf8)).prefix(8))
    }

    init(text: String) { self.text = text }

    /// Room in the budget of a client id.
    static let budget = TurnQuestion(text: "budget")
}

/// What came of a wait.
enum TurnOutcome: Sendable {
    case answer(ExchangeAnswer)
    case fault(ExchangeError)
    case granted
    case refused(BudgetRefusal)

    /// Why the budget granted nothing (``RateError``, cancellation).
    enum BudgetRefusal: String, Sendable, Codable { case never, crowded, cancelled }
}

/// Gives turns to services: one that records them, or one that plays them again.
protocol TurnKeeper: AnyObject, Sendable {
    /// Waits for a turn. `command`: the one that a worker goes on with; nil for a step.
    func begin(_ seat: String, command: CommandID?) async -> Turn
    func end(_ turn: Turn)
    func wait(for question: TurnQuestion, in turn: Turn, _ work: @Sendable () async -> TurnOutcome) async -> (TurnOutcome, TurnBegin)
}

/// A service's place among those that take turns.
struct Seat: Sendable {
    @TaskLocal static var current: Seat?

    let name: String
    let keeper: any TurnKeeper

    /// Does `work` in a turn of the calling task's seat, at the turn's time; without a seat at once, by `clock`.
    static func turn<Value: Sendable>(
        _ clock: @Sendable () -> Timestamp, command: CommandID? = nil, _ work: (_ now: Timestamp) async -> Value
    ) async -> Value {
        guard let seat = current else { return await work(clock()) }
        let turn = await seat.keeper.begin(seat.name, command: command)
        let value = await Turn.$current.withValue(turn) { await work(turn.now) }
        seat.keeper.end(turn)
        return value
    }
}
