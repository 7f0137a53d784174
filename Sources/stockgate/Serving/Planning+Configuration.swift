import CurlClient
import Gateway
import Inventory
import Operations
import Storage

extension Planning {
    /// What the configuration says of a plan. Orders that have not happened are the first account's.
    init(_ configuration: GatewayConfiguration) {
        let supposed = SupposedDeliveries(account: AccountName(configuration.allegro.first?.account ?? "main"))
        self.init(terms: ForecastTerms(configuration)) { try supposed.read($0, at: $1) }
    }
}

extension ForecastTerms {
    /// The rules and limits that `serve` runs by. Of accounts that share a client id the smallest limit of requests holds, as in their budget;
    /// changes count for each account.
    fileprivate init(_ configuration: GatewayConfiguration) {
        let perHour = RateOptions().limits[.changesPerHour]?.amount ?? Int.max
        let paces = configuration.allegro.map { account in
            let sharing = configuration.allegro.filter { $0.clientID == account.clientID }
            let pace = SendingPace(
                requestsPerMinute: sharing.map(\.requestsPerMinute).min() ?? 1, changesPerMinute: account.changesPerMinute,
                changesPerHour: perHour)
            return (AccountName(account.account), pace)
        }
        self.init(
            ledger: LedgerRules(configuration), brake: Brake.Rules(configuration.safety), paces: Dictionary(paces) { first, _ in first })
    }
}
