import NIOConcurrencyHelpers

/// Bounds what the bodies that are coming in may hold in memory together. Each is under the listener's limit, but thousands
/// of strangers can each send one slowly before we know that none of them is a sender.
///
/// Where there are several sources none may hold more than is left free for the others: whoever floods one of them gets half, and two get a third each.
final class BodyBudget: Sendable {
    private struct State {
        var used = 0
        var held: [String: Int] = [:]
    }

    /// What bodies may hold where the largest one has `bodyLimit` bytes: 64 MiB, or four of the largest, so that there is room for another source's
    /// largest beside one that holds its half.
    static func bytes(bodyLimit: Int) -> Int { max(64 * 1_048_576, 4 * bodyLimit) }

    private let limit: Int
    private let state = NIOLockedValueBox(State())

    init(limitBytes: Int) { limit = limitBytes }

    /// Whether `count` more bytes may be held for this source; they are then to be given back.
    func take(_ count: Int, for source: String, isOnlySource: Bool) -> Bool {
        state.withLockedValue { state in
            let (free, held) = (limit - state.used, state.held[source, default: 0])
            guard count <= free, isOnlySource || held + count <= free else { return false }
            state.used += count
            state.held[source] = held + count
            return true
        }
    }

    func giveBack(_ count: Int, of source: String) {
        guard count > 0 else { return }
        state.withLockedValue { state in
            state.used -= count
            let held = state.held[source, default: 0] - count
            state.held[source] = held > 0 ? held : nil
        }
    }
}
