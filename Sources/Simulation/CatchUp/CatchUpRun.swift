import Allegro
import Foundation
import Gateway
import Inventory
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Sandbox
import Storage

extension CatchUp {
    /// Plays it on a thread of its own, with its database at `path`, which must not be there yet.
    public func run(path: String) async throws -> CatchUpReport {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try CatchUpRun(self, path: path).play() }) }
            thread.stackSize = 8 << 20
            thread.name = "catch-up"
            thread.start()
        }
    }
}

/// One catch-up under way: the real services in virtual time, both sides calm, so that nothing but the limits holds them back.
final class CatchUpRun {
    private static let start = Timestamp(seconds: 1_795_500_000)
    /// Both sides are read first, however long that takes.
    private static let preparing: Duration = .seconds(6 * 3600)
    private static let linesOfReceipt = 100
    /// What every offer shows before.
    private static let shown = 10

    private let catchUp: CatchUp
    private let schedule: Schedule
    private let world: SandboxWorld
    private let executor = StepExecutor()
    private let postman: Postman
    private let running: Running
    private let own: Running.Own
    private var dice = Dice(seed: 1)
    /// When each offer's END arrived.
    private let ended = NIOLockedValueBox<[String: Timestamp]>([:])

    init(_ catchUp: CatchUp, path: String) throws {
        self.catchUp = catchUp
        let schedule = Schedule(start: Self.start)
        let trace = Trace(keepsLines: false)
        var conditions = Conditions(seed: 1)
        (conditions.allegro, conditions.wfirma, conditions.news) = (.calm, .calm, Conditions.News())
        conditions.allegro.changesPerMinute = catchUp.changesPerMinute
        conditions.latency = .milliseconds(60)
        self.schedule = schedule
        world = SandboxWorld(seed: 1, allegro: conditions.allegro, wfirma: conditions.wfirma) { schedule.now.sandbox }
        world.open(.large(offers: catchUp.offers, pieces: Self.shown))
        postman = Postman(world, conditions.news, schedule: schedule, executor: executor, trace: trace)
        // Room for each of the four lanes, so that none waits for another: raises wait for the limit, ends do not.
        let starter = GatewayStarter(
            seed: 1, path: path, conditions: conditions, world: world, schedule: schedule, executor: executor, trace: trace, twin: nil,
            commands: 4 * 16)
        running = try starter.start(life: 0)
        guard let own = running.own else { throw Violation(.livelock, "the gateway does not run") }
        self.own = own
        world.observe { [ended] exchange in
            guard exchange.side == .allegro, exchange.request.method == "PUT", exchange.request.path.contains("/offer-publication-commands/"),
                exchange.reply.map({ $0.status < 300 }) ?? false
            else { return }
            let body = String(decoding: exchange.request.body, as: UTF8.self)
            ended.withLockedValue { ended in
                for match in body.matches(of: #/"id"\s*:\s*"(\d+)"/#) { ended[String(match.output.1)] = schedule.now }
            }
        }
    }

    func play() throws -> CatchUpReport {
        defer { letGo() }
        try begin()
        let requests = world.allegro { allegro, _ in allegro.tally.requests }
        try switchOn()
        let switched = schedule.now
        var (left, sent) = (zip(soldOut, catchUp.moments).map { (number: $0, due: switched + $1) }[...], [String: Timestamp]())
        var took: Duration?
        while took == nil, schedule.now - switched < catchUp.limit * 2 {
            while let next = left.first, next.due <= schedule.now {
                left.removeFirst()
                sent[Self.offer(next.number)] = schedule.now
                world.release(Self.good(next.number), .init(Self.stock(next.number)), from: "1")
            }
            try run(until: min(schedule.now + .seconds(1), left.first?.due ?? .init(microseconds: .max)))
            if left.isEmpty, isRight { took = schedule.now - switched }
        }
        let (arrived, tally) = (ended.withLockedValue { $0 }, world.allegro { allegro, _ in allegro.tally })
        let waited = sent.map { offer, moment in arrived[offer].map { $0 - moment } ?? catchUp.limit * 2 }
        return CatchUpReport(
            offers: catchUp.offers, took: took, limit: catchUp.limit,
            violations: tally.violations.filter { $0.value > 0 }.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value },
            ends: waited.sorted(), requests: tally.requests - requests)
    }

    /// Both sides are read, every offer is linked, and then all goods come in.
    private func begin() throws {
        let tokens = world.allegro { allegro, _ in allegro.issueTokens() }
        let pair = TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: .seconds(43_200), scopes: [])
        let (store, numbers, now) = (own.store, Array(1...catchUp.offers), schedule.gatewayNow)
        try executor.wait {
            try await AccountTokens(pair, at: now).save(GatewayStarter.account, to: store)
            _ = try await store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        }
        own.gateway.wakeAll()
        try wait("the shop is not read") { try isImported() }
        let later = schedule.gatewayNow
        try executor.wait {
            for number in numbers {
                try await store.link(
                    OfferID(Self.offer(number)), to: OfferLink(components: [.init(product: ProductID(Self.good(number)), units: 1)]), at: later)
            }
        }
        for first in stride(from: 0, to: numbers.count, by: Self.linesOfReceipt) {
            let lines = numbers[first...].prefix(Self.linesOfReceipt).map { number in
                SandboxDocument.Line(good: Self.good(number), count: .init(Self.stock(number) - Self.shown))
            }
            _ = world.wfirma { $0.enter(.pz, lines, warehouse: "1", at: $1) }
        }
        try wait("the receipts are not told") { try postman.nextDue == nil && isApplied() }
    }

    /// One action for all offers (R17).
    private func switchOn() throws {
        let (store, now) = (own.store, schedule.gatewayNow)
        let offers = (1...catchUp.offers).map { OfferID(Self.offer($0)) }
        let outcomes = try executor.wait { try await store.switchSync(offers, enabled: true, at: now) }
        guard outcomes.allSatisfy({ $0.outcome == .enabled }) else { throw Violation(.livelock, "sync is not on") }
        own.gateway.wakeAll()
    }

    private func wait(_ what: String, until isSo: () throws -> Bool) throws {
        repeat {
            guard schedule.now < Self.start + Self.preparing else { throw Violation(.livelock, what) }
            try run(until: schedule.now + .seconds(10))
        } while try !isSo()
    }

    /// No delivery waits.
    private func isApplied() throws -> Bool {
        let store = own.store
        return try executor.wait { try await store.pendingDeliveries(limit: 1).isEmpty }
    }

    private func isImported() throws -> Bool {
        let (store, last) = (own.store, catchUp.offers)
        return try executor.wait {
            let product = try await store.product(ProductID(Self.good(last)))
            let offer = try await store.offer(OfferID(Self.offer(last)))
            return product?.availability.stock != nil && offer?.offer.shown != nil
        }
    }

    /// Whether every offer shows its number, or is ended where its good is gone.
    private var isRight: Bool {
        let gone = Set(soldOut)
        return (1...catchUp.offers).allSatisfy { number in
            guard let offer = world.offer(Self.offer(number)) else { return false }
            return gone.contains(number) ? offer.status == .ended : offer.status == .active && offer.available == Self.stock(number)
        }
    }

    // MARK: The shop

    private static func good(_ number: Int) -> String { String(number) }
    private static func offer(_ number: Int) -> String { String(8_000_000_000 + number) }
    /// After the receipts: goes round through 50 values, and a command changes the offers of one of them.
    private static func stock(_ number: Int) -> Int { shown + 1 + number % 50 }

    /// The goods that sell out, the last to be read and put right first.
    private var soldOut: [Int] { (0..<catchUp.ends).map { catchUp.offers - $0 * (catchUp.offers / (2 * max(1, catchUp.ends))) } }

    // MARK: Time

    private func run(until end: Timestamp) throws {
        while let (source, due) = next(), due <= end {
            schedule.move(to: due)
            switch source {
            case .agenda:
                if case .parked(let continuation) = schedule.takeFirst() { continuation.resume() }
                executor.drain()
                running.roster.settle()
            case .notices: postman.bringOne(to: (running.inbox, running.life))
            case .services: _ = running.roster.stepOne(&dice)
            // Whoever looks at it next sees what happened.
            case .allegro: _ = world.allegro { allegro, _ in allegro.tally.requests }
            }
        }
        schedule.move(to: end)
    }

    private enum Source { case agenda, notices, services, allegro }

    private func next() -> (Source, due: Timestamp)? {
        let sources: [(Source, Timestamp?)] = [
            (.agenda, schedule.nextDue), (.notices, postman.nextDue), (.services, running.roster.nextDue()),
            (.allegro, world.allegro { allegro, _ in allegro.nextDue }.map { Timestamp(microseconds: $0.microseconds) }),
        ]
        let now = schedule.now
        return sources.compactMap { source, due in due.map { (source, due: max($0, now)) } }.min { $0.due < $1.due }
    }

    /// Ends what still waits.
    private func letGo() {
        running.life.end()
        while let item = schedule.takeFirst() {
            guard case .parked(let continuation) = item else { continue }
            continuation.resume()
            executor.drain()
        }
    }
}
