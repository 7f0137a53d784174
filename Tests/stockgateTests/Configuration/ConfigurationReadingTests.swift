import Foundation
import OpenSSLCrypto
import Testing

@testable import stockgate

@Suite("Reading the configuration")
struct ConfigurationReadingTests {
    let folder: ConfigurationFolder

    init() throws { folder = try ConfigurationFolder() }

    @Test("the smallest configuration is the defaults, with paths that start at the file's folder")
    func smallest() throws {
        let loaded = try folder.read(smallestConfiguration)
        var expected = GatewayConfiguration()
        expected.database = "\(folder.path)/stockgate.db"
        expected.publicListener.tls.certificate = "\(folder.path)/chain.pem"
        expected.publicListener.tls.privateKey = "\(folder.path)/key.pem"
        expected.sources = [SourceConfiguration()]
        expected.sources[0].name = "wfirma"
        expected.sources[0].signingSecrets = [Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
        expected.wfirma.companyID = "1"
        expected.wfirma.accessKey = Secret("a")
        expected.wfirma.secretKey = Secret("s")
        expected.wfirma.appKey = Secret("k")
        #expect(loaded.configuration == expected)
        #expect(loaded.warnings == [])
    }

    @Test("a secret comes inline, from a file without its last line ending, or from the environment")
    func secrets() throws {
        try folder.write("0123456789abcdef\n", to: "secret")
        for (written, expected) in [
            ("inline-0123456789", "inline-0123456789"), ("file:secret", "0123456789abcdef"), ("env:KEY", "from the environment"),
        ] {
            let loaded = try folder.read("\(smallestConfiguration)\nsecrets_key: \(written)\n", environment: ["KEY": "from the environment"])
            #expect(loaded.configuration.secretsKey == Secret(expected))
            #expect(loaded.warnings == [])
        }
    }

    @Test("a secret's file that everybody can read is a warning")
    func readableSecret() throws {
        try folder.write("0123456789abcdef", to: "secret", mode: 0o644)
        let warnings = try folder.read("\(smallestConfiguration)\nsecrets_key: file:secret\n").warnings
        #expect(warnings.map(\.isWarning) == [true])
        #expect(warnings.first?.message.contains("everybody on this machine can read") == true)
    }

    @Test("a variable overrides any single value, in sections that the file lacks and in lists too")
    func variables() throws {
        let environment = [
            "STOCKGATE_PUBLIC_LISTEN": "[::1]:0", "STOCKGATE_LOG_FORMAT": "json", "STOCKGATE_SOURCES_0_TOLERANCE": "2h",
            "STOCKGATE_SOURCES_0_SIGNING_SECRETS_0": "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "STOCKGATE_INTERVALS_ORDER_EVENTS": "250ms",
        ]
        let loaded = try folder.read(smallestConfiguration, environment: environment)
        #expect(loaded.configuration.publicListener.listen == ListenAddress(host: "::1", port: 0))
        #expect(loaded.configuration.log.format == .json)
        #expect(loaded.configuration.sources[0].tolerance == .seconds(7200))
        #expect(loaded.configuration.sources[0].signingSecrets == [Secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")])
        #expect(loaded.configuration.intervals.orderEvents == .milliseconds(250))
        #expect(loaded.warnings == [])
    }

    @Test("a variable is not mistaken for another one because both begin as ours")
    func farVariable() throws {
        let warnings = folder.faults(of: smallestConfiguration, environment: ["STOCKGATE_SEED": "1"])
        #expect(warnings == ["STOCKGATE_SEED: warning: overrides nothing in this configuration"])
    }

    @Test("a variable's fault names the variable, and one that overrides nothing is a warning")
    func variableFaults() {
        #expect(
            folder.faults(of: smallestConfiguration, environment: ["STOCKGATE_LOG_LEVEL": "loud"]) == [
                "STOCKGATE_LOG_LEVEL: log.level: \"loud\" is none of trace, debug, info, notice, warning, error, critical"
            ])
        #expect(
            folder.faults(of: smallestConfiguration, environment: ["STOCKGATE_LOG_LEVLE": "info"]) == [
                "STOCKGATE_LOG_LEVLE: warning: overrides nothing in this configuration; did you mean STOCKGATE_LOG_LEVEL?"
            ])
    }

    @Test(
        "durations, sizes and shares are read in their units",
        arguments: [
            ("250ms", Duration.milliseconds(250)), ("10s", .seconds(10)), ("5m", .seconds(300)), ("2h", .seconds(7200)), ("7d", .seconds(604_800)),
        ])
    func units(text: String, span: Duration) throws {
        let text = "\(smallestConfiguration)\nsafety: {second_look: \(text), brake_share: 12.5%}\n"
        let safety = try folder.read(text).configuration.safety
        #expect(safety.secondLook == span)
        #expect(safety.brakeShare == 0.125)
    }

    @Test("secrets never show when a configuration is printed")
    func secretsDoNotPrint() throws {
        let loaded = try folder.read(smallestConfiguration)
        #expect(!"\(loaded)".contains("MfKQ9r8") && !String(reflecting: loaded).contains("MfKQ9r8"))
        var dumped = ""
        dump(loaded, to: &dumped)
        #expect(!dumped.contains("MfKQ9r8"))
    }
}
