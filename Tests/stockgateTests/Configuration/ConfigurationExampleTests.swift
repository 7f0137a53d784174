import Foundation
import OpenSSLCrypto
import Testing
import Yams

@testable import stockgate

@Suite("The example and the page of the configuration")
struct ConfigurationExampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ name: String) throws -> String { try String(contentsOf: root.appending(path: name), encoding: .utf8) }

    @Test("the example holds every key")
    func holdsEveryKey() throws {
        let example = try Yams.compose(yaml: Self.text("stockgate.example.yaml"))
        func missing(_ keys: [KeyDescription], in node: Node?, under path: String) -> [String] {
            keys.flatMap { key -> [String] in
                guard let inside = node?[key.name] else { return [path + key.name] }
                let first = key.isList ? inside.sequence?.first : inside
                return missing(key.children, in: first, under: "\(path)\(key.name).")
            }
        }
        // Several merchants are another form of the file, with an example of its own.
        let keys = GatewayConfiguration.keys.map(\.description).filter { $0.name != "merchants" }
        #expect(missing(keys, in: example, under: "") == [])
    }

    @Test("the example of several merchants is a configuration of two, without a fault")
    func severalMerchants() throws {
        let folder = try ConfigurationFolder()
        for name in ["key", "kubki.access", "kubki.secret", "lampy.access", "lampy.secret", "app", "allegro.secret"] {
            try folder.write("secret of the example", to: name)
        }
        for name in ["kubki.whsec", "lampy.whsec"] { try folder.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", to: name) }
        let text = try Self.text("stockgate.merchants.example.yaml").replacing("/etc/stockgate/tls/", with: "").replacing("/etc/stockgate/", with: "")
        let loaded = try folder.read(text)
        #expect(loaded.warnings == [])
        #expect(loaded.configuration.byMerchant.map(\.merchantName) == ["kubki", "lampy-24"])
        #expect(loaded.configuration.byMerchant.map(\.database) == ["/var/lib/stockgate/kubki.db", "/var/lib/stockgate/lampy-24.db"])
    }

    @Test("where a key has a default, the example shows it")
    func showsTheDefaults() throws {
        let folder = try ConfigurationFolder()
        for name in [
            "key", "wfirma.access", "wfirma.secret", "wfirma.app", "allegro.secret", "smtp.password", "private-chain.pem", "private-key.pem",
        ] {
            try folder.write("secret of the example", to: name)
        }
        for name in ["wfirma.whsec", "notices.whsec"] { try folder.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", to: name) }
        let text = try Self.text("stockgate.example.yaml").replacing("/etc/stockgate/tls/", with: "").replacing("/etc/stockgate/", with: "")
        let environment = [
            "WFIRMA_WEBHOOK_KEY": "0123456789abcdef0123456789abcdef", "WFIRMA_PATH": "0123456789abcdef",
            "ALLEGRO_WHSEC": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ]
        let example = try folder.read(text, environment: environment).configuration

        var expected = GatewayConfiguration()
        // What has no default of its own.
        expected.secretsKey = Secret("secret of the example")
        expected.publicListener.tls.certificate = "\(folder.path)/chain.pem"
        expected.publicListener.tls.privateKey = "\(folder.path)/key.pem"
        expected.privateListener.tls = CertificatePair(certificate: "\(folder.path)/private-chain.pem", privateKey: "\(folder.path)/private-key.pem")
        expected.sources = example.sources
        expected.wfirma.companyID = "1"
        expected.wfirma.accessKey = Secret("secret of the example")
        expected.wfirma.secretKey = Secret("secret of the example")
        expected.wfirma.appKey = Secret("secret of the example")
        expected.allegro = [AllegroAccount()]
        expected.allegro[0].account = "main"
        expected.allegro[0].clientID = "00000000000000000000000000000000"
        expected.allegro[0].clientSecret = Secret("secret of the example")
        expected.allegro[0].application = "Sklep Kubki/1.0 (+https://example.pl)"
        var mail = MailNotifications()
        (mail.server, mail.user, mail.password) = ("smtps://smtp.example.pl:465", "alerts@example.pl", Secret("secret of the example"))
        (mail.from, mail.to) = ("alerts@example.pl", ["owner@example.pl"])
        expected.notifications.email = mail
        var webhook = WebhookNotifications()
        webhook.url = "https://chat.example.pl/hooks/stockgate"
        webhook.signingSecret = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        expected.notifications.webhook = webhook
        #expect(example == expected)
        var source = SourceConfiguration()
        source.name = "wfirma"
        source.signingSecrets = [Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
        #expect(example.sources.first == source)
    }

    @Test("docs/configuration.md is what the table of keys says; make docs writes it anew")
    func pageIsTrue() throws {
        #expect(try Self.text("docs/configuration.md") == ConfigurationReference.page)
    }
}
