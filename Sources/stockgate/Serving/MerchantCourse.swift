import Gateway
import Inventory
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Storage

/// One of several merchants from its start to its end: opened, run, and begun anew after a while when something fails, which nobody else notices.
final class MerchantCourse: Sendable {
    /// Between two tries of a merchant that fails.
    private static let backoff = Backoff(first: .seconds(1), limit: .seconds(60))
    /// Whoever worked for so long did not fail again at once.
    private static let soundAfter: Duration = .seconds(300)

    private struct State {
        /// As it is to be worked by.
        var configuration: GatewayConfiguration
        /// What runs.
        var group: ServiceGroup?
        var isOver = false
    }

    private let merchant: Merchant
    private let setting: ProcessSetting
    private let logger: Logger
    private let state: NIOLockedValueBox<State>
    private let wake = Wake()

    init(_ merchant: Merchant, _ configuration: GatewayConfiguration, in setting: ProcessSetting) {
        (self.merchant, self.setting) = (merchant, setting)
        logger = setting.logger(for: merchant.name)
        state = NIOLockedValueBox(State(configuration: configuration))
    }

    /// Runs until ``end()`` or the end of the process.
    func run() async {
        var attempts = 0
        while !isOver {
            let began = ContinuousClock.now
            do {
                merchant.condition = .starting
                try await work(by: state.withLockedValue { $0.configuration })
                attempts = 0
            } catch StorageError.busy {
                // Another gateway brings the store's tables up to date, or takes up a copy that was put back: no failure, and soon over.
                attempts = 1
                await rest(after: attempts, "\(StorageError.busy)", .info, "merchant waits for its store; the others go on")
            } catch {
                attempts = ContinuousClock.now - began > Self.soundAfter ? 1 : attempts + 1
                let why = CommandFailure(serving: error).description.replacing("stockgate: ", with: "")
                await rest(after: attempts, why, .error, "merchant failed; it is begun anew, the others go on")
            }
        }
        merchant.condition = .stopped
        logger.info("merchant stopped")
    }

    /// Works by another configuration from now on: at once where only secrets differ, else after an end and a new start.
    func follow(_ fresh: GatewayConfiguration) async {
        let (isSame, group) = state.withLockedValue { state in
            defer { state.configuration = fresh }
            return (state.configuration.isWorkedLike(fresh), state.group)
        }
        if isSame { merchant.runtime?.useKeys(of: fresh) } else { await group?.triggerGracefulShutdown() }
        // What it rests after may be mended.
        wake.signal()
    }

    /// Ends it, once what is under way is done: the configuration has it no longer. Offers that are synchronised still are told of.
    func end() async {
        await tellOfOffers()
        let group = state.withLockedValue { state in
            state.isOver = true
            return state.group
        }
        await group?.triggerGracefulShutdown()
        wake.signal()
    }

    private func tellOfOffers() async {
        guard let store = merchant.runtime?.store, let offers = try? await store.synchronisedOffers(), offers > 0 else { return }
        logger.warning(
            "merchant taken out of the configuration while its offers are synchronised: nobody follows them, and they stay at what Allegro shows",
            metadata: ["offers": "\(offers)", "database": "\(StoreOptions(path: store.path).place)"])
    }

    private var isOver: Bool { state.withLockedValue { $0.isOver } || Task.isCancelled || Task.isShuttingDownGracefully }

    /// Returns when it was told to end, or to begin anew.
    private func work(by configuration: GatewayConfiguration) async throws {
        let tenancy = try Tenancy(of: configuration, setting.fleets)
        let runtime: MerchantRuntime
        do { runtime = try await open(configuration, tenancy) } catch {
            tenancy.end()
            throw error
        }
        let group = ServiceGroup.of(runtime.services, logger: Logger(label: "services", merchant: merchant.name))
        let isWanted = state.withLockedValue { state in
            state.group = group
            return !state.isOver && state.configuration == configuration
        }
        if !isWanted { await group.triggerGracefulShutdown() }
        // Its door is open from here on; what it does about both sides has its turn.
        merchant.condition = .working(runtime)
        logger.info("merchant at work")
        let outcome = await run(group, of: runtime, by: configuration, isUnderLease: tenancy.fleet != nil)
        state.withLockedValue { $0.group = nil }
        merchant.condition = .starting
        try await runtime.close()
        try outcome.get()
    }

    /// By a task that ends with this call, and no later: what it needed meanwhile, some 15 KB of a stack, is held no longer than that.
    private func open(_ configuration: GatewayConfiguration, _ tenancy: Tenancy) async throws -> MerchantRuntime {
        async let opening = MerchantRuntime.open(configuration, tenancy, in: setting)
        return try await opening
    }

    private func run(
        _ group: ServiceGroup, of runtime: MerchantRuntime, by configuration: GatewayConfiguration, isUnderLease: Bool
    ) async -> Result<Void, any Error> {
        guard await takeTurn(by: configuration) else { return .success(()) }
        // Who waits for a lease begins when that is had, and holds nobody up until then.
        async let _ = setting.starts.giveOn(after: isUnderLease ? nil : runtime.gateway.gateway.compared)
        return await Result(of: group)
    }

    /// False where it is to end, or to begin anew, before its turn comes.
    private func takeTurn(by configuration: GatewayConfiguration) async -> Bool {
        await withTaskGroup(of: Bool?.self) { [self] group in
            group.addTask { await self.setting.starts.enter() }
            group.addTask {
                // Others are told of a configuration that was read again, too.
                while !Task.isCancelled, self.isWanted(by: configuration) { await self.wake.wait(atMost: nil) }
                return nil
            }
            var hasTurn = false
            for await outcome in group {
                if let outcome { hasTurn = outcome }
                group.cancelAll()
            }
            return hasTurn
        }
    }

    private func isWanted(by configuration: GatewayConfiguration) -> Bool {
        state.withLockedValue { !$0.isOver && $0.configuration.isWorkedLike(configuration) }
    }

    private func rest(after attempts: Int, _ why: String, _ level: Logger.Level, _ message: Logger.Message) async {
        let wait = Self.backoff.wait(after: attempts - 1, chance: Double.random(in: 0...1))
        merchant.condition = .resting(why: why, until: systemClock() + wait)
        logger.log(level: level, message, metadata: ["error": "\(why)", "after": "\(wait)"])
        await cancelWhenGracefulShutdown { [wake] in await wake.wait(atMost: wait) }
    }
}

extension Result where Success == Void, Failure == any Error {
    /// What came of a group that ran to its end.
    fileprivate init(of group: ServiceGroup) async {
        do { self = .success(try await group.run()) } catch { self = .failure(error) }
    }
}
