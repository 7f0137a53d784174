import NIOConcurrencyHelpers

/// Bounds what the bodies that are coming in may hold in memory together. Each is under the listener's limit, but thousands
/// of strangers can each send one slowly before we know that none of them is a sender.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = NIOLockedValueBox(0)

    init(limitBytes: Int) { limit = limitBytes }

    /// Whether `count` more bytes may be held; they are then to be given back.
    func take(_ count: Int) -> Bool {
        used.withLockedValue { used in
            guard used + count <= limit else { return false }
            used += count
            return true
        }
    }

    func giveBack(_ count: Int) { used.withLockedValue { $0 -= count } }
}
