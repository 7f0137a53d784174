import Inventory
import Storage

/// What became of a deed, as the book of deeds keeps it: how many of each outcome on the first line, then the refused ones with their reason.
struct DeedOutcome: Sendable, Equatable {
    /// Refused ones that are kept by name.
    static let refusedLimit = 500

    var counts: [(name: String, count: Int)] = []
    var refused: [(offer: OfferID, reason: SwitchOutcome.Refusal)] = []

    init(_ outcomes: Store.Outcomes) {
        var found: [String: Int] = [:]
        for (offer, outcome) in outcomes {
            found[outcome == .frozen ? "frozen" : outcome.told.name, default: 0] += 1
            if outcome.told.name == "refused", let reason = outcome.told.reason, refused.count < Self.refusedLimit { refused.append((offer, reason)) }
        }
        counts = found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    init(_ text: String) {
        let lines = text.split(separator: "\n")
        counts = (lines.first ?? "").split(separator: " ").compactMap { part in
            let halves = part.split(separator: "=")
            return halves.count == 2 ? Int(halves[1]).map { (String(halves[0]), $0) } : nil
        }
        refused = lines.dropFirst().compactMap { line in
            let halves = line.split(separator: " ")
            return halves.count == 2 ? SwitchOutcome.Refusal(rawValue: String(halves[1])).map { (OfferID(String(halves[0])), $0) } : nil
        }
    }

    var text: String {
        ([counts.map { "\($0.name)=\($0.count)" }.joined(separator: " ")] + refused.map { "\($0.offer.text) \($0.reason.rawValue)" })
            .joined(separator: "\n")
    }

    static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    /// How many had this outcome.
    subscript(name: String) -> Int { counts.first { $0.name == name }?.count ?? 0 }
}
