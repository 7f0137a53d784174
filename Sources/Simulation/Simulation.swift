import Allegro
import Gateway
import Inventory
import OpenSSLCrypto
import Sandbox
import Storage

/// A whole world in one process, from one seed: the real services stepped in virtual time on a real store, the sandbox's machines in the place of
/// Allegro and wFirma, a shop's day of happenings, and checkers that look at the world alone.
final class Simulation {
    let scenario: Scenario
    let conditions: Conditions
    let plan: ShopPlan
    let day: Day
    let schedule: Schedule
    let trace: Trace
    let world: SandboxWorld
    let watch: Watch
    let executor = StepExecutor()
    let postman: Postman
    private let starter: GatewayStarter
    let disk: FaultyDisk?
    /// Commits that it had refused when it was last looked at.
    private var seenRefusals = 0
    private var dice: Dice
    /// Nil while the gateway is down.
    private(set) var running: Running?
    private var lives = 0
    private(set) var oversold: [OversoldPieces] = []
    /// Pieces of offers that buyers took.
    private(set) var sold = 0

    private static let start = Timestamp(seconds: 1_795_500_000)
    /// From the start to the day's first happening.
    private static let morning: Duration = .seconds(30)
    /// After the last one, before and after the owner settles what needs a person.
    private static let evening: Duration = .seconds(240)
    /// Where that was not enough: until everything that only time settles is settled, hung commands and documents of unknown outcome.
    private static let night: Duration = .seconds(45 * 60)
    /// Steps at one moment, at most.
    private static let stepLimit = 20_000

    init(_ scenario: Scenario, path: String, keepsLines: Bool) {
        self.scenario = scenario
        let conditions = Conditions(seed: scenario.seed)
        let plan = ShopPlan(seed: scenario.seed)
        let schedule = Schedule(start: Self.start)
        let trace = Trace(keepsLines: keepsLines)
        self.conditions = conditions
        self.plan = plan
        self.schedule = schedule
        self.trace = trace
        day = Day(seed: scenario.seed, count: scenario.happenings, conditions, plan)
        world = SandboxWorld(seed: scenario.seed, allegro: conditions.allegro, wfirma: conditions.wfirma) { schedule.now.sandbox }
        world.open(plan.shop)
        watch = Watch(world, plan, conditions, schedule)
        postman = Postman(world, conditions.news, schedule: schedule, executor: executor, trace: trace)
        dice = Dice(seed: scenario.seed, for: 4)
        let dayLength = day.happenings.last?.at ?? .zero
        disk = scenario.hasFaultyDisk ? FaultyDisk(seed: scenario.seed, from: Self.start + Self.morning, day: dayLength) : nil
        starter = GatewayStarter(
            seed: scenario.seed, path: path, conditions: conditions, world: world, schedule: schedule, executor: executor, trace: trace,
            disk: disk, twin: scenario.strategy == .stockgate ? nil : (scenario.strategy, plan, TwinMemory(start: Self.start)))
    }

    /// Plays the day to its end and checks everything.
    func run() throws -> [Violation] {
        trace.note(at: schedule.now, "\(conditions)")
        do {
            try begin()
            for (place, happening) in day.happenings.enumerated() where scenario.plays(place) {
                schedule.add(.happening(place), due: Self.start + Self.morning + happening.at)
            }
            let dayEnd = day.happenings.last.map { Self.start + Self.morning + $0.at } ?? schedule.now
            try run(until: dayEnd + .seconds(1))
            try endTheDay()
        } catch let violation as Violation {
            watch.report(violation)
        }
        let violations = watch.violations
        letGo()
        return violations
    }

    /// Both sides are read, every offer is linked and synchronised.
    func begin() throws {
        try startGateway()
        if let own = running?.own { try link(own) } else { try run(until: schedule.now + .seconds(8)) }
        for place in plan.offers.indices { watch.change(place) { $0.isSynchronised = true } }
        watch.look(.told)
        watch.trouble(for: .zero)
        try run(until: Self.start + Self.morning)
    }

    private func link(_ own: Running.Own) throws {
        let (gateway, store) = (own.gateway, own.store)
        let tokens = world.allegro { allegro, _ in allegro.issueTokens() }
        let (plan, delay, now) = (plan, conditions.documentDelay, schedule.gatewayNow)
        let pair = TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: .seconds(43_200), scopes: [])
        try executor.wait {
            try await AccountTokens(pair, at: now).save(GatewayStarter.account, to: store)
            _ = try await store.updateSettings { settings in
                (settings.fetchOrders, settings.issueInvoices) = (true, true)
                settings.accounts[GatewayStarter.account, default: AccountSettings()].documentDelay = delay
            }
        }
        try run(until: schedule.now + .seconds(8))
        let later = schedule.gatewayNow
        try executor.wait {
            for offer in plan.offers { try await store.link(offer.id, to: offer.link, at: later) }
            _ = try await store.switchSync(plan.offers.map(\.id), enabled: true, at: later)
        }
        gateway.wakeAll()
    }

    /// Everything that the sky and the owner's patience settle: faults end, the owner sees to what needs a person, both sides are compared. Some seeds
    /// wait for long whether they need to or not: what is right must stay right.
    private func endTheDay() throws {
        world.clearFaults()
        // The owner's console is the gateway's.
        if running == nil { try startGateway() }
        perform(owner: .thaws)
        perform(owner: .unpauses)
        try run(until: schedule.now + Self.evening)
        if scenario.strategy != .stockgate { return try leaveQuiet() }
        try settleProblems()
        try compareAndWait()
        if try !isSettled(within: Self.night) {
            try settleProblems()
            if try !isSettled(within: Self.night) { try compareAndWait() }
        }
        try FinalChecks(self).violations().forEach(watch.report)
    }

    /// Lets time pass until everything holds, for `span` at most; always so long where the seed says so.
    private func isSettled(within span: Duration) throws -> Bool {
        let (end, isPatient) = (schedule.now + span, scenario.seed % 8 == 0)
        while try isPatient || running == nil || !FinalChecks(self).violations().isEmpty {
            guard schedule.now < end else { return false }
            try run(until: schedule.now + Self.evening)
        }
        return true
    }

    /// A twin has no console: it gets the time that it needs for its next look, and another for what that one left to do.
    private func leaveQuiet() throws {
        try run(until: schedule.now + .seconds(2 * 900) + Self.evening)
        watch.look(.order)
    }

    func compareAndWait() throws {
        running?.own?.gateway.reconciler.hurry()
        try run(until: schedule.now + Self.evening)
    }

    // MARK: Time

    /// Lets everything happen until `end`, one thing after the other.
    func run(until end: Timestamp) throws {
        var (moment, steps) = (schedule.now, 0)
        while true {
            steps = schedule.now == moment ? steps + 1 : 0
            moment = schedule.now
            guard steps < Self.stepLimit else { throw Violation(.livelock, "more than \(Self.stepLimit) steps at \(moment)") }
            guard let next = nextSource(), next.due <= end else { break }
            schedule.move(to: next.due)
            try act(next.source)
            lookAtDisk()
            if running?.life.hasEnded == true { crash() }
        }
        schedule.move(to: end)
        watch.lookAtAllegro()
    }

    private enum Source { case agenda, services, notices, allegro }

    /// Who is next; among those due at one moment chance decides.
    private func nextSource() -> (source: Source, due: Timestamp)? {
        let sources: [(Source, Timestamp?)] = [
            (.agenda, schedule.nextDue), (.services, running?.roster.nextDue()), (.notices, postman.nextDue),
            (.allegro, world.allegro { allegro, _ in allegro.nextDue }.map { Timestamp(microseconds: $0.microseconds) }),
        ]
        let now = schedule.now
        let due = sources.compactMap { source, due in due.map { (source, max($0, now)) } }
        guard let first = due.map(\.1).min() else { return nil }
        return (dice.one(of: due.filter { $0.1 == first }.map(\.0)), first)
    }

    private func act(_ source: Source) throws {
        switch source {
        case .allegro: watch.lookAtAllegro()
        case .notices: postman.bringOne(to: running.map { ($0.inbox, $0.life) })
        case .services:
            let documents = world.wfirma { wfirma, _ in wfirma.allInvoices.count }
            if let name = running?.roster.stepOne(&dice) { trace.count(at: schedule.now, "step \(name)") }
            lookAfterIssuing(documents)
        case .agenda:
            switch schedule.takeFirst() {
            case .happening(let place): perform(day.happenings[place].happening)
            case .restart: try startGateway()
            case .parked(let continuation):
                let documents = world.wfirma { wfirma, _ in wfirma.allInvoices.count }
                continuation.resume()
                executor.drain()
                running?.roster.settle()
                lookAfterIssuing(documents)
            case nil: break
            }
        }
    }

    /// What could not be kept is tried again later.
    private func lookAtDisk() {
        guard let refused = disk?.refused, refused != seenRefusals else { return }
        seenRefusals = refused
        trace.count(at: schedule.now, "the disk has refused \(refused) commits")
        watch.trouble(for: .zero, recovery: ReactionLimits.diskRecovery)
    }

    /// Our own documents release what they sell.
    private func lookAfterIssuing(_ before: Int) {
        if world.wfirma({ wfirma, _ in wfirma.allInvoices.count }) != before { watch.look(.told) }
    }

    // MARK: Lives

    private func startGateway() throws {
        running = try starter.start(life: lives)
        lives += 1
        watch.gatewayStarts()
        trace.count(at: schedule.now, "the gateway starts")
    }

    private func crash() {
        guard let ended = running else { return }
        running = nil
        trace.count(at: schedule.now, "the gateway ends, life \(ended.life.number)")
        watch.gatewayEnds()
        watch.trouble(for: nextDown)
        schedule.add(.restart, due: schedule.now + nextDown)
    }

    /// How long the gateway is down after the crash that comes next.
    private var nextDown: Duration = .zero

    func crash(at point: CrashPoint, down: Duration) {
        nextDown = down
        running?.life.light(point)
    }

    /// Ends what still waits, so that nothing of this world is left.
    func letGo() {
        running?.life.end()
        while let item = schedule.takeFirst() {
            guard case .parked(let continuation) = item else { continue }
            continuation.resume()
            executor.drain()
        }
        running = nil
    }

    func count(_ pieces: [OversoldPieces], sold quantity: Int) {
        sold += quantity
        for var entry in pieces {
            if entry.cause == .ours, isHeld(entry.offer) { entry.cause = .brake }
            oversold.append(entry)
            let what = "\(entry.pieces) of \(entry.product) on \(entry.offer) at \(schedule.now)"
            let age = entry.age.map { "\($0.wholeMicroseconds / 1000) ms" } ?? "?"
            trace.note(at: schedule.now, "oversold \(what): \(entry.cause.rawValue), \(age) after its number was right")
            if entry.cause == .ours { watch.report(Violation(.oversold, what)) }
        }
    }

    /// Whether the brake keeps an offer running whose stock is gone: a person was asked, and it shows 1 meanwhile (R30, R41).
    private func isHeld(_ offer: OfferID) -> Bool {
        guard let store = running?.own?.store else { return false }
        return (try? executor.wait { try await store.offer(offer)?.offer.hold?.keepsRunning }) == true
    }
}
