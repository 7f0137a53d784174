import Allegro
import CurlClient
import Gateway
import Inventory
import Storage
import WFirma

extension GatewayOptions {
    /// What one merchant's configuration says, over libcurl.
    init(_ configuration: GatewayConfiguration, exchanges: Exchanges = Exchanges(isShared: false)) {
        let wfirma = configuration.wfirma
        self.init(
            accounts: configuration.allegro.map { Account($0, over: exchanges.exchange(trusting: $0.caFile)) },
            wfirma: WFirmaClient(wfirma, over: exchanges.exchange(trusting: wfirma.caFile)), clock: systemClock)
        requestsAtOnce = exchanges.share
        ledger = LedgerRules(configuration)
        countedWarehouses = ledger.countedWarehouses
        reservationAge = configuration.safety.reservationAge
        personalDataKeeping = configuration.keeping.personalData
        notifications = NotificationOptions(configuration.notifications, exchanges: exchanges)
        commands.tries = configuration.safety.commandTries
        commands.patience = configuration.safety.commandPatience
        commands.contradiction = configuration.safety.contradiction
        webhookWatch = configuration.sources.contains { $0.kind == .wfirma } ? WebhookWatchRules() : nil
        webhookWatch?.silentChanges = configuration.safety.silentChanges
        (invoicing.ksef, invoicing.ksefWait) = (configuration.ksef, configuration.ksefWait)
        invoicing.rules.releaseWarehouse = configuration.wfirma.releaseWarehouse.map { WarehouseID($0) }
        invoicing.rules.polishVATCountries.formUnion(configuration.wfirma.polishVATAbroad.map { $0.uppercased() })
        commands.foreignHand.repairs = configuration.safety.foreignHandRepairs
        brake = Brake.Rules(configuration.safety)
        reconcileInterval = configuration.intervals.reconcile
        orderEventsInterval = configuration.intervals.orderEvents
        orderSweepInterval = configuration.intervals.orderSweep
    }
}

extension LedgerRules {
    init(_ configuration: GatewayConfiguration) {
        self.init()
        (secondLook, parkLimit) = (configuration.safety.secondLook, configuration.safety.parkLimit)
        countedWarehouses = configuration.wfirma.warehouses.map { Set($0.map { WarehouseID($0) }) }
    }
}

extension Brake.Rules {
    init(_ safety: Safety) {
        self.init()
        (share, products, window) = (safety.brakeShare, safety.brakeProducts, safety.brakeWindow)
    }
}

extension GatewayOptions.Account {
    fileprivate init(_ account: AllegroAccount, over exchange: any Exchange) {
        self.init(
            name: AccountName(account.account), endpoint: AllegroEndpoint(account),
            key: ApplicationKey(clientID: account.clientID, clientSecret: account.clientSecret), requestsPerMinute: account.requestsPerMinute,
            changesPerMinute: account.changesPerMinute, exchange: exchange)
    }
}

extension AllegroEndpoint {
    init(_ account: AllegroAccount) {
        self.init(apiURL: account.apiURL, authURL: account.authURL, application: account.application)
    }
}

extension WFirmaClient {
    init(_ account: WFirmaAccount) { self.init(account, over: CurlExchange(CurlOptions(caFile: account.caFile))) }

    init(_ account: WFirmaAccount, over exchange: any Exchange) {
        self.init(
            exchange: exchange,
            endpoint: WFirmaEndpoint(apiURL: account.apiURL, companyID: account.companyID, keys: WFirmaKeys(account)))
    }
}

extension WFirmaKeys {
    fileprivate init(_ account: WFirmaAccount) {
        self.init(accessKey: account.accessKey, secretKey: account.secretKey, appKey: account.appKey)
    }
}

extension GatewayKeys {
    /// What the configuration says now, of whom the running process speaks to: a key of another company, client or server goes with the restart that
    /// takes that one in.
    init(_ configuration: GatewayConfiguration, running: GatewayConfiguration) {
        let (wfirma, mail) = (configuration.wfirma, configuration.notifications.email)
        let isSameCompany = (wfirma.apiURL, wfirma.companyID) == (running.wfirma.apiURL, running.wfirma.companyID)
        let clients = configuration.allegro.filter { account in
            running.allegro.contains { ($0.account, $0.clientID, $0.authURL) == (account.account, account.clientID, account.authURL) }
        }
        let isSameMail = mail?.server == running.notifications.email?.server && mail?.user == running.notifications.email?.user
        let webhook = configuration.notifications.webhook.flatMap { $0.url == running.notifications.webhook?.url ? $0 : nil }
        self.init(
            wfirma: isSameCompany ? WFirmaKeys(wfirma) : nil,
            clientSecrets: Dictionary(clients.map { (AccountName($0.account), $0.clientSecret) }) { first, _ in first },
            mailPassword: isSameMail ? mail?.password : nil, notificationKey: webhook.map { NotificationOptions.key($0.signingSecret) })
    }
}
