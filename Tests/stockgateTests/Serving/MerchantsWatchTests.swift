import Metrics
import Operations
import Testing

@testable import stockgate

@Suite("What scrapers are told of several merchants")
struct MerchantsWatchTests {
    @Test("of a merchant that is not at work no more than that")
    func resting() async {
        let registry = MetricsRegistry()
        let merchants = Merchants()
        var (file, shared) = (GatewayConfiguration(), GatewayConfiguration())
        (file.merchantName, file.database) = ("kubki", "kubki.db")
        (shared.merchantName, shared.database) = ("lampy", "postgres://db.example/shop")
        merchants.follow([file, shared])
        for name in ["kubki", "lampy"] {
            Gauge(label: "stockgate_ends_held", dimensions: [("merchant", name)], factory: registry).record(12)
            Gauge(label: "stockgate_merchant_working", dimensions: [("merchant", name)], factory: registry).record(1)
            merchants[name]?.condition = .stopped
        }
        Gauge(label: "stockgate_merchant_worked_here", dimensions: [("merchant", "lampy")], factory: registry).record(1)
        await MerchantsWatch(merchants: merchants, registry: registry).setGauges()
        let told = registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") && $0.contains("merchant=") }
        #expect(
            told.map(String.init).sorted() == [
                #"stockgate_merchant_worked_here{merchant="lampy"} 0"#, #"stockgate_merchant_working{merchant="kubki"} 0"#,
                #"stockgate_merchant_working{merchant="lampy"} 0"#,
            ])
    }
}
