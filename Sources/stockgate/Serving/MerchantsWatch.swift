import Metrics
import NIOConcurrencyHelpers
import Operations
import Storage

/// What a process tells of its merchants to probes and scrapers.
struct MerchantsWatch: Sendable {
    let merchants: Merchants
    let registry: MetricsRegistry
    /// Whose gauges were ever set.
    private let told = NIOLockedValueBox<Set<String>>([])
    private let probes = StoreProbes()

    init(merchants: Merchants, registry: MetricsRegistry) { (self.merchants, self.registry) = (merchants, registry) }

    /// A merchant is ready that is at work and whose store takes a write, as far as ``StoreProbes`` knows.
    func readiness() async -> MerchantsReadiness {
        let all = merchants.all
        let sound = all.compactMap { merchant in merchant.runtime.map { StoreProbes.Subject(merchant: merchant.name, store: $0.store) } }
            .filter { $0.store.damage == nil }
        let faults = await probes.faults(of: sound)
        return MerchantsReadiness(merchants: all.map { told($0, faults) })
    }

    private func told(_ merchant: Merchant, _ faults: [String: String]) -> MerchantsReadiness.Merchant {
        switch merchant.condition {
        case .starting: .init(name: merchant.name, condition: "starting", faults: ["it is being started"])
        case .working(let runtime):
            .init(
                name: merchant.name, condition: "working",
                faults: (runtime.store.damage.map { "\($0)" } ?? faults[merchant.name]).map { [$0] } ?? [],
                worker: runtime.worker.map { $0.name })
        case .resting(let why, let until): .init(name: merchant.name, condition: "resting", faults: ["\(why); begun anew at \(until)"])
        case .stopped: .init(name: merchant.name, condition: "stopped", faults: ["it was stopped"])
        }
    }

    func setGauges() async {
        let all = merchants.all
        for merchant in all {
            if let runtime = merchant.runtime {
                gauge("stockgate_merchant_working", of: merchant).record(1)
                await runtime.showStore()
            } else {
                // What it told while it was at work may be so no longer.
                registry.forgetGauges(where: "merchant", is: merchant.name)
                gauge("stockgate_merchant_working", of: merchant).record(0)
                if merchant.isOfFleet { gauge("stockgate_merchant_worked_here", of: merchant).record(0) }
            }
        }
        // Whoever is at work tells of the budgets, which are the process's.
        all.compactMap(\.runtime).first?.showLimits()
        // What waited in the store of a merchant that a reload took away waits here no longer, and nobody is to be called for it.
        let gone = told.withLockedValue { told in
            told.formUnion(all.map(\.name))
            return told.subtracting(merchants.all.map(\.name))
        }
        for name in gone { registry.forgetGauges(where: "merchant", is: name) }
    }

    private func gauge(_ label: String, of merchant: Merchant) -> Gauge {
        Gauge(label: label, dimensions: [("merchant", merchant.name)], factory: registry)
    }
}

extension Fleet.Worker {
    /// As `/readyz` tells it.
    fileprivate var name: String {
        switch self {
        case .here: "here"
        case .elsewhere(let gateway): gateway
        case .nobody: ""
        }
    }
}
