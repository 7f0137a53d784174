import Dispatch
public import Inventory
public import Logging
import NIOConcurrencyHelpers
import OpenSSLCrypto
public import ServiceLifecycle
public import Storage

/// Records a day: gives turns to services, one at a time, and notes each, what it waited for, and what senders and people wrote in between (R35).
///
/// Before it begins, and after its end, it only keeps the order.
public final class DayRecorder: TurnKeeper, WriteWitness, Service {
    private struct State {
        /// Nil while nothing is recorded.
        var writer: DayWriter?
        var turns = 0
        /// Of the turn under way.
        var decisions: [Decision] = []
    }

    private let order = TurnQueue()
    private let clock: @Sendable () -> Timestamp
    private let seed: [UInt8]
    private let state = NIOLockedValueBox(State())

    /// - Parameter clock: the time that turns begin at.
    public init(clock: @escaping @Sendable () -> Timestamp) {
        self.clock = clock
        seed = OpenSSLCrypto.randomBytes(16)
    }

    /// Begins to record into a fresh file at `path`: the store as it stands, and everything from now on. No service runs now, and those that run after
    /// it are new: what they know is in the store. Returns when the store is copied, which takes a while for a large one; a cancelled task breaks the
    /// copy off.
    ///
    /// - Parameters:
    ///   - copy: where the store is copied to meanwhile.
    ///   - configuration: the rules, for the reader of whoever plays the day again.
    ///   - sizeLimit: where the recording ends by itself.
    ///   - onSnapshot: called once the copy's moment is fixed: whatever happens from then on is recorded, and services may run.
    public func begin(
        _ path: String, copy: String, of store: Store, build: String, configuration: String, mask: PersonalDataMask, sizeLimit: Int,
        accounts: [AccountName],
        logger: Logger, onSnapshot: @escaping @Sendable () -> Void = {}
    ) async throws {
        let writer = DayWriter(sizeLimit: sizeLimit, mask: mask, logger: logger)
        do {
            // Before anybody runs who would refresh them.
            let tokens = await DaySnapshot.maskedTokens(of: accounts, in: store)
            let began = try await snapshot(of: store, to: copy, mask: mask, into: writer, onSnapshot)
            try await DaySnapshot(path: copy).put(tokens)
            let header = DayHeader(build: build, began: began, seed: seed, configuration: configuration)
            writer.open(try DayFile(beginning: path, header: DayCoding.line(header).dropLast(), snapshot: copy))
        } catch {
            state.withLockedValue { $0.writer = nil }
            writer.open(nil)
            throw error
        }
    }

    /// Copies the store, on a thread that may block. Whatever is written after the copy's moment is noted, and waits for no more than that moment.
    private func snapshot(
        of store: Store, to copy: String, mask: PersonalDataMask, into writer: DayWriter, _ onSnapshot: @escaping @Sendable () -> Void
    ) async throws -> Timestamp {
        await order.enter()
        let began = clock()
        let interruption = Interruption()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                DispatchQueue.global().async { [self] in
                    var isFixed = false
                    let outcome = Result {
                        try store.maskedCopy(to: copy, interruption) {
                            mask.masked($0, $1)
                        } onSnapshot: {
                            isFixed = true
                            state.withLockedValue { $0.writer = writer }
                            order.leave()
                            onSnapshot()
                        }
                    }
                    if !isFixed { order.leave() }
                    done.resume(with: outcome)
                }
            }
        } onCancel: {
            interruption.breakOff()
        }
        return began
    }

    /// The recording ended by itself. What could not begin is no reason to stop anybody: it is tried again with the next day.
    public var isOver: Bool { state.withLockedValue(\.writer)?.isOver ?? false }

    /// Another process wrote: nobody knows what.
    public func noteForeignWrite() { state.withLockedValue(\.writer)?.note(.foreignWrite) }

    /// To be given to the store: what is decided.
    public func note(_ decision: Decision) { state.withLockedValue { $0.decisions.append(decision) } }

    /// Ends the recording with the turn under way, before the services are asked to stop: what a stop cuts short cannot be played again.
    public func end(_ reason: String = "the gateway was stopped") async {
        await order.enter()
        let writer = state.withLockedValue { state in
            defer { state.writer = nil }
            return state.writer
        }
        writer?.end(reason)
        order.leave()
    }

    public func run() async throws {
        try? await gracefulShutdown()
        await end()
    }

    // MARK: Turns

    func begin(_ seat: String, command: CommandID?) async -> Turn {
        await order.enter()
        let begin = next()
        state.withLockedValue(\.writer)?.note(.step(turn: begin.number, seat: seat, command: command?.text, at: begin.now))
        return Turn(begin, seed: seed, keeper: self)
    }

    func end(_ turn: Turn) {
        noteDecisions(of: turn.number)
        order.leave()
    }

    func wait(for question: TurnQuestion, in turn: Turn, _ work: @Sendable () async -> TurnOutcome) async -> (TurnOutcome, TurnBegin) {
        let number = turn.number
        end(turn)
        let outcome = await work()
        await order.enter()
        let begin = next()
        state.withLockedValue(\.writer)?
            .noteResumed(turn: begin.number, after: number, question: question, outcome: outcome, at: begin.now)
        return (outcome, begin)
    }

    private func next() -> TurnBegin {
        let now = clock()
        return state.withLockedValue { state in
            state.turns += 1
            state.decisions = []
            return TurnBegin(number: state.turns, now: now)
        }
    }

    private func noteDecisions(of turn: Int) {
        let (writer, decisions) = state.withLockedValue { state in
            defer { state.decisions = [] }
            return (state.writer, state.decisions)
        }
        if !decisions.isEmpty { writer?.note(.decided(turn: turn, decisions)) }
    }

    // MARK: Writes of others

    public func enter() async -> Bool {
        guard Turn.current == nil else { return false }
        await order.enter()
        return true
    }

    public func enterBlocking() -> Bool {
        guard Turn.current == nil else { return false }
        order.enterBlocking()
        return true
    }

    public func leave(_ written: WitnessedWrite) {
        let writer = state.withLockedValue(\.writer)
        switch written {
        case .nothing: break
        case .deliveries(let deliveries): if !deliveries.isEmpty { writer?.noteDeliveries(turn: othersTurn(), deliveries) }
        case .statements(let statements):
            guard !statements.isEmpty else { break }
            let turn = othersTurn()
            writer?.note(.statements(turn: turn, statements))
            noteDecisions(of: turn)
        }
        state.withLockedValue { $0.decisions = [] }
        order.leave()
    }

    /// The number of a turn that is no service's. What it decided was told before.
    private func othersTurn() -> Int {
        state.withLockedValue { state in
            state.turns += 1
            return state.turns
        }
    }
}
