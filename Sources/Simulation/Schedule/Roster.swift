import Gateway
import Inventory
import NIOConcurrencyHelpers

/// The services of one running gateway: which rests until when, and which has work. They are stepped as their `run()` would.
final class Roster {
    private struct Entry {
        let service: any SteppedService
        let name: String
        /// Steps that may be under way at once.
        let slots: Int
        var underWay = 0
        /// When it is stepped next, in true time; nil: when it is woken.
        var due: Timestamp?
        /// Until then it is not stepped, woken or not.
        var givesWayUntil: Timestamp?

        func isReady(at now: Timestamp) -> Bool { underWay < slots && max(due ?? .distantFuture, givesWayUntil ?? now) <= now }
    }

    struct Finish: Sendable {
        let place: Int
        let pace: Pace
        /// What the gateway's clock showed when the step ended.
        let at: Timestamp
    }

    private var entries: [Entry]
    private let executor: StepExecutor
    private let schedule: Schedule
    private let finished = NIOLockedValueBox<[Finish]>([])

    /// - Parameter commands: how many commands of one kind, to be sent or to be asked about, are under way at once.
    init(_ services: [any SteppedService], commands: Int = 4, executor: StepExecutor, schedule: Schedule) {
        self.executor = executor
        self.schedule = schedule
        entries = services.map { service in
            Entry(
                service: service, name: String(describing: type(of: service)), slots: service is CommandWorker ? commands : 1, due: schedule.now)
        }
    }

    /// When the next step is due; nil when all wait to be woken.
    func nextDue() -> Timestamp? {
        let now = schedule.now
        var next: Timestamp?
        for place in entries.indices where entries[place].underWay < entries[place].slots {
            if entries[place].service.wake.takeSignal() { entries[place].due = now }
            guard var due = entries[place].due else { continue }
            if let rest = entries[place].givesWayUntil { due = max(due, rest) }
            if next.map({ due < $0 }) ?? true { next = due }
        }
        return next
    }

    /// Steps one of those that are due now, which chance chooses. Returns who did something, if anybody did: worked on or waits for an answer.
    func stepOne(_ dice: inout Dice) -> String? {
        let now = schedule.now
        let ready = entries.indices.filter { entries[$0].isReady(at: now) }
        guard !ready.isEmpty else { return nil }
        let place = dice.one(of: ready)
        start(place)
        let isUnderWay = entries[place].underWay
        executor.drain()
        let hasParked = settle(place) == nil && entries[place].underWay == isUnderWay
        if hasParked, entries[place].underWay < entries[place].slots { entries[place].due = now }
        return hasParked || entries[place].due.map { $0 <= now + Self.breath } ?? false ? entries[place].name : nil
    }

    /// After a task that waited went on: what became of steps that ended so.
    func settle() { _ = settle(-1) }

    /// Between two steps of a service that has more work.
    private static let breath: Duration = .milliseconds(1)

    private func start(_ place: Int) {
        let (service, schedule, finished) = (entries[place].service, schedule, finished)
        entries[place].underWay += 1
        entries[place].due = nil
        entries[place].givesWayUntil = nil
        let now = schedule.gatewayNow
        let step: @Sendable () async -> Void = {
            let pace = await service.step(at: now)
            finished.withLockedValue { $0.append(Finish(place: place, pace: pace, at: schedule.gatewayNow)) }
        }
        guard service is AccountKeeper else {
            Task(executorPreference: executor, operation: step)
            return
        }
        // It refreshes its grant in a task that nobody can take back, on another thread: all else stands still meanwhile.
        schedule.setAlone(true)
        try? executor.wait(step)
        schedule.setAlone(false)
    }

    /// Returns the pace of `place`, if its step ended.
    private func settle(_ place: Int) -> Pace? {
        var own: Pace?
        let ended = finished.withLockedValue { finished in
            defer { finished = [] }
            return finished
        }
        let now = schedule.now
        for finish in ended {
            if finish.place == place { own = finish.pace }
            entries[finish.place].underWay -= 1
            switch finish.pace {
            case .again: wake(finish.place, at: now + Self.breath)
            case .rest(let until): if let until { wake(finish.place, at: now + max(.zero, until - finish.at)) }
            case .giveWay(let until):
                wake(finish.place, at: now)
                entries[finish.place].givesWayUntil = now + max(.zero, until - finish.at)
            }
        }
        return own
    }

    private func wake(_ place: Int, at moment: Timestamp) { entries[place].due = entries[place].due.map { min($0, moment) } ?? moment }
}

extension Timestamp {
    fileprivate static let distantFuture = Timestamp(microseconds: .max / 2)
}
