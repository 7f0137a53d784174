import Foundation
import OpenSSLCrypto
import Testing

@testable import stockgate

@Suite("Several merchants in one configuration")
struct MerchantConfigurationTests {
    let folder: ConfigurationFolder

    init() throws { folder = try ConfigurationFolder() }

    private static let head = """
        database: stockgate.db
        secrets_key: 00112233445566778899aabbccddeeff
        public:
          tls: {certificate: chain.pem, private_key: key.pem}
        merchants:

        """

    private static func section(_ name: String, source: String, company: Int, more: String = "") -> String {
        """
          - name: \(name)
            sources: [{name: \(source), kind: wfirma, signing_secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}]
            wfirma: {company_id: \(company), access_key: a, secret_key: s, app_key: k}
        \(more)

        """
    }

    private static func file(_ sections: String...) -> String { head + sections.joined() }

    private static let (kubki, lampy) = (section("kubki", source: "kubki", company: 1), section("lampy-24", source: "lampy", company: 2))
    private static let two = file(kubki, lampy)

    @Test("each has its own part, the process's part, and a store beside the process's")
    func reading() throws {
        let both = try folder.read(
            Self.two + "    intervals: {reconcile: 1m}\n", environment: ["STOCKGATE_MERCHANTS_0_INTERVALS_RECONCILE": "2m"]
        ).configuration.byMerchant
        #expect(both.map(\.merchantName) == ["kubki", "lampy-24"])
        #expect(both.map(\.database) == ["\(folder.path)/kubki.db", "\(folder.path)/lampy-24.db"])
        #expect(both.map(\.choices?.path) == ["\(folder.path)/kubki.choices.yaml", "\(folder.path)/lampy-24.choices.yaml"])
        #expect(both.map(\.wfirma.companyID) == ["1", "2"])
        #expect(both.map(\.intervals.reconcile) == [.seconds(120), .seconds(60)])
        #expect(both.map(\.secretsKey?.text) == Array(repeating: "00112233445566778899aabbccddeeff", count: 2))
    }

    @Test("one merchant is read as ever, and is the only one")
    func single() throws {
        let one = try folder.read(smallestConfiguration).configuration
        #expect(one.byMerchant == [one])
        #expect(one.merchantName == nil && one.choices?.path == "\(folder.path)/choices.yaml")
    }

    @Test("in a PostgreSQL database each merchant has a schema of its own")
    func schemas() {
        var configuration = GatewayConfiguration()
        var merchant = NamedMerchant()
        (configuration.database, merchant.name) = ("postgres://db.example.pl/stockgate", "lampy-24")
        #expect(configuration.of(merchant).database == "postgres://db.example.pl/stockgate?options=-csearch_path%3Dmerchant_lampy_24")
        merchant.database = "/srv/lampy.db"
        #expect(configuration.of(merchant).database == "/srv/lampy.db")
    }

    private static let faulty: [(String, [String])] = [
        (file(section("Kubki", source: "a", company: 1)), ["\"Kubki\" is no merchant's name"]),
        (
            file(section("a", source: "a", company: 1), section("a", source: "b", company: 2)),
            ["two merchants are named a", "is the store of a already"]
        ),
        (
            file(section("a", source: "in", company: 1), section("b", source: "in", company: 2)),
            ["a has a source named in already: names of sources are unique among all merchants"]
        ),
        (
            file(section("a", source: "a", company: 7), section("b", source: "b", company: 7)),
            ["the wFirma company 7 at https://api2.wfirma.pl is that of a already"]
        ),
        (
            file(
                section("a", source: "a", company: 1, more: "    choices_file: c.yaml"),
                section("b", source: "b", company: 2, more: "    choices_file: c.yaml")),
            ["c.yaml is that of a already"]
        ),
        (
            file(
                section("a", source: "a", company: 1, more: "    recording: {folder: days}"),
                section("b", source: "b", company: 2, more: "    recording: {folder: days}")),
            ["days is that of a already"]
        ),
        (
            file(section("a", source: "a", company: 1, more: "    allegro: [{account: main}]")),
            ["merchants[0].allegro[0].client_id is missing"]
        ),
        (file(section("a", source: "a", company: 1, more: "    log: {level: info}")), ["unknown key merchants[0].log"]),
        (file(kubki, lampy, "wfirma: {company_id: 1, access_key: a, secret_key: s, app_key: k}\n"), ["wfirma belongs to a merchant"]),
        (file(kubki, lampy, "mode: live\nsafety: {command_tries: 2}\n"), ["mode belongs to a merchant", "safety belongs to a merchant"]),
        (file("  []\n"), ["merchants names none"]),
    ]

    @Test("every fault is told at its place", arguments: faulty)
    func faults(_ text: String, _ expected: [String]) {
        let faults = folder.faults(of: text)
        for message in expected { #expect(faults.contains { $0.contains(message) }, "\(message) is not among \(faults)") }
    }

    @Test("two names of one file are one store")
    func oneFile() throws {
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/b.db", withDestinationPath: "a.db")
        let faults = folder.faults(of: Self.file(Self.section("a", source: "a", company: 1), Self.section("b", source: "b", company: 2)))
        #expect(faults.contains { $0.hasSuffix("is the store of a already") }, "\(faults)")
    }

    @Test("what a process takes only with a restart is named; what is a merchant's, and certificates, sources and secrets, are not")
    func awaitingRestart() throws {
        let (one, several) = (try folder.read(smallestConfiguration).configuration, try folder.read(Self.two).configuration)
        func waiting(_ text: String, _ changes: (String, String)..., since running: GatewayConfiguration) throws -> [String] {
            let text = changes.reduce(text) { $0.replacing($1.0, with: $1.1) }
            return try folder.read(text).configuration.keysAwaitingRestart(since: running)
        }
        #expect(try waiting(smallestConfiguration, since: one) == [])
        let more = smallestConfiguration + "\nprivate: {listen: \"127.0.0.1:9000\"}\nintervals: {reconcile: 1m}\nlog: {level: debug, format: json}"
        #expect(try waiting(more, since: one) == ["private.listen", "intervals.reconcile", "log.format"])
        #expect(
            try waiting(
                smallestConfiguration, ("chain.pem", "ca.pem"), ("access_key: a", "access_key: b"), ("name: wfirma", "name: erp"), since: one) == [])
        #expect(try waiting(smallestConfiguration, ("company_id: 1", "company_id: 2"), since: one) == ["wfirma.company_id"])
        #expect(try waiting(Self.two + "fleet: {lease: 20s}\n", ("company_id: 1", "company_id: 3"), since: several) == ["fleet.lease"])
    }

    @Test("a call is about the merchant that it names, and says which there are")
    func choosing() throws {
        let loaded = try folder.read(Self.two)
        #expect(try loaded.choosing("lampy-24").configuration.wfirma.companyID == "2")
        let wrong: [(String?, String)] = [
            (nil, "--merchant NAME (kubki, lampy-24)"), ("lampy-2", "has no merchant lampy-2; did you mean lampy-24?"),
        ]
        for (name, said) in wrong {
            let failure = #expect(throws: CommandFailure.self) { try loaded.choosing(name) }
            #expect(failure?.cause == .usage && failure?.description.contains(said) == true, "\(String(describing: failure))")
        }
        let one = try folder.read(smallestConfiguration)
        #expect(try one.choosing(nil).configuration == one.configuration)
        #expect(throws: CommandFailure.self) { try one.choosing("kubki") }
    }

    @Test("a merchant that differs in secrets and sources alone is worked as before; any other difference asks for a new start")
    func alike() throws {
        let before = try folder.read(Self.two).configuration.byMerchant[0]
        let rotated = try folder.read(
            Self.two.replacing("access_key: a,", with: "access_key: b,").replacing("name: kubki, kind", with: "name: cups, kind"))
        #expect(before.isWorkedLike(rotated.configuration.byMerchant[0]))
        let moved = try folder.read(Self.two.replacing("company_id: 1,", with: "company_id: 9,"))
        #expect(!before.isWorkedLike(moved.configuration.byMerchant[0]))
    }
}
