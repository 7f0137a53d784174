import NIOConcurrencyHelpers

@testable import Storage

/// A monotonic clock that a test moves on.
final class TestClock: Sendable {
    private let start = ContinuousClock.now
    private let passed = NIOLockedValueBox(Duration.zero)

    var now: ContinuousClock.Instant { start + passed.withLockedValue { $0 } }

    func pass(_ span: Duration) { passed.withLockedValue { $0 += span } }
}

/// A fleet's rows in memory, over the test's clock: what the database would say, and when it does not answer.
final class TestRecords: FleetRecords {
    struct Row {
        var epoch: Int64 = 0
        var holder: String?
        var until: ContinuousClock.Instant?
    }

    struct State {
        var rows: [String: Row] = [:]
        var seen: [String: (at: ContinuousClock.Instant, stores: [String])] = [:]
        var isSilent = false
    }

    let clock: TestClock
    private let state: NIOLockedValueBox<State>

    init(_ clock: TestClock, stores: [String]) {
        self.clock = clock
        state = NIOLockedValueBox(State(rows: Dictionary(uniqueKeysWithValues: stores.map { ($0, Row()) })))
    }

    var isSilent: Bool {
        get { state.withLockedValue { $0.isSilent } }
        set { state.withLockedValue { $0.isSilent = newValue } }
    }

    func row(_ store: String) -> Row? { state.withLockedValue { $0.rows[store] } }

    /// Another gateway takes a store, whether it is free or not.
    func seize(_ store: String) {
        state.withLockedValue { $0.rows[store] = Row(epoch: ($0.rows[store]?.epoch ?? 0) + 1, holder: "other", until: clock.now + .seconds(60)) }
    }

    private func answer<Value>(_ work: (inout State) -> Value) throws -> Value {
        try state.withLockedValue { state in
            if state.isSilent { throw StorageError.notWritable(reason: "no answer") }
            return work(&state)
        }
    }

    func firstSchema() throws -> String { "public" }

    func survey(_ stores: [String], lease: Duration) throws -> FleetSurvey {
        try answer { state in
            FleetSurvey(
                standings: stores.map { store in
                    let row = state.rows[store]
                    return .init(store: store, holder: row?.until.map { $0 > clock.now } == true ? row?.holder : nil)
                },
                live: state.seen.filter { $0.value.at > clock.now - lease }.map { .init(id: $0.key, stores: Set($0.value.stores)) }
                    .sorted { $0.id < $1.id })
        }
    }

    func renew(gateway: String, stores: [String], lease: Duration) throws -> [String: Int64] {
        try answer { state in
            state.seen[gateway] = (clock.now, stores)
            let ours = state.rows.filter { $0.value.holder == gateway }
            for store in ours.keys { state.rows[store]?.until = clock.now + lease }
            return ours.mapValues(\.epoch)
        }
    }

    func take(_ stores: [String], gateway: String, lease: Duration) throws -> [String: Int64] {
        try answer { state in
            var taken: [String: Int64] = [:]
            for store in stores {
                guard let row = state.rows[store], row.holder == nil || row.until.map({ $0 <= clock.now }) == true else { continue }
                state.rows[store] = Row(epoch: row.epoch + 1, holder: gateway, until: clock.now + lease)
                taken[store] = row.epoch + 1
            }
            return taken
        }
    }

    func giveBack(_ store: String, epoch: Int64) throws {
        try answer { state in
            if state.rows[store]?.epoch == epoch { state.rows[store] = Row(epoch: epoch) }
        }
    }

    func leave(gateway: String) throws { try answer { $0.seen[gateway] = nil } }

    func changes(of stores: [String]) throws -> [String: Int64] { try answer { _ in [:] } }
}
