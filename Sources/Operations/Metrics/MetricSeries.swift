import CoreMetrics
import NIOConcurrencyHelpers

/// One series: a number, or a histogram's buckets.
final class MetricSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private struct State {
        var value = 0.0
        var count: UInt64 = 0
        var buckets: [UInt64]
    }

    private let bounds: [Double]
    private let isHistogram: Bool
    private let state: NIOLockedValueBox<State>

    init(kind: MetricFamily.Kind) {
        switch kind {
        case .counter, .gauge: (bounds, isHistogram) = ([], false)
        case .histogram(let bounds): (self.bounds, isHistogram) = (bounds, true)
        }
        state = NIOLockedValueBox(State(buckets: Array(repeating: 0, count: bounds.count)))
    }

    func increment(by amount: Int64) { add(Double(amount)) }
    func increment(by amount: Double) { add(amount) }
    func decrement(by amount: Double) { add(-amount) }
    func reset() { state.withLockedValue { $0.value = 0 } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { state.withLockedValue { $0.value = value } }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { isHistogram ? observe(value) : set(value) }
    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / 1_000_000_000) }

    func text(name: String, labels: String) -> String {
        let state = state.withLockedValue { $0 }
        let suffix = labels.isEmpty ? "" : "{\(labels)}"
        guard isHistogram else { return "\(name)\(suffix) \(state.value.prometheusText)\n" }
        var text = ""
        var sum: UInt64 = 0
        let separator = labels.isEmpty ? "" : ","
        for (bound, count) in zip(bounds, state.buckets) {
            sum += count
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(bound.prometheusText)\"} \(sum)\n"
        }
        text += "\(name)_bucket{\(labels)\(separator)le=\"+Inf\"} \(state.count)\n"
        return text + "\(name)_sum\(suffix) \(state.value.prometheusText)\n\(name)_count\(suffix) \(state.count)\n"
    }

    private func add(_ amount: Double) { state.withLockedValue { $0.value += amount } }

    private func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 }
        state.withLockedValue { state in
            state.value += value
            state.count += 1
            if let bucket { state.buckets[bucket] += 1 }
        }
    }
}

extension Double {
    /// Whole numbers without a fraction, as Prometheus writes them.
    fileprivate var prometheusText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self > 0 ? "+Inf" : "-Inf" }
        return self == rounded() && magnitude < 1e15 ? String(Int64(self)) : String(self)
    }
}
