import CurlClient
import Inventory
import NIOConcurrencyHelpers
import Sandbox

/// Virtual time, which only the simulation moves, and what is still to happen in it.
final class Schedule: Sendable {
    enum Item: Sendable {
        /// A happening of the day, by its place.
        case happening(Int)
        /// A task that waits for an answer, for the rate limit, or for the other side's silence to end.
        case parked(CheckedContinuation<Void, Never>)
        /// The gateway is started again after a crash.
        case restart
    }

    private struct State {
        var now: Timestamp
        /// How wrong the gateway's own clock goes.
        var clockError = Duration.zero
        var agenda = Agenda<Item>()
        /// One task runs alone: its waits pass in place.
        var isAlone = false
    }

    private let state: NIOLockedValueBox<State>

    init(start: Timestamp) { state = NIOLockedValueBox(State(now: start)) }

    /// The true time.
    var now: Timestamp { state.withLockedValue { $0.now } }

    /// What the gateway's clock shows.
    var gatewayNow: Timestamp { state.withLockedValue { $0.now + $0.clockError } }

    var clockError: Duration { state.withLockedValue { $0.clockError } }

    var nextDue: Timestamp? { state.withLockedValue { $0.agenda.nextDue }.map { Timestamp(microseconds: $0.microseconds) } }

    func add(_ item: Item, due: Timestamp) { state.withLockedValue { $0.agenda.add(item, due: due.sandbox) } }

    /// Takes the first item and moves time to it.
    func takeFirst() -> Item? {
        state.withLockedValue { state in
            if let due = state.agenda.nextDue { state.now = max(state.now, Timestamp(microseconds: due.microseconds)) }
            return state.agenda.takeFirst()
        }
    }

    func move(to moment: Timestamp) { state.withLockedValue { $0.now = max($0.now, moment) } }

    /// The gateway's clock jumps.
    func jump(by span: Duration) { state.withLockedValue { $0.clockError += span } }

    func setAlone(_ isAlone: Bool) { state.withLockedValue { $0.isAlone = isAlone } }

    /// Suspends the calling task for a span of virtual time, in which everything else goes on.
    func park(for span: Duration) async {
        let hasPassed = state.withLockedValue { state in
            if state.isAlone { state.now = state.now + span }
            return state.isAlone
        }
        if hasPassed { return }
        await withCheckedContinuation { continuation in
            state.withLockedValue { $0.agenda.add(.parked(continuation), due: ($0.now + span).sandbox) }
        }
    }

    /// The time of the rate limits' budgets; waiting for one lets the world go on.
    var budgetClock: BudgetClock {
        BudgetClock(
            now: { BudgetInstant(microseconds: self.now.microseconds) },
            sleep: { until in await self.park(for: .microseconds(max(0, until.microseconds - self.now.microseconds))) })
    }
}

extension Timestamp {
    var sandbox: SandboxInstant { SandboxInstant(microseconds: microseconds) }
}
