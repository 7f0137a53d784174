import HTTPTypes
import Metrics

/// What a listener counts, each made once: making one costs more than using it.
struct ListenerMetrics: Sendable {
    /// How a handshake ended.
    enum Handshake: String, CaseIterable {
        case full, resumed, failed, abandoned
        case timedOut = "timed_out"
    }

    private let handshakes: [Handshake: Counter]
    /// By status: those that the listener itself answers with.
    private let refused: [Int: Counter]
    private let turnedAway: Counter
    private let connections: Gauge

    init(listener: String) {
        self.handshakes = Dictionary(
            uniqueKeysWithValues: Handshake.allCases.map {
                ($0, Counter(label: "stockgate_tls_handshakes_total", dimensions: [("listener", listener), ("result", $0.rawValue)]))
            })
        self.refused = Dictionary(
            uniqueKeysWithValues: [400, 408, 413, 431].map {
                ($0, Counter(label: "stockgate_requests_refused_total", dimensions: [("listener", listener), ("status", "\($0)")]))
            })
        self.turnedAway = Counter(label: "stockgate_connections_turned_away_total", dimensions: [("listener", listener)])
        self.connections = Gauge(label: "stockgate_connections", dimensions: [("listener", listener)])
    }

    func count(_ result: Handshake) {
        handshakes[result]?.increment()
    }

    func countTurnedAway() {
        turnedAway.increment()
    }

    func show(connections count: Int) {
        connections.record(count)
    }

    /// Requests that the listener itself answered.
    func countRefused(_ status: HTTPResponse.Status) {
        refused[status.code]?.increment()
    }
}
