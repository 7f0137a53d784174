import Allegro
import CurlClient
import Gateway
import Inventory
import Logging
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Sandbox
import Storage
import WFirma

/// One running gateway: a life, its door, its services. After a crash another one begins on the same file.
struct Running {
    let life: Life
    let inbox: any Inbox
    let roster: Roster
    /// Nil where a twin runs in its place.
    let own: Own?

    /// Stockgate: the store as it opened it, and the gateway on it.
    struct Own {
        let store: Store
        let gateway: Gateway
    }
}

/// Starts gateways in a simulated world.
struct GatewayStarter {
    let seed: UInt64
    let path: String
    let conditions: Conditions
    let world: SandboxWorld
    let schedule: Schedule
    let executor: StepExecutor
    let trace: Trace
    /// Nil: it takes every commit.
    var disk: FaultyDisk?
    let twin: (strategy: Strategy, plan: ShopPlan, memory: TwinMemory)?
    /// How many commands of one kind are under way at once.
    var commands = 4

    static let account: AccountName = "main"

    func start(life number: Int) throws -> Running {
        let life = Life(number: number)
        // Each life has chance of its own: what the one before did in its last moments changes nothing.
        let dice = NIOLockedValueBox(Dice(seed: seed, for: 100_000 + UInt64(number)))
        let randomBytes: @Sendable (Int) -> [UInt8] = { count in
            dice.withLockedValue { dice in (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) } }
        }
        if let twin {
            let twin = Twin(
                twin.strategy, plan: twin.plan, world: world, memory: twin.memory, documentDelay: conditions.documentDelay,
                options: options(life, dice, randomBytes))
            return Running(
                life: life, inbox: TwinInbox(twin: twin), roster: Roster([twin], executor: executor, schedule: schedule), own: nil)
        }
        var storage = StoreOptions(path: path, secretsKey: Secret([UInt8](repeating: 7, count: 32)))
        storage.isDurable = false
        storage.runsOnCaller = true
        storage.randomBytes = randomBytes
        storage.beforeWrite = { try life.beforeWrite() }
        if let disk { storage.beforeCommit = { [schedule] in try disk.beforeCommit(at: schedule.now) } }
        let store = try Store.open(storage)
        let applierWake = NIOLockedValueBox<Wake?>(nil)
        let inbox = CallerInbox(store: store) { applierWake.withLockedValue { $0 }?.signal() }
        let gateway = Gateway(
            options(life, dice, randomBytes), store: store, inbox: inbox, logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() })
        applierWake.withLockedValue { $0 = gateway.applierWake }
        return Running(
            life: life, inbox: inbox, roster: Roster(gateway.services, commands: commands, executor: executor, schedule: schedule),
            own: .init(store: store, gateway: gateway))
    }

    private func options(_ life: Life, _ dice: NIOLockedValueBox<Dice>, _ randomBytes: @Sendable @escaping (Int) -> [UInt8]) -> GatewayOptions {
        let schedule = schedule
        func exchange(_ side: SandboxSide) -> SimulatedExchange {
            SimulatedExchange(
                world: world, side: side, life: life, schedule: schedule, trace: trace, longestWay: conditions.latency, dice: dice)
        }
        let wfirma = WFirmaClient(
            exchange: exchange(.wfirma),
            endpoint: WFirmaEndpoint(
                apiURL: "https://wfirma.test", companyID: "1", accessKey: Secret("sandbox-access"), secretKey: Secret("sandbox-secret"),
                appKey: Secret("sandbox-app")))
        let account = GatewayOptions.Account(
            name: Self.account,
            endpoint: AllegroEndpoint(
                apiURL: "https://allegro.test", authURL: "https://allegro.test/auth/oauth", application: "Stockgate/1.0 (+https://example.pl)"),
            key: ApplicationKey(clientID: "sandbox-client", clientSecret: Secret("sandbox-secret")),
            requestsPerMinute: conditions.allegro.requestsPerMinute, changesPerMinute: conditions.allegro.changesPerMinute,
            exchange: exchange(.allegro))
        var options = GatewayOptions(accounts: [account], wfirma: wfirma) { schedule.gatewayNow }
        options.randomBytes = randomBytes
        options.budgets = ClientBudgets(clock: schedule.budgetClock)
        return options
    }
}
