import Gateway
import Logging
import ServiceLifecycle
import Storage

/// What the merchants of a process have in common toward Allegro: a budget for each client id, and when which of them is asked for its orders.
final class AllegroShare: Sendable {
    let budgets: ClientBudgets
    let polls = OrderPolls()
    /// Nil where no other gateway asks anything under these client ids.
    private let limits: SharedLimits?

    /// Of a process that works for one merchant, or beside those that do.
    init() { (budgets, limits) = (ClientBudgets(), nil) }

    init(_ configuration: GatewayConfiguration) {
        let budgets = ClientBudgets()
        self.budgets = budgets
        // All gateways of a fleet read one configuration, and so agree on where they count.
        let counters = configuration.byMerchant.lazy.compactMap { PostgreSQLAddress($0.database) }.first
        limits = counters.map { address in
            SharedLimits([:], of: budgets, logger: Logger(label: "budget")) { try openFleetBudget(address.server) }
        }
        follow(configuration)
    }

    /// Takes in what a configuration says that was read again. A client id that became several merchants' stays so until a restart.
    func follow(_ configuration: GatewayConfiguration) {
        let accounts = Dictionary(grouping: configuration.byMerchant.flatMap(\.allegro), by: \.clientID)
        for (clientID, users) in accounts { polls.expect(users.count, of: clientID) }
        limits?.follow(configuration.sharedClientIDs)
    }

    /// In the group before those who ask.
    var services: [any Service] { limits.map { [$0] } ?? [] }
}

extension GatewayConfiguration {
    /// Client ids that several merchants use, each with the smallest limit of requests that is said of it. What one merchant has for itself is used by
    /// the one gateway that works it.
    var sharedClientIDs: [String: Int] {
        let merchants = byMerchant.map { merchant in Dictionary(merchant.allegro.map { ($0.clientID, $0.requestsPerMinute) }, uniquingKeysWith: min) }
        return Dictionary(grouping: merchants.joined(), by: \.key).filter { $0.value.count > 1 }.compactMapValues { $0.map(\.value).min() }
    }
}
