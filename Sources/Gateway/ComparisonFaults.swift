import Inventory
import NIOConcurrencyHelpers
import Storage

/// What could not be compared, side by side: each side's failures in a row, and from ``limit`` of them on a person is told.
final class ComparisonFaults: Sendable {
    /// Comparisons in vain before a person is told.
    static let limit = 3
    /// The name of wFirma's side; Allegro's are their accounts' names.
    static let wfirma = "wfirma"

    private let failures = NIOLockedValueBox<[String: Int]>([:])

    /// A whole comparison is over: `faults` are the sides that it could not compare, with the reasons, among all of them.
    func keep(_ faults: [String: String], of sides: [String], in store: Store, at moment: Timestamp) async throws {
        for side in sides {
            guard let reason = faults[side] else {
                failures.withLockedValue { $0[side] = nil }
                try await store.settleProblem(.comparisonFailing, subject: side, at: moment)
                continue
            }
            let count = failures.withLockedValue { failures in
                failures[side, default: 0] += 1
                return failures[side] ?? 0
            }
            guard count >= Self.limit else { continue }
            let name = side == Self.wfirma ? "wFirma" : "Allegro (\(side))"
            try await store.raiseProblem(
                .comparisonFailing, subject: side,
                what: Words(en: "The comparison with \(name) fails again and again", pl: "Porównanie z \(name) wciąż się nie udaje"),
                why: Words(verbatim: reason), at: moment)
        }
    }
}
