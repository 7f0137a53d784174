public import CoreMetrics
import NIOConcurrencyHelpers

/// Keeps what swift-metrics reports and tells it in Prometheus' text format 0.0.4.
///
/// Names are used as they are: counters end in `_total`, timers in `_seconds` and become histograms in seconds.
public final class MetricsRegistry: MetricsFactory {
    private struct State {
        var families: [String: MetricFamily] = [:]
    }

    private let seriesLimit: Int
    private let state = NIOLockedValueBox(State())

    /// - Parameter seriesLimit: series of one name; more are not kept, so that a label gone wild cannot eat the memory.
    public init(seriesLimit: Int = 1000) { self.seriesLimit = seriesLimit }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter)
    }

    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions, aggregate ? .histogram(MetricBuckets.counts) : .gauge)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram(MetricBuckets.seconds))
    }

    /// A gauge that nobody sets any more is told no more.
    public func destroyRecorder(_ handler: any RecorderHandler) {
        guard let series = handler as? MetricSeries else { return }
        state.withLockedValue { state in
            for (name, family) in state.families {
                guard case .gauge = family.kind, let labels = family.series.first(where: { $0.value === series })?.key else { continue }
                state.families[name]?.series[labels] = nil
            }
        }
    }

    /// Gauges that have this label are told no more, until somebody sets them again: what they tell of is gone.
    public func forgetGauges(where label: String, is value: String) {
        let gone = ",\(label)=\"\(value.prometheusEscaped)\","
        state.withLockedValue { state in
            for (name, family) in state.families {
                guard case .gauge = family.kind else { continue }
                for labels in family.series.keys where ",\(labels),".contains(gone) { state.families[name]?.series[labels] = nil }
            }
        }
    }

    // A handler may outlive its metric; other series live as long as the process, so that a counter never falls.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// All series, sorted by name and labels.
    public func text() -> String {
        var text = ""
        for (name, family) in state.withLockedValue({ $0.families }).sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(MetricHelp.text(for: name))\n# TYPE \(name) \(family.kind.name)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) { text += series.text(name: name, labels: labels) }
        }
        return text + ProcessFigures.text()
    }

    private func series(_ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind) -> MetricSeries {
        let name = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
        let labels = dimensions.map { "\($0.0)=\"\($0.1.prometheusEscaped)\"" }.sorted().joined(separator: ",")
        return state.withLockedValue { state in
            var family = state.families[name] ?? MetricFamily(kind: kind)
            if let known = family.series[labels] { return known }
            let series = MetricSeries(kind: family.kind)
            guard family.series.count < seriesLimit else { return series }
            family.series[labels] = series
            state.families[name] = family
            return series
        }
    }
}

/// All series of one name.
struct MetricFamily: Sendable {
    enum Kind: Sendable {
        case counter, gauge
        /// Upper bounds of the buckets, rising.
        case histogram([Double])

        var name: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    let kind: Kind
    /// By their labels as they are written.
    var series: [String: MetricSeries] = [:]
}

enum MetricBuckets {
    static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
    static let counts = [1.0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
}

extension String {
    fileprivate var prometheusEscaped: String {
        replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
