import HTTPTypes
public import Hummingbird
public import Inventory
import Listener
import Payload
public import Storage

/// The engineers' face on the private listener: probes and metrics for anyone, the admin API for those with a token.
public struct OperationsFace: Sendable {
    private let store: Store
    private let registry: MetricsRegistry
    private let accounts: Set<AccountName>
    private let planning: Planning
    private let clock: @Sendable () -> Timestamp
    private let readiness: @Sendable () async -> Readiness
    private let onScrape: @Sendable () async -> Void
    private let onChange: @Sendable () -> Void
    private let reconcilePatience: Duration

    /// - Parameters:
    ///   - accounts: the configured Allegro accounts.
    ///   - planning: what a plan goes by (R32).
    ///   - onScrape: called before metrics are told, to set gauges.
    ///   - onChange: called after every change, so that running services look at the store at once.
    ///   - reconcilePatience: how long a comparison may take before who asked for it is told to come back.
    public init(
        store: Store, registry: MetricsRegistry, accounts: Set<AccountName>, planning: Planning,
        clock: @escaping @Sendable () -> Timestamp,
        readiness: @escaping @Sendable () async -> Readiness, onScrape: @escaping @Sendable () async -> Void,
        onChange: @escaping @Sendable () -> Void, reconcilePatience: Duration = .seconds(120)
    ) {
        self.store = store
        self.registry = registry
        self.accounts = accounts
        self.planning = planning
        self.clock = clock
        self.readiness = readiness
        self.onScrape = onScrape
        self.onChange = onChange
        self.reconcilePatience = reconcilePatience
    }

    /// Every route of the private listener.
    public func router() -> Router<OperationsContext> {
        let authentication = BearerAuthentication(store: store, clock: clock)
        let plain = Router(context: OperationsContext.self)
        add(to: plain, authentication)
        let router = Router(context: OperationsContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: StoreFaults())
        router.add(middleware: UnmatchedRoutes(plain.routes, authentication: authentication))
        add(to: router, authentication)
        return router
    }

    private func add(to router: Router<OperationsContext>, _ authentication: BearerAuthentication) {
        let told: @Sendable () async -> (isReady: Bool, payload: PayloadValue) = { [readiness] in
            let readiness = await readiness()
            return (readiness.faults.isEmpty, readiness.payload)
        }
        ProbeRoutes(registry: registry, readiness: told, onScrape: onScrape).add(to: router)
        func routes(_ authentication: BearerAuthentication) -> RouterGroup<OperationsContext> {
            router.group("api/v1").add(middleware: authentication)
        }
        let api = routes(authentication)
        OfferRoutes(store: store, clock: clock, onChange: onChange).add(to: api)
        LinkRoutes(store: store).add(to: api)
        SwitchRoutes(store: store, clock: clock, onChange: onChange).add(to: api)
        ProductRoutes(store: store).add(to: api)
        // Asking "what if" changes nothing, whatever its method.
        PlanRoutes(store: store, planning: planning, clock: clock).add(to: routes(authentication.requiring(.read)))
        OversellRoutes(store: store, clock: clock).add(to: api)
        ShadowRoutes(store: store, clock: clock).add(to: api)
        OrderRoutes(store: store).add(to: api)
        MonthRoutes(store: store).add(to: api)
        LeaveRoutes(store: store, clock: clock, onChange: onChange).add(to: routes(authentication.requiring(.admin)))
        DeliveryRoutes(store: store, clock: clock, onChange: onChange).add(to: api)
        ProblemRoutes(store: store, clock: clock, onChange: onChange).add(to: api)
        SettingRoutes(store: store, accounts: accounts, clock: clock, onChange: onChange).add(to: api)
        ReconciliationRoutes(store: store, patience: reconcilePatience, clock: clock, onChange: onChange).add(to: api)
    }
}
