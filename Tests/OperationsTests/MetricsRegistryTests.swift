import Foundation
import Metrics
import Payload
import Testing

@testable import Operations

@Suite("the metrics registry")
struct MetricsRegistryTests {
    /// The lines of one family, without the process's own figures.
    private func lines(_ registry: MetricsRegistry, _ name: String) -> [String] {
        registry.text().split(separator: "\n").map(String.init).filter { $0.contains(name) }
    }

    @Test("counters add up, gauges hold the last value")
    func countersAndGauges() {
        let registry = MetricsRegistry()
        for amount in [2, 3] {
            Counter(label: "stockgate_deliveries_total", dimensions: [("source", "a"), ("outcome", "accepted")], factory: registry)
                .increment(by: amount)
        }
        Counter(label: "stockgate_deliveries_total", dimensions: [("outcome", "accepted"), ("source", "b")], factory: registry).increment()
        for value in [4.0, 0.25] { Gauge(label: "stockgate_limit_used_ratio", dimensions: [], factory: registry).record(value) }
        #expect(
            lines(registry, "stockgate_deliveries_total") == [
                "# HELP stockgate_deliveries_total Deliveries at the door, by source and outcome.", "# TYPE stockgate_deliveries_total counter",
                #"stockgate_deliveries_total{outcome="accepted",source="a"} 5"#, #"stockgate_deliveries_total{outcome="accepted",source="b"} 1"#,
            ])
        #expect(
            lines(registry, "stockgate_limit_used_ratio").dropFirst() == [
                "# TYPE stockgate_limit_used_ratio gauge", "stockgate_limit_used_ratio 0.25",
            ])
    }

    @Test("a timer is a histogram in seconds whose buckets count upwards")
    func histogram() {
        let registry = MetricsRegistry()
        let timer = Timer(label: "stockgate_intake_seconds", dimensions: [("source", "a")], factory: registry)
        for milliseconds in [1, 3, 3, 90_000] { timer.recordMilliseconds(milliseconds) }
        let text = lines(registry, "stockgate_intake_seconds")
        #expect(text[1] == "# TYPE stockgate_intake_seconds histogram")
        #expect(text.contains(#"stockgate_intake_seconds_bucket{source="a",le="0.0005"} 0"#))
        #expect(text.contains(#"stockgate_intake_seconds_bucket{source="a",le="0.001"} 1"#))
        #expect(text.contains(#"stockgate_intake_seconds_bucket{source="a",le="0.005"} 3"#))
        #expect(text.contains(#"stockgate_intake_seconds_bucket{source="a",le="60"} 3"#))
        #expect(
            text.suffix(3) == [
                #"stockgate_intake_seconds_bucket{source="a",le="+Inf"} 4"#, #"stockgate_intake_seconds_sum{source="a"} 90.007"#,
                #"stockgate_intake_seconds_count{source="a"} 4"#,
            ])
    }

    @Test("a recorder that aggregates counts in whole buckets, without labels too")
    func recorder() {
        let registry = MetricsRegistry()
        let recorder = Recorder(label: "stockgate_inbox_batch_size", dimensions: [], aggregate: true, factory: registry)
        for size in [1, 100] { recorder.record(size) }
        let text = lines(registry, "stockgate_inbox_batch_size")
        #expect(text.contains(#"stockgate_inbox_batch_size_bucket{le="1"} 1"#))
        #expect(text.contains(#"stockgate_inbox_batch_size_bucket{le="128"} 2"#))
        #expect(text.suffix(2) == ["stockgate_inbox_batch_size_sum 101", "stockgate_inbox_batch_size_count 2"])
    }

    @Test("what a label's value holds is escaped, what a name may not hold is replaced")
    func escaping() {
        let registry = MetricsRegistry()
        Counter(label: "tried.things-total", dimensions: [("why", "a \"b\"\\\nc")], factory: registry).increment()
        #expect(lines(registry, "tried_things_total").last == #"tried_things_total{why="a \"b\"\\\nc"} 1"#)
    }

    @Test("values beyond numbers are written as Prometheus writes them")
    func extremes() {
        let registry = MetricsRegistry()
        for (name, value) in [("a", Double.infinity), ("b", -Double.infinity), ("c", Double.nan), ("d", 1e300)] {
            Gauge(label: "g_\(name)", dimensions: [], factory: registry).record(value)
        }
        #expect(["a", "b", "c", "d"].map { lines(registry, "g_\($0)").last } == ["g_a +Inf", "g_b -Inf", "g_c NaN", "g_d 1e+300"])
    }

    @Test("a label gone wild is held at its limit")
    func seriesLimit() {
        let registry = MetricsRegistry(seriesLimit: 100)
        for number in 0..<150 {
            Counter(label: "wild_total", dimensions: [("id", String(number))], factory: registry).increment()
        }
        #expect(lines(registry, "wild_total{").count == 100)
    }

    @Test("a process of several merchants is ready while one of them is, and tells of each")
    func merchantsReadiness() {
        let (well, ill) = (
            MerchantsReadiness.Merchant(name: "kubki", condition: "working", faults: []),
            MerchantsReadiness.Merchant(name: "lampy", condition: "resting", faults: ["the disk is full"])
        )
        #expect(MerchantsReadiness(merchants: [well, ill]).isReady)
        #expect(!MerchantsReadiness(merchants: [ill]).isReady)
        guard case .array(let told)? = MerchantsReadiness(merchants: [well, ill]).payload["merchants"] else {
            Issue.record("no merchants are told")
            return
        }
        #expect(told.map { $0["ready"] } == [.bool(true), .bool(false)])
        #expect(told.map { $0["worked_by"] } == [nil, nil])
    }

    @Test("where gateways share a store, it is told who works it", arguments: [("here", "here"), ("north/7/1f", "north/7/1f"), ("", nil)])
    func worker(of worker: String, told: String?) {
        let merchant = MerchantsReadiness.Merchant(name: "kubki", condition: "working", faults: [], worker: worker)
        guard case .array(let merchants)? = MerchantsReadiness(merchants: [merchant]).payload["merchants"] else {
            Issue.record("no merchants are told")
            return
        }
        #expect(merchants.first?["worked_by"] == (told.map { .string($0) } ?? .null))
    }

    @Test("a series lives on when what reported it is gone")
    func destruction() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "kept_total", dimensions: [], factory: registry)
        counter.increment()
        counter.destroy()
        Counter(label: "kept_total", dimensions: [], factory: registry).increment()
        #expect(lines(registry, "kept_total").last == "kept_total 2")
    }

    @Test("gauges of what is gone are told no more, until they are set again; what was counted stays")
    func forgetting() {
        let registry = MetricsRegistry()
        func set(_ merchant: String) {
            Gauge(label: "waiting", dimensions: [("merchant", merchant), ("state", "accepted")], factory: registry).record(3)
        }
        for merchant in ["kubki", "kubki2"] {
            set(merchant)
            Counter(label: "applied_total", dimensions: [("merchant", merchant)], factory: registry).increment()
        }
        registry.forgetGauges(where: "merchant", is: "kubki")
        #expect(lines(registry, "waiting{") == [#"waiting{merchant="kubki2",state="accepted"} 3"#])
        #expect(lines(registry, "applied_total{").count == 2)
        set("kubki")
        #expect(lines(registry, "waiting{").count == 2)
    }

    @Test("every metric that the sources name has its meaning, and no other has one")
    func meanings() throws {
        let sources = Contract.repository.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var named: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" && file.lastPathComponent != "MetricHelp.swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            named.formUnion(text.matches(of: #/"(stockgate_[a-z_]+)"/#).map { String($0.output.1) })
        }
        #expect(named.symmetricDifference(MetricHelp.known.keys) == [])
    }
}
