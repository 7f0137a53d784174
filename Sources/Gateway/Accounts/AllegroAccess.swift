public import Allegro
public import Inventory

/// The Allegro accounts of this gateway: for each its client, its keeper of tokens and its share of the one rate budget.
public struct AllegroAccess: Sendable {
    /// One account.
    public struct Account: Sendable {
        public let name: AccountName
        public private(set) var client: AllegroClient
        public let keeper: AccountKeeper
        /// Changes a minute that Allegro grants it; no command is larger.
        public let changesPerMinute: Int
        /// Requests a minute of its client id.
        let requestsPerMinute: Int
        let allowance: Allowance
        let theirClock = AllegroClock()

        public init(
            name: AccountName, client: AllegroClient, keeper: AccountKeeper, changesPerMinute: Int, requestsPerMinute: Int,
            allowance: Allowance
        ) {
            self.name = name
            self.client = client
            self.keeper = keeper
            self.changesPerMinute = changesPerMinute
            self.requestsPerMinute = requestsPerMinute
            self.allowance = allowance
        }

        /// Its place among those whose orders are asked for.
        var seat: PollSeat { PollSeat(clientID: allowance.clientID, party: allowance.party) }

        /// The same account for requests that follow from a delivery whose sender traces it; nil: from none.
        func following(_ trace: TraceContext?) -> Account {
            var account = self
            account.client = client.following(trace)
            return account
        }

        func take(_ use: Allowance.Use) async throws { try await allowance.take(use) }
        func rejected(_ use: Allowance.Use, retryAfter: Duration?) { allowance.rejected(use, retryAfter: retryAfter) }
    }

    /// True while the account's work need not wait for an authorisation.
    func isAuthorised(_ account: AccountName, at now: Timestamp) -> Bool { self[account]?.keeper.accessToken(at: now) != nil }

    /// In order of their names.
    public let accounts: [Account]
    public let clock: @Sendable () -> Timestamp

    public init(_ accounts: [Account], clock: @escaping @Sendable () -> Timestamp) {
        self.accounts = accounts.sorted { $0.name < $1.name }
        self.clock = clock
    }

    subscript(name: AccountName) -> Account? { accounts.first { $0.name == name } }
}
