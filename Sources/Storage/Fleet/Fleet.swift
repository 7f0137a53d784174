import Dispatch
import NIOConcurrencyHelpers

/// One gateway among several that share a PostgreSQL database: which stores it works, and for how long (`docs/decisions/0016-a-lease-with-an-epoch.md`).
///
/// Nobody leads. Each gateway renews its leases, takes what is free up to its fair share, and gives back what is more than that.
public final class Fleet: Sendable {
    /// This gateway's name: another one for each start of a process.
    public let gateway: String
    private let options: FleetOptions
    private let records: any FleetRecords
    /// The same rows over a connection of its own, so that a look waits for nothing.
    private let lookout: any FleetRecords
    private let onFault: @Sendable (StorageError) -> Void
    private let state = NIOLockedValueBox(State())
    private let asking = DispatchQueue(label: "stockgate.fleet")
    private let looking = DispatchQueue(label: "stockgate.fleet.look")

    private struct State {
        /// Who waits for each store's leases, by a number that each of them has for itself.
        var waiting: [String: (number: Int, leases: AsyncStream<Lease>.Continuation)] = [:]
        var lastNumber = 0
        /// Until when others may have a store that could be worked here.
        var resting: [String: ContinuousClock.Instant] = [:]
        var held: [String: Lease] = [:]
        /// Asked back from whoever works them.
        var leaving: Set<String> = []
        /// Gateways of the database that have been heard of, this one included.
        var live = 0
        /// Who works each store, by the last look.
        var workers: [String: String] = [:]
        var changes: [String: Int64] = [:]
        var renewedAt: ContinuousClock.Instant?
        /// Whether the database answered when it was last asked about leases.
        var isReached = false
        /// What the others were told that this gateway could work.
        var told: [String] = []
    }

    init(
        gateway: String, options: FleetOptions, records: any FleetRecords, lookout: any FleetRecords,
        onFault: @escaping @Sendable (StorageError) -> Void
    ) {
        (self.gateway, self.options, self.records, self.lookout, self.onFault) = (gateway, options, records, lookout, onFault)
    }

    /// A fleet over the database at `address`, to which nothing is said before ``run()``.
    ///
    /// Throws ``StorageError/withoutPostgreSQL``.
    ///
    /// - Parameter onFault: told when the database does not answer; what is due is tried again a moment later.
    public static func at(
        _ address: PostgreSQLAddress, gateway: String, options: FleetOptions = FleetOptions(),
        onFault: @escaping @Sendable (StorageError) -> Void
    ) throws -> Fleet {
        let (records, lookout) = try (Self.records(address), Self.records(address))
        return Fleet(gateway: gateway, options: options, records: records, lookout: lookout, onFault: onFault)
    }

    private static func records(_ address: PostgreSQLAddress) throws -> any FleetRecords {
        #if STOCKGATE_POSTGRES
            return PostgreSQLFleet(address)
        #else
            throw StorageError.withoutPostgreSQL
        #endif
    }

    /// The gateway that works the store at `address` now; nil where none does. Blocks. Throws a ``StorageError``.
    static func holder(of address: PostgreSQLAddress) throws -> String? {
        let records = try Self.records(address)
        return try records.survey([address.schema ?? records.firstSchema()], lease: .zero).standings.first?.holder
    }
}

extension Fleet {
    /// Every lease that this gateway gets of a store, one after another: the next one comes when the last is over or was given back. For one caller: who
    /// asks again takes the place of the one before.
    public func leases(of store: String) -> AsyncStream<Lease> {
        let (leases, continuation) = AsyncStream.makeStream(of: Lease.self)
        // Who worked it here before has ended, or is about to: what was not given back is a stray, and goes back with the next renewal.
        let (number, left) = state.withLockedValue { state in
            state.lastNumber += 1
            state.waiting[store] = (state.lastNumber, continuation)
            state.leaving.remove(store)
            state.resting[store] = nil
            return (state.lastNumber, state.held.removeValue(forKey: store))
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLockedValue { if $0.waiting[store]?.number == number { $0.waiting[store] = nil } }
        }
        left?.end(.lost)
        return leases
    }

    /// Frees a store whose work has stopped. A lease that is over frees nothing.
    ///
    /// - Parameter pause: for so long it is not taken again here; another gateway that could work it may.
    public func giveBack(_ lease: Lease, for pause: Duration = .zero) async {
        state.withLockedValue { state in
            if state.held[lease.store] === lease { state.held[lease.store] = nil }
            if pause > .zero { state.resting[lease.store] = options.now() + pause }
            state.leaving.remove(lease.store)
        }
        lease.end(.lost)
        await told { try self.records.giveBack(lease.store, epoch: lease.number) }
    }

    /// At the end of the process, when all work has stopped: the others count on it no longer.
    public func leave() async {
        for lease in state.withLockedValue({ $0.held.values.sorted { $0.store < $1.store } }) { await giveBack(lease) }
        await told { try self.records.leave(gateway: self.gateway) }
    }

    /// How many stores this gateway works, and how many gateways live, as it was last seen.
    public var standing: (stores: Int, gateways: Int) { state.withLockedValue { ($0.held.count, $0.live) } }

    /// Whether the database answered when leases were last to be kept.
    public var reachesDatabase: Bool { state.withLockedValue { $0.isReached } }

    /// Who works a store.
    public enum Worker: Sendable, Equatable {
        case here
        /// Another gateway, by its name.
        case elsewhere(String)
        case nobody
    }

    /// Who works the store at `schema`, as it was last seen.
    public func worker(of schema: String) -> Worker {
        state.withLockedValue { state in
            if state.held[schema]?.holds == true { return .here }
            return state.workers[schema].flatMap { $0 == gateway ? nil : .elsewhere($0) } ?? .nobody
        }
    }

    func isAskedBack(_ store: String) -> Bool { state.withLockedValue { $0.leaving.contains(store) } }

    /// How often a store was written to; nil while nobody has looked.
    func changes(of store: String) -> Int64? { state.withLockedValue { $0.changes[store] } }

    private func told(_ work: @Sendable @escaping () throws -> Void) async {
        do { try await on(asking, work) } catch { onFault(error as? StorageError ?? .failed(reason: "\(error)")) }
    }

    private func on<Value: Sendable>(_ queue: DispatchQueue, _ work: @Sendable @escaping () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try tellingStorageErrors(work) }) }
        }
    }
}

extension Fleet {
    /// Keeps and shares leases until its task is cancelled.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.every(self.options.survey) { try await self.step() } }
            group.addTask { await self.every(self.options.look) { try await self.look() } }
            // By the clock alone: whatever the database does.
            group.addTask { await self.every(self.options.look) { self.endWhatRanOut() } }
        }
    }

    private func every(_ pause: Duration, _ work: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await work()
                try? await Task.sleep(for: pause)
            } catch {
                onFault(error as? StorageError ?? .failed(reason: "\(error)"))
                try? await Task.sleep(for: max(pause, .milliseconds(500)))
            }
        }
    }

    /// Renews what is due, and takes or asks back what the fair share says.
    func step() async throws {
        do {
            try await keepLeases()
            state.withLockedValue { $0.isReached = true }
        } catch {
            state.withLockedValue { $0.isReached = false }
            throw error
        }
    }

    private func keepLeases() async throws {
        let (stores, wanted) = state.withLockedValue { state in
            let now = options.now()
            state.resting = state.resting.filter { now < $0.value }
            let stores = state.waiting.keys.sorted()
            return (stores, stores.filter { state.resting[$0] == nil })
        }
        try await renew(wanted)
        let survey = try await on(asking) { try self.records.survey(stores, lease: self.options.lease) }
        let isWanted = Set(wanted)
        let share = FleetShare(survey.standings.filter { isWanted.contains($0.store) }, live: survey.live, gateway: gateway)
        let asked = state.withLockedValue { state -> [Lease] in
            state.live = survey.live.count
            state.workers = survey.standings.reduce(into: [:]) { $0[$1.store] = $1.holder }
            // The last handover comes to its end first.
            guard state.leaving.isEmpty else { return [] }
            let asked = share.givenBack.compactMap { state.held[$0] }
            state.leaving = Set(asked.map(\.store))
            return asked
        }
        for lease in asked { lease.end(.wantedBack) }
        if !share.taken.isEmpty { try await take(share.taken) }
    }

    private func renew(_ stores: [String]) async throws {
        // Counted from before it was asked: the database's own count begins later.
        let began = options.now()
        let isFresh = state.withLockedValue { state in
            state.told == stores && state.renewedAt.map { began < $0 + options.renewal } == true
        }
        if isFresh { return }
        let renewed = try await on(asking) { try self.records.renew(gateway: self.gateway, stores: stores, lease: self.options.lease) }
        let until = began + options.lease - options.margin
        let (lost, strays) = state.withLockedValue { state -> ([Lease], [(String, Int64)]) in
            (state.renewedAt, state.told) = (began, stores)
            let lost = state.held.values.filter { renewed[$0.store] != $0.epoch }
            for lease in lost { state.held[lease.store] = nil }
            for lease in state.held.values { lease.renew(until: until) }
            return (lost, renewed.filter { state.held[$0.key] == nil }.map { ($0.key, $0.value) })
        }
        for lease in lost { lease.end(.lost) }
        // Ours by its row, and taken for over here: it begins anew under another epoch.
        for (store, epoch) in strays { try await on(asking) { try self.records.giveBack(store, epoch: epoch) } }
    }

    private func take(_ stores: [String]) async throws {
        let began = options.now()
        let taken = try await on(asking) { try self.records.take(stores, gateway: self.gateway, lease: self.options.lease) }
        for (store, epoch) in taken.sorted(by: { $0.key < $1.key }) {
            let lease = Lease(
                store: store, epoch: epoch, until: began + options.lease - options.margin, firmPart: options.firmPart, now: options.now)
            // Nobody waits for it any more: it is a stray, too.
            state.withLockedValue { state -> AsyncStream<Lease>.Continuation? in
                guard let waiting = state.waiting[store] else { return nil }
                state.held[store] = lease
                state.leaving.remove(store)
                return waiting.leases
            }?.yield(lease)
        }
    }

    /// Takes for over what has run out, although nobody may have told.
    func endWhatRanOut() {
        let over = state.withLockedValue { state in
            let over = state.held.values.filter { !$0.holds }
            for lease in over {
                state.held[lease.store] = nil
                state.leaving.remove(lease.store)
            }
            return over
        }
        for lease in over { lease.end(.lost) }
    }

    /// Looks how often each store was written to.
    func look() async throws {
        let stores = state.withLockedValue { $0.waiting.keys.sorted() }
        guard !stores.isEmpty else { return }
        let changes = try await on(looking) { try self.lookout.changes(of: stores) }
        state.withLockedValue { $0.changes = changes }
    }
}
