import Allegro
import CurlClient
import Inventory
public import Logging
public import Storage
import WFirma

/// The services between inbox and outbox, wired to each other: each wakes the next one on a delivery's way.
public struct Gateway: Sendable {
    public let applier: Applier
    public let stockReader: StockReader
    public let documentReader: DocumentReader
    public let planner: OfferPlanner
    public let sender: CommandWorker
    public let tracker: CommandWorker
    public let offerReader: OfferReader
    public let offerEditor: OfferEditor
    public let choiceRestorer: ChoiceRestorer
    public let orders: OrderServices
    public let invoicer: Invoicer
    public let reconciler: Reconciler
    public let keepers: [AccountKeeper]
    public let housekeeper: Housekeeper
    public let shadow: ShadowWatch
    /// Nil where nobody is to be told of problems.
    public let notifier: Notifier?
    /// What the whole process may ask of Allegro.
    public let budgets: ClientBudgets
    let wfirma: WFirmaClient
    private let wakes: Wakes

    /// One for each service; made before them, so that each can be given the next one's.
    private struct Wakes: Sendable {
        let applier = Wake()
        let stockReader = Wake()
        let documentReader = Wake()
        let planner = Wake()
        let sender = Wake()
        let tracker = Wake()
        let offerReader = Wake()
        let offerEditor = Wake()
        let choiceRestorer = Wake()
        let invoicer = Wake()
        let reconciler = Wake()
        let keepers: [Wake]
    }

    public init(_ options: GatewayOptions, store: Store, inbox: any Inbox, logger: Logger) {
        let wakes = Wakes(keepers: options.accounts.map { _ in Wake() })
        let clock = options.clock
        let accounts = Self.accounts(options, wakes, store: store, logger: logger)
        let access = AllegroAccess(accounts, clock: clock)
        let firstLook = FirstLook(access.accounts.map(\.name)) { wakes.sender.signal() }
        let wfirma = options.wfirma.through { Self.wayOut(over: $0, options, store: store) }
        let reconciler = Reconciler(
            store: store, merchant: options.merchant, client: wfirma, access: access, inbox: inbox, counted: options.countedWarehouses,
            rules: options.commands, interval: options.reconcileInterval, watch: options.webhookWatch, firstLook: firstLook, wake: wakes.reconciler,
            logger: logger
        ) {
            for wake in [wakes.applier, wakes.planner, wakes.offerReader, wakes.stockReader, wakes.choiceRestorer] { wake.signal() }
        }
        (self.wakes, self.wfirma) = (wakes, wfirma)
        self.reconciler = reconciler
        self.keepers = accounts.map(\.keeper)
        shadow = ShadowWatch(store: store, brake: options.brake, clock: clock, logger: logger)
        notifier = options.notifications.map {
            Notifier($0, store: store, clock: clock, logger: logger, newMessageID: { options.newCommandID().text })
        }
        budgets = options.budgets
        let orders = OrderServices(options, store: store, inbox: inbox, access: access, firstLook: firstLook, logger: logger) {
            wakes.applier.signal()
        }
        self.orders = orders
        housekeeper = Housekeeper(
            store: store, reservationAge: options.reservationAge, personalDataKeeping: options.personalDataKeeping, clock: clock, logger: logger
        ) { orders.reader.wake.signal() }
        applier = Applier(
            store: store, merchant: options.merchant, inbox: inbox, rules: options.ledgerRules, accountOfSource: options.accountOfSource,
            wake: wakes.applier, clock: clock, logger: logger, onNotified: { orders.notified($0, at: clock()) }
        ) { batch, wantsSweep in
            if !batch.products.isEmpty { wakes.planner.signal() }
            if batch.hasLooks { wakes.stockReader.signal() }
            if batch.hasParkings { wakes.documentReader.signal() }
            if batch.hasOrders {
                orders.reader.wake.signal()
                wakes.invoicer.signal()
            }
            if wantsSweep { reconciler.lookForChanges() }
            if batch.wantsComparison { reconciler.hurry() }
        }
        invoicer = Invoicer(
            store: store, merchant: options.merchant, access: access, wfirma: wfirma, inbox: inbox, options: options.invoicing,
            wake: wakes.invoicer, logger: logger, chance: options.chance, onOrderAsked: { orders.reader.wake.signal() },
            onDelivered: { wakes.applier.signal() })
        stockReader = StockReader(store: store, client: wfirma, inbox: inbox, wake: wakes.stockReader, clock: clock, logger: logger) {
            wakes.applier.signal()
        }
        documentReader = DocumentReader(store: store, client: wfirma, inbox: inbox, wake: wakes.documentReader, clock: clock, logger: logger) {
            wakes.applier.signal()
            wakes.stockReader.signal()
        }
        planner = OfferPlanner(
            store: store, access: access, brake: options.brake, wake: wakes.planner, clock: clock, logger: logger, newCommandID: options.newCommandID
        ) { outcome in
            if !outcome.commands.isEmpty { wakes.sender.signal() }
            if outcome.planned > 0 { wakes.offerReader.signal() }
        }
        sender = Self.sender(options, store: store, access: access, firstLook: firstLook, wakes: wakes, logger: logger)
        tracker = Self.tracker(options, store: store, access: access, wakes: wakes, logger: logger)
        offerEditor = OfferEditor(store: store, access: access, wake: wakes.offerEditor, logger: logger, chance: options.chance)
        choiceRestorer = ChoiceRestorer(store: store, wake: wakes.choiceRestorer, clock: clock, logger: logger) {
            for wake in [wakes.planner, wakes.offerReader, wakes.offerEditor] { wake.signal() }
        }
        offerReader = OfferReader(store: store, access: access, rules: options.commands, wake: wakes.offerReader, logger: logger) {
            wakes.planner.signal()
        }
    }

    /// In the order in which a delivery passes them.
    public var services: [any SteppedService] {
        let steps: [any SteppedService] = [
            applier, stockReader, documentReader, invoicer, planner, sender, tracker, offerReader, offerEditor, choiceRestorer, reconciler,
            housekeeper, shadow,
        ]
        return keepers + orders.all + steps + (notifier.map { [$0] } ?? [])
    }

    /// Signalled when both sides were compared, or that was tried. One task at a time may wait for it.
    public var compared: Wake { reconciler.compared }

    /// To be signalled when the inbox took deliveries. It knows nothing of the gateway, so an inbox may hold it that the gateway holds.
    public var applierWake: Wake { wakes.applier }

    /// Something changed in the store that only a look at it tells: another process wrote to it, or a person did through a face.
    public func wakeAll() {
        let all = [
            wakes.applier, wakes.stockReader, wakes.documentReader, wakes.invoicer, wakes.planner, wakes.sender, wakes.tracker, wakes.offerReader,
            wakes.offerEditor,
            wakes.choiceRestorer, wakes.reconciler,
        ]
        for wake in all + wakes.keepers { wake.signal() }
        orders.wakeUp()
    }

    private static func sender(
        _ options: GatewayOptions, store: Store, access: AllegroAccess, firstLook: FirstLook, wakes: Wakes, logger: Logger
    ) -> CommandWorker {
        let sender = CommandSender(
            store: store, access: access, logger: logger, chance: options.chance, newCommandID: options.newCommandID, mayRaise: firstLook.mayRaise
        ) { wakes.tracker.signal() }
        return CommandWorker(
            states: [.written], slots: options.parallelCommands, store: store, wake: wakes.sender, clock: options.clock, logger: logger,
            lanes: sender.lanes, opening: sender.opening
        ) { command, now in
            try await sender.send(command, at: now)
            // The outbox has room again.
            if command.sentAt == nil { wakes.planner.signal() }
        }
    }

    private static func tracker(
        _ options: GatewayOptions, store: Store, access: AllegroAccess, wakes: Wakes, logger: Logger
    ) -> CommandWorker {
        let tracker = CommandTracker(
            store: store, merchant: options.merchant, access: access, rules: options.commands, logger: logger, chance: options.chance
        ) {
            wakes.planner.signal()
            wakes.offerReader.signal()
        }
        return CommandWorker(
            states: [.accepted, .hung], slots: options.parallelCommands, store: store, wake: wakes.tracker, clock: options.clock, logger: logger,
            lanes: tracker.lanes, perform: tracker.ask)
    }

    private static func wayOut(over exchange: any Exchange, _ options: GatewayOptions, store: Store) -> any Exchange {
        let gate = FreezableExchange(base: exchange, store: store)
        return options.requestsAtOnce.map { SharedExchange(base: gate, limit: $0) } ?? gate
    }

    private static func accounts(
        _ options: GatewayOptions, _ wakes: Wakes, store: Store, logger: Logger
    ) -> [AllegroAccess.Account] {
        zip(options.accounts, wakes.keepers).map { account, wake in
            let exchange = wayOut(over: account.exchange, options, store: store)
            let (client, clientID) = (AllegroClient(exchange: exchange, endpoint: account.endpoint), account.key.clientID)
            let keeper = AccountKeeper(
                account: account.name, merchant: options.merchant, store: store, client: client, key: account.key, wake: wake, clock: options.clock,
                logger: logger
            ) {
                for waiting in [wakes.sender, wakes.tracker, wakes.offerReader, wakes.offerEditor, wakes.reconciler] { waiting.signal() }
            }
            let allowance = Allowance(
                budget: options.budgets.budget(of: clientID, requestsPerMinute: account.requestsPerMinute), clientID: clientID,
                merchant: options.merchant, account: account.name, changesPerMinute: account.changesPerMinute)
            return AllegroAccess.Account(
                name: account.name, client: client, keeper: keeper, changesPerMinute: max(1, account.changesPerMinute),
                requestsPerMinute: account.requestsPerMinute, allowance: allowance)
        }
    }
}
