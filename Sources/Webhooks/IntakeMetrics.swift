import Metrics
import NIOCore

/// What became of a request to a source.
enum IntakeOutcome: String, CaseIterable {
    case accepted, repeated, conflict, rejected, unauthenticated, unsupported, limited, unavailable
}

/// One source's counters and timer, looked up once.
struct IntakeMetrics: Sendable {
    private let counters: [Counter]
    private let timer: Timer

    init(source: String) {
        counters = IntakeOutcome.allCases.map {
            Counter(label: "stockgate_deliveries_total", dimensions: [("source", source), ("outcome", $0.rawValue)])
        }
        timer = Timer(label: "stockgate_intake_seconds", dimensions: [("source", source)])
    }

    /// Counts `outcome` and the time since the request's head came.
    func record(_ outcome: IntakeOutcome, since start: NIODeadline) {
        for (counter, known) in zip(counters, IntakeOutcome.allCases) where known == outcome { counter.increment() }
        timer.recordNanoseconds((NIODeadline.now() - start).nanoseconds)
    }
}
