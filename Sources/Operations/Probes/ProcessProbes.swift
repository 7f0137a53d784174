import HTTPTypes
public import Hummingbird
import Listener
import Payload

/// Probes and metrics of a process that works for several merchants; what is one merchant's stands under its own path.
public struct ProcessProbes: Sendable {
    private let registry: MetricsRegistry
    private let readiness: @Sendable () async -> MerchantsReadiness
    private let onScrape: @Sendable () async -> Void

    /// - Parameter onScrape: called before metrics are told, to set gauges.
    public init(
        registry: MetricsRegistry, readiness: @escaping @Sendable () async -> MerchantsReadiness, onScrape: @escaping @Sendable () async -> Void
    ) {
        (self.registry, self.readiness, self.onScrape) = (registry, readiness, onScrape)
    }

    public func router() -> Router<OperationsContext> {
        let router = Router(context: OperationsContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware())
        let told: @Sendable () async -> (isReady: Bool, payload: PayloadValue) = { [readiness] in
            let readiness = await readiness()
            return (readiness.isReady, readiness.payload)
        }
        ProbeRoutes(registry: registry, readiness: told, onScrape: onScrape).add(to: router)
        return router
    }
}

/// Which merchants' deliveries can be taken.
public struct MerchantsReadiness: Sendable {
    public struct Merchant: Sendable {
        public var name: String
        /// `working`, `starting`, `resting` or `stopped`.
        public var condition: String
        /// What keeps its deliveries from being taken; empty when all is well.
        public var faults: [String]

        /// The gateway that works for it, where several share its store: `here`, another's name, or empty for nobody.
        public var worker: String?

        public init(name: String, condition: String, faults: [String], worker: String? = nil) {
            (self.name, self.condition, self.faults, self.worker) = (name, condition, faults, worker)
        }
    }

    public var merchants: [Merchant]

    public init(merchants: [Merchant]) { self.merchants = merchants }

    /// While one merchant's deliveries can be taken, a balancer that cut the process off would cut off that one as well.
    var isReady: Bool { merchants.contains { $0.faults.isEmpty } }

    var payload: PayloadValue {
        [
            "ready": .bool(isReady),
            "faults": .array(isReady ? [] : [.string("no merchant's deliveries can be taken")]),
            "merchants": .array(
                merchants.map { merchant in
                    var told: PayloadObject = [
                        "name": .string(merchant.name), "condition": .string(merchant.condition), "ready": .bool(merchant.faults.isEmpty),
                        "faults": .array(merchant.faults.map { .string($0) }),
                    ]
                    told["worked_by"] = merchant.worker.map { $0.isEmpty ? .null : .string($0) }
                    return .object(told)
                }),
        ]
    }
}
