import HTTPTypes
public import Hummingbird
public import Inventory
import Listener
public import Storage

/// The engineers' face on the private listener: probes and metrics for anyone, the admin API for those with a token.
public struct OperationsFace: Sendable {
    private let store: Store
    private let registry: MetricsRegistry
    private let clock: @Sendable () -> Timestamp
    private let readiness: @Sendable () async -> Readiness
    private let onScrape: @Sendable () async -> Void
    private let onChange: @Sendable () -> Void

    /// - Parameters:
    ///   - onScrape: called before metrics are told, to set gauges.
    ///   - onChange: called after every change, so that running services look at the store at once.
    public init(
        store: Store, registry: MetricsRegistry, clock: @escaping @Sendable () -> Timestamp, readiness: @escaping @Sendable () async -> Readiness,
        onScrape: @escaping @Sendable () async -> Void, onChange: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.registry = registry
        self.clock = clock
        self.readiness = readiness
        self.onScrape = onScrape
        self.onChange = onChange
    }

    /// Every route of the private listener.
    public func router() -> Router<OperationsContext> {
        let router = Router(context: OperationsContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware())
        ProbeRoutes(registry: registry, readiness: readiness, onScrape: onScrape).add(to: router)
        let api = router.group("api/v1").add(middleware: BearerAuthentication(store: store, clock: clock))
        OfferRoutes(store: store, clock: clock, onChange: onChange).add(to: api)
        ProductRoutes(store: store).add(to: api)
        DeliveryRoutes(store: store, clock: clock, onChange: onChange).add(to: api)
        SettingRoutes(store: store, clock: clock, onChange: onChange).add(to: api)
        return router
    }
}
