import CurlClient
import Inventory
import Logging
import NIOConcurrencyHelpers
import Storage
import WFirma

/// Plays a recorded day again, without the outside and without waiting: the services of this build, on the store as it stood, get the turns, the
/// answers, the time and the chance that they had (R35).
public struct DayReplay: Sendable {
    /// What came of it.
    public struct Outcome: Sendable {
        /// In the order in which they were taken.
        public var decisions: [TakenDecision]
        /// Waits that the recording has no answer to, and answers that nobody waited for: there are some where this build goes another way.
        public var unmatched: Int
        /// Statements of people that could not be repeated.
        public var unrepeated: Int
    }

    private let day: RecordedDay
    private let options: GatewayOptions
    private let snapshot: DaySnapshot

    /// - Parameters:
    ///   - options: the rules; nobody is reached through their exchanges.
    ///   - snapshot: the day's own, which is changed.
    public init(_ day: RecordedDay, options: GatewayOptions, snapshot: DaySnapshot) {
        (self.day, self.options, self.snapshot) = (day, options, snapshot)
    }

    public func run() async throws -> Outcome {
        let taken = NIOLockedValueBox<(turn: TurnBegin?, list: [TakenDecision])>((nil, []))
        let store = try snapshot.open { decision in
            taken.withLockedValue { taken in
                guard let turn = taken.turn else { return }
                taken.list.append(TakenDecision(turn: turn.number, at: turn.now, decision: decision))
            }
        }
        defer { try? store.close() }
        let keeper = ReplayKeeper(seed: day.header.seed)
        let inbox = CallerInbox(store: store) {}
        let gateway = Gateway(offline(), store: store, inbox: inbox, logger: Logger(label: "replay") { _ in SwiftLogNoOpLogHandler() })
        var player = DayPlayer(keeper: keeper, store: store, inbox: inbox, seats: gateway.seats) { begin in taken.withLockedValue { $0.turn = begin }
        }
        for event in day.events { await player.play(event) }
        taken.withLockedValue { $0.turn = nil }
        await player.end()
        return Outcome(
            decisions: taken.withLockedValue(\.list), unmatched: player.unmatched, unrepeated: player.unrepeated)
    }

    private func offline() -> GatewayOptions {
        var options = options
        for index in options.accounts.indices { options.accounts[index].exchange = NobodyThere() }
        options.wfirma = options.wfirma.through { _ in NobodyThere() }
        options.notifications = nil
        let began = day.header.began
        options.clock = { began }
        return options.inTurns()
    }
}

/// The outside of a day that is played again.
private struct NobodyThere: Exchange {
    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        throw .notSent(reason: "a recorded day reaches nobody")
    }
}

/// Plays one event after the other.
private struct DayPlayer {
    let keeper: ReplayKeeper
    let store: Store
    let inbox: CallerInbox
    let seats: [(name: String, service: any SteppedService)]
    let onTurn: (TurnBegin) -> Void
    private(set) var unmatched = 0
    private(set) var unrepeated = 0
    private var texts: [String] = []
    private var last = TurnBegin(number: 0, now: Timestamp(microseconds: 0))
    /// Commands that a worker has claimed and not begun with.
    private let claimed = NIOLockedValueBox<[String: [Command]]>([:])

    init(
        keeper: ReplayKeeper, store: Store, inbox: CallerInbox, seats: [(name: String, service: any SteppedService)],
        onTurn: @escaping (TurnBegin) -> Void
    ) {
        (self.keeper, self.store, self.inbox, self.seats, self.onTurn) = (keeper, store, inbox, seats, onTurn)
    }

    mutating func play(_ event: DayEvent) async {
        switch event {
        case .text(let text): texts.append(text)
        case .step(let turn, let seat, let command, let at): await step(begin(turn, at), seat, command.map { CommandID($0) })
        case .resumed(let turn, let after, let question, let outcome, let at):
            let begin = begin(turn, at)
            if await !keeper.goOn(after: after, TurnQuestion(text: question), outcome.played(texts), begin) { unmatched += 1 }
        case .deliveries(let turn, let deliveries):
            _ = begin(turn, last.now)
            for delivery in deliveries { _ = try? await inbox.accept(delivery.incoming) }
        case .statements(let turn, let statements):
            _ = begin(turn, last.now)
            do { try await store.repeatStatements(statements) } catch { unrepeated += 1 }
        case .decided, .foreignWrite, .ended: break
        }
    }

    /// Lets nobody wait for ever.
    mutating func end() async { _ = await keeper.giveUp(in: nil, last) }

    private mutating func begin(_ number: Int, _ moment: Timestamp) -> TurnBegin {
        last = TurnBegin(number: number, now: moment)
        onTurn(last)
        return last
    }

    private mutating func step(_ begin: TurnBegin, _ name: String, _ command: CommandID?) async {
        guard let seat = seats.first(where: { $0.name == name }) else {
            unmatched += 1
            return
        }
        guard let worker = seat.service as? CommandWorker else {
            // It went on in the recording: what it waits for here was not asked there.
            if keeper.isBusy(name) { unmatched += await keeper.giveUp(in: name, begin) }
            return await take(begin, seat.name) { _ = await seat.service.step(at: $0) }
        }
        guard let command else {
            return await take(begin, name) { [claimed] now in
                let (commands, _) = await worker.claim(at: now, atMost: .max)
                claimed.withLockedValue { $0[name, default: []] += commands }
            }
        }
        let claim = claimed.withLockedValue { claimed -> Command? in
            guard let place = claimed[name]?.firstIndex(where: { $0.id == command }) else { return nil }
            return claimed[name]?.remove(at: place)
        }
        guard let claim else {
            unmatched += 1
            return
        }
        await take(begin, name) { await worker.work(on: claim, at: $0) }
    }

    private func take(_ begin: TurnBegin, _ name: String, _ work: @escaping @Sendable (Timestamp) async -> Void) async {
        await Seat.$current.withValue(Seat(name: name, keeper: keeper)) { await keeper.play(begin, in: name, work) }
    }
}
