import Inventory
import NIOConcurrencyHelpers

/// Holds guessing back: after some failures in a row of one name, or of one address, the next attempts wait, whether or not the name exists.
final class SignInThrottle: Sendable {
    /// Failures that cost nothing: a person mistypes.
    static let freeFailures = 5
    /// The first wait; each further failure doubles it.
    static let firstWait = Duration.seconds(10)
    static let longestWait = Duration.seconds(900)
    /// A quiet time after which failures are forgotten.
    static let memory = Duration.seconds(3600)
    /// Names and addresses remembered; beyond, the oldest go.
    static let limit = 10_000

    private struct Record {
        var failures = 0
        var last: Timestamp
    }

    private let records = NIOLockedValueBox<[String: Record]>([:])

    /// How long this name from this address must still wait; nil: not at all.
    func wait(name: String, address: String, at moment: Timestamp) -> Duration? {
        records.withLockedValue { records in
            Self.keys(name, address).compactMap { records[$0] }.compactMap { record -> Duration? in
                guard record.failures >= Self.freeFailures else { return nil }
                let doublings = min(record.failures - Self.freeFailures, 10)
                let wait = min(Self.firstWait * (1 << doublings), Self.longestWait)
                let left = record.last + wait - moment
                return left > .zero ? left : nil
            }.max()
        }
    }

    func failed(name: String, address: String, at moment: Timestamp) {
        records.withLockedValue { records in
            for key in Self.keys(name, address) {
                let known = records[key].flatMap { moment - $0.last < Self.memory ? $0.failures : nil } ?? 0
                records[key] = Record(failures: known + 1, last: moment)
            }
            guard records.count > Self.limit else { return }
            let oldest = records.sorted { ($0.value.last, $0.key) < ($1.value.last, $1.key) }.prefix(Self.limit / 10)
            for (key, _) in oldest { records[key] = nil }
        }
    }

    /// It was the right one: its earlier failures no longer count.
    func succeeded(name: String, address: String) {
        records.withLockedValue { records in
            for key in Self.keys(name, address) { records[key] = nil }
        }
    }

    private static func keys(_ name: String, _ address: String) -> [String] { ["name \(name.lowercased())", "address \(address)"] }
}
