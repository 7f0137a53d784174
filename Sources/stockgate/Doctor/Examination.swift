import Allegro
import CurlClient
import Foundation
import Gateway
import Inventory
import NIOOpenSSL
import OpenSSLCrypto
import Storage
import WFirma

/// Gathers the facts of one run of `doctor` and has each check judge its own.
struct Examination {
    let loaded: LoadedConfiguration
    /// Trusted for `public.url` in place of the system's authorities.
    let publicAuthority: String?
    /// Where the stores of the other merchants are that the same process works.
    let otherStores: [String]

    private var configuration: GatewayConfiguration { loaded.configuration }
    private var place: String { configuration.storeOptions(runsCheckpoints: false).place }

    func run() async -> [Finding] {
        let holder = StoreHolder.of(database: configuration.database)
        var findings = examineFiles()
        let inspection = StoreInspection.of(path: configuration.database)
        let (store, fault) = open(inspection)
        findings += DatabaseCheck.judge(inspection, opening: fault, path: place, isServed: holder != nil)
        let setAside = SetAsideStores(beside: configuration.database)
        findings += DatabaseCheck.judge(setAside: setAside.all, leftOver: setAside.leftOver, keeping: configuration.keeping.personalData)
        if configuration.merchantName != nil {
            findings += DatabaseCheck.judge(unnamed: UnnamedStores.beside([configuration.database] + otherStores))
        }
        findings += await examineSides(store, isServed: holder != nil)
        findings += WebhookCheck.judge(
            await WebhookCheck.gather(configuration, authority: publicAuthority, isServed: holder != nil, restsIn: holder == nil ? neighbour : nil))
        findings += NotificationCheck.judge(await NotificationCheck.gather(configuration.notifications))
        findings += LimitCheck.judge(LimitCheck.gather(configuration, serving: holder?.process))
        try? store?.close()
        return findings
    }

    /// The process that works another of the merchants.
    private var neighbour: Int32? { otherStores.lazy.compactMap { StoreHolder.of(database: $0)?.process }.first }

    private func examineFiles() -> [Finding] {
        var findings = PermissionCheck.judge(PermissionCheck.gather(loaded))
        findings += CertificateCheck.gather(configuration, now: systemClock()).flatMap(CertificateCheck.judge)
        // A server's disk is for its own operator to watch.
        if PostgreSQLAddress(configuration.database) == nil {
            let folder = URL(filePath: configuration.database).deletingLastPathComponent().path
            findings += DiskCheck.judge(DiskFacts.of(folder: folder), folder: folder)
        }
        do throws(ConfigurationRefused) { _ = try configuration.choices?.read() } catch { findings += ConfigurationCheck.judge(choices: error) }
        return findings
    }

    /// The store, where opening it changes no table; or why it does not open.
    private func open(_ inspection: StoreInspection?) -> (Store?, StorageError?) {
        guard let inspection, inspection.fault == nil, inspection.missingSteps.isEmpty else { return (nil, nil) }
        do { return (try Store.open(configuration.storeOptions(runsCheckpoints: false)), nil) } catch {
            return (nil, error as? StorageError ?? .failed(reason: "\(error)"))
        }
    }

    private func examineSides(_ store: Store?, isServed: Bool) async -> [Finding] {
        var findings: [Finding] = []
        var clients: [String: (AllegroClient, Secret)] = [:]
        var curls: [CurlExchange] = []
        for account in configuration.allegro {
            let curl = CurlExchange(CurlOptions(caFile: account.caFile))
            curls.append(curl)
            let noted = NotedExchange(curl)
            let client = AllegroClient(exchange: noted, endpoint: AllegroEndpoint(account))
            let began = systemClock()
            let facts = await AllegroCheck.gather(account, client, store: store, isServed: isServed)
            findings += ClockCheck.judge(.init(side: "Allegro (\(account.account))", answer: noted.clock(from: began)))
            findings += AllegroCheck.judge(facts, isServed: isServed) + AllegroCheck.judgeUserAgent(facts) + AllegroCheck.judgeScopes(facts)
            if case .success = facts.seller, let store, let tokens = try? await AccountTokens.load(AccountName(account.account), from: store) {
                clients[account.account] = (client, tokens.access)
            }
        }
        findings += await examineWFirma()
        if let store, let facts = try? await OfferCheck.gather(store, clients: clients) { findings += OfferCheck.judge(facts) }
        for curl in curls { await curl.close() }
        return findings
    }

    private func examineWFirma() async -> [Finding] {
        let account = configuration.wfirma
        let curl = CurlExchange(CurlOptions(caFile: account.caFile))
        let noted = NotedExchange(curl)
        let began = systemClock()
        let facts = await WFirmaCheck.gather(account, WFirmaClient(account, over: noted))
        await curl.close()
        return WFirmaCheck.judge(facts) + ClockCheck.judge(.init(side: "wFirma", answer: noted.clock(from: began)))
    }
}

extension NotedExchange {
    /// The last answer's clock, and between which moments it was read.
    fileprivate func clock(from began: Timestamp) -> (date: Timestamp, from: Timestamp, to: Timestamp)? {
        last?.header("date").flatMap { Timestamp(httpDate: $0) }.map { ($0, began, systemClock()) }
    }
}
