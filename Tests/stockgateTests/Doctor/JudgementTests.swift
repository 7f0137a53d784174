import Allegro
import CurlClient
import Inventory
import Testing

@testable import Storage
@testable import WFirma
@testable import stockgate

@Suite("What doctor makes of what it finds")
struct JudgementTests {
    private static let noon = Timestamp(seconds: 1_795_510_800)

    @Test(
        "a clock is told by how far it is off",
        arguments: [(0, Finding.Verdict.ok), (3, .ok), (-3, .ok), (20, .warn), (-20, .warn), (90, .fail), (-90, .fail)])
    func clock(seconds: Int, verdict: Finding.Verdict) {
        let facts = ClockCheck.Facts(
            side: "Allegro (main)", answer: (Self.noon + .seconds(seconds), Self.noon, Self.noon + .milliseconds(200)))
        #expect(ClockCheck.judge(facts).map(\.verdict) == [verdict])
        #expect(ClockCheck.judge(.init(side: "wFirma", answer: nil)).map(\.verdict) == [.warn])
    }

    @Test(
        "a disk is told by its room and by how soon it keeps a page",
        arguments: [
            (100_000, 1, [Finding.Verdict.ok, .ok]), (500, 1, [.warn, .ok]), (10, 1, [.fail, .ok]), (100_000, 80, [.ok, .warn]),
            (100_000, 2000, [.ok, .fail]),
        ])
    func disk(mebibytes: Int, milliseconds: Int, verdicts: [Finding.Verdict]) {
        let facts = DiskFacts(freeBytes: mebibytes * 1_048_576, syncTimes: [.milliseconds(milliseconds), .milliseconds(milliseconds)])
        #expect(DiskCheck.judge(facts, folder: "/srv").map(\.verdict) == verdicts)
        #expect(DiskCheck.judge(DiskFacts(freeBytes: nil, syncTimes: []), folder: "/srv").map(\.verdict) == [.fail])
    }

    @Test(
        "a User-Agent is told by Allegro's form",
        arguments: [
            ("Sklep Kubki/1.0 (+https://example.pl)", Finding.Verdict.ok), ("Sklep Kubki/1.0", .warn), ("Sklep", .warn), ("curl/8.0", .fail),
            ("python-requests/2.31 (+https://example.pl)", .fail),
        ])
    func userAgent(text: String, verdict: Finding.Verdict) {
        let facts = AllegroCheck.Facts(
            account: "main", application: text, authorisation: .held(until: Self.noon), seller: .success("kubki"), granted: nil)
        #expect(AllegroCheck.judgeUserAgent(facts).map(\.verdict) == [verdict])
    }

    @Test("a scope that was not granted is named; more than is needed is no fault")
    func scopes() {
        var facts = AllegroCheck.Facts(
            account: "main", application: "S/1 (+https://example.pl)", authorisation: .held(until: Self.noon), seller: .success("kubki"),
            granted: AllegroCheck.neededScopes)
        #expect(AllegroCheck.judgeScopes(facts).map(\.verdict) == [.ok])
        facts.granted = Array(AllegroCheck.neededScopes.dropLast()) + ["allegro:api:billing:read"]
        #expect(AllegroCheck.judgeScopes(facts).map(\.what) == ["Allegro (main) did not grant allegro:api:orders:write"])
        (facts.granted, facts.refused) = (nil, ["allegro:api:orders:read"])
        #expect(AllegroCheck.judgeScopes(facts).map(\.verdict) == [.fail])
    }

    @Test("what passes by itself at Allegro is a warning, what does not is a failure with its exit code")
    func reach() {
        func judge(_ error: AllegroError) -> Finding? {
            AllegroCheck.judge(
                .init(account: "main", application: "", authorisation: .held(until: Self.noon), seller: .failure(error)), isServed: true
            ).first
        }
        #expect(judge(.unavailable(status: 503, traceID: nil))?.verdict == .warn)
        #expect(judge(.unreachable(.notSent(reason: "no route")))?.cause == .unavailable)
        #expect(judge(.unauthorised(AllegroFault(code: "invalid_token", message: ""), traceID: nil))?.cause == .configuration)
    }

    @Test(
        "a grant that nobody uses is told from its sixtieth day on by the days that are left, and fails on the ninetieth",
        arguments: [(1, Finding.Verdict.warn, "ran out on"), (60, .warn, "60 days ago"), (89, .warn, "89 days ago"), (90, .fail, "90 days ago")])
    func idleness(_ days: Int64, _ verdict: Finding.Verdict, _ what: String) throws {
        let facts = AllegroCheck.Facts(
            account: "main", application: "", authorisation: .stale(since: Self.noon, idle: .seconds(days * 86_400)),
            seller: .failure(.unauthorised(AllegroFault(code: "invalid_token", message: ""), traceID: nil)))
        let finding = try #require(AllegroCheck.judge(facts, isServed: false).first)
        #expect(finding.verdict == verdict)
        #expect(finding.what.contains(what))
        if verdict == .warn { #expect(finding.advice?.contains("forgets the grant in \(90 - days) days") == true) }
        let served = try #require(AllegroCheck.judge(facts, isServed: true).first)
        #expect(served.advice?.contains("start serve") == false, "it runs")
    }

    @Test("a warehouse that wFirma does not have is named, with those that it has")
    func warehouses() {
        let facts = WFirmaCheck.Facts(
            company: .success(Company(id: "1", name: "Kubki", isVATPayer: true)), warehouses: [Warehouse(id: "1", name: "Główny")],
            counted: ["1", "7"], releaseWarehouse: nil)
        let findings = WFirmaCheck.judge(facts)
        #expect(findings.map(\.what) == ["wfirma.warehouses names 7, and wFirma has no such warehouse"])
        #expect(findings.first?.advice == "the ids are: 1 Główny")
    }

    @Test("a file that was taken away under serve, and a server that refuses us, are no new database and no file's permissions")
    func absence() {
        let gone = DatabaseCheck.judge(nil, opening: nil, path: "/srv/s.db", isServed: true)
        #expect(gone.map(\.verdict) == [.fail] && gone.first?.what.contains("was taken away") == true)
        #expect(DatabaseCheck.judge(nil, opening: nil, path: "/srv/s.db", isServed: false).map(\.verdict) == [.warn])
        var refused = StoreInspection()
        refused.fault = .cannotOpen(path: "postgres://db/shop", reason: "Connection refused")
        let advice = DatabaseCheck.judge(refused, opening: nil, path: "postgres://db/shop", isServed: false).first?.advice
        #expect(advice?.hasPrefix("see that the server runs") == true)
        let resting = WebhookCheck.judge(.init(url: "https://h.example.pl", knocks: [], isServed: false, restsIn: 7, demandsCertificates: false))
        #expect(resting.map(\.what) == ["serve (process 7) runs, but this merchant is not at work in it, so its senders get 503"])
    }

    @Test("what restores left is told, with when it goes (R46)")
    func setAside() {
        let findings = DatabaseCheck.judge(
            setAside: ["/srv/s.db.replaced-20261129T101500"], leftOver: "/srv/s.db.restoring", keeping: .seconds(864_000))
        #expect(findings.map(\.verdict) == [.warn, .warn])
        #expect(findings.first?.advice?.contains("10 days after the restore") == true)
    }

    @Test("what answers in the gateway's place is told from nobody who answers")
    func webhooks() {
        func judge(_ answer: Result<(status: Int, mediaType: String), ExchangeError>) -> Finding? {
            WebhookCheck.judge(
                .init(
                    url: "https://hooks.example.pl", knocks: [.init(source: "wfirma", answer: answer, expected: 401)], isServed: true,
                    demandsCertificates: false)
            ).first
        }
        #expect(judge(.success((401, "application/problem+json")))?.verdict == .ok)
        #expect(judge(.success((401, "text/html")))?.cause == .configuration)
        #expect(judge(.success((404, "application/problem+json")))?.cause == .configuration)
        #expect(judge(.failure(.notSent(reason: "no address")))?.cause == .unavailable)
        #expect(
            WebhookCheck.judge(.init(url: nil, knocks: [], isServed: true, demandsCertificates: false)).map(\.verdict) == [.warn])
    }

    @Test("limits that are too low, and paces that Allegro does not grant, are told")
    func limits() {
        let facts = LimitCheck.Facts(
            openFiles: 1024, isServed: true, shares: ["id": [("main", 9000), ("second", 12_000)], "other": [("third", 9000)]])
        #expect(LimitCheck.judge(facts).map(\.verdict) == [.warn, .warn, .warn])
        let fine = LimitCheck.Facts(openFiles: 65_536, isServed: false, shares: ["id": [("main", 9000)]])
        #expect(LimitCheck.judge(fine).map(\.verdict) == [.ok])
    }

    @Test("an offer that Allegro would list again fails, and another program's documents are a warning (R15)")
    func offers() {
        var facts = OfferCheck.Facts()
        (facts.asked, facts.relisted, facts.foreignDocuments) = (3, ["7700000501"], 2)
        #expect(OfferCheck.judge(facts).map(\.verdict) == [.fail, .warn])
        facts.isDocumentedElsewhere = true
        facts.relisted = []
        #expect(OfferCheck.judge(facts).map(\.verdict) == [.ok, .ok])
    }

    @Test("of several failures the configuration's exit code comes first, then the disk's")
    func exitCode() {
        let (side, disk): (Finding, Finding) = (.fail(.wfirma, .unavailable, "", ""), .fail(.disk, .inputOutput, "", ""))
        #expect([side, disk].cause == .inputOutput)
        #expect([side, disk, .fail(.scopes, .configuration, "", "")].cause == .configuration)
        #expect([Finding.ok(.disk, ""), .warn(.disk, "", "")].cause == nil)
    }
}
