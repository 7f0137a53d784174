import CurlClient
import NIOConcurrencyHelpers

/// The ways out of this process. Where it works for several merchants they share one thread and one set of connections for each authority that they
/// trust, so that a thousand merchants need no thousand threads; the only merchant has one for each side.
final class Exchanges: Sendable {
    /// Of all merchants together: requests under way and waiting, and connections to one host.
    private static let (sharedRequests, sharedConnections) = (65_536, 64)
    private let isShared: Bool
    private let made = NIOLockedValueBox<[String: CurlExchange]>([:])

    /// Of one merchant to one side, where several share the ways out: requests under way at once. What else it would send waits in its own line.
    var share: Int? { isShared ? 24 : nil }

    /// - Parameter isShared: whether several merchants use it.
    init(isShared: Bool) { self.isShared = isShared }

    /// - Parameter caFile: trusted instead of the system's authorities; nil: the system's.
    func exchange(trusting caFile: String?) -> any Exchange {
        guard isShared else { return CurlExchange(CurlOptions(caFile: caFile)) }
        return made.withLockedValue { made in
            if let exchange = made[caFile ?? ""] { return exchange }
            let exchange = CurlExchange(
                CurlOptions(caFile: caFile, maxConnectionsPerHost: Self.sharedConnections, maxRequests: Self.sharedRequests))
            made[caFile ?? ""] = exchange
            return exchange
        }
    }
}
