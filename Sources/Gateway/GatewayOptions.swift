public import Allegro
public import CurlClient
public import Inventory
import OpenSSLCrypto
public import Storage
public import WFirma

/// What a gateway is made of, with the defaults of the configuration.
public struct GatewayOptions: Sendable {
    /// One Allegro account.
    public struct Account: Sendable {
        public var name: AccountName
        public var endpoint: AllegroEndpoint
        public var key: ApplicationKey
        /// Requests of this client id in any 60 seconds.
        public var requestsPerMinute: Int
        /// Changes of offers by commands of one kind in any 60 seconds.
        public var changesPerMinute: Int
        /// Verifies Allegro's certificate with the authorities of this account's configuration.
        public var exchange: any Exchange

        public init(
            name: AccountName, endpoint: AllegroEndpoint, key: ApplicationKey, requestsPerMinute: Int = 9000, changesPerMinute: Int = 9000,
            exchange: any Exchange
        ) {
            self.name = name
            self.endpoint = endpoint
            self.key = key
            self.requestsPerMinute = requestsPerMinute
            self.changesPerMinute = changesPerMinute
            self.exchange = exchange
        }
    }

    public var accounts: [Account]
    public var wfirma: WFirmaClient
    /// The warehouses that count; nil for all (R40).
    public var countedWarehouses: Set<WarehouseID>?
    public var ledger = LedgerRules()
    public var commands = CommandRules()
    public var invoicing = InvoicingOptions()
    /// How long a sale may stay reserved without a release before a person is asked.
    public var reservationAge: Duration = .seconds(14 * 86_400)
    /// How long a buyer's data is kept after the order is over (R46).
    public var personalDataKeeping: Duration = .seconds(90 * 86_400)
    /// Who is told of problems; nil: nobody.
    public var notifications: NotificationOptions?
    /// When wFirma's webhooks count as silent; nil where none are expected (R23).
    public var webhookWatch: WebhookWatchRules? = WebhookWatchRules()
    /// When ends are held for a person (R30).
    public var brake = Brake.Rules()
    /// Between two comparisons of both sides.
    public var reconcileInterval: Duration = .seconds(300)
    /// Between two polls of an account's order journal that came to its end.
    public var orderEventsInterval: Duration = .seconds(5)
    /// Between two sweeps over an account's checkout forms.
    public var orderSweepInterval: Duration = .seconds(600)
    /// The Allegro account whose events a source of webhooks brings.
    public var accountOfSource: @Sendable (_ source: String) -> AccountName? = { _ in nil }
    /// Commands of one lane (account, urgency and kind) sent at once, and asked about at once.
    public var parallelCommands = 16
    /// Requests to each account, and to wFirma, under way at once; nil: as many as there are. What else would leave waits in its own line.
    public var requestsAtOnce: Int?
    /// The time; a simulation brings its own.
    public var clock: @Sendable () -> Timestamp
    /// Whose gateway it is, where the process works for several merchants; empty for the only one.
    public var merchant = ""
    /// The process's budgets; gateways of one process share them.
    public var budgets = ClientBudgets()
    /// When the process asks which account for its orders; gateways of one process share it.
    public var polls = OrderPolls()

    /// Random bytes: command ids, and how retries are spread.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8] = OpenSSLCrypto.randomBytes

    public init(accounts: [Account], wfirma: WFirmaClient, clock: @escaping @Sendable () -> Timestamp) {
        self.accounts = accounts
        self.wfirma = wfirma
        self.clock = clock
    }

    /// The ledger's rules with the choice of warehouses.
    var ledgerRules: LedgerRules {
        var rules = ledger
        rules.countedWarehouses = countedWarehouses
        return rules
    }

    /// A random UUID.
    public func newCommandID() -> CommandID {
        var bytes = randomBytes(16)
        // RFC 9562: version 4, variant 1.
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let groups = [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10...]]
        return CommandID(groups.map { hexadecimal($0) }.joined(separator: "-"))
    }

    func chance() -> Double { Double(randomBytes(2).reduce(0) { $0 * 256 + Int($1) }) / 65_536 }
}
