import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import Storage
import Testing

@testable import stockgate

@Suite("stockgate secret", .serialized)
struct SecretCallTests {
    private static let moment = Timestamp(seconds: 1_795_510_800)

    private func makeHome() throws -> GatewayHome {
        let home = try GatewayHome()
        try home.folder.write("the first key of this test\n", to: "key", mode: 0o640)
        let text = try String(contentsOfFile: home.configuration, encoding: .utf8)
        try home.folder.write(text.replacing("secrets_key: 00112233445566778899aabbccddeeff", with: "secrets_key: file:key"), to: "stockgate.yaml")
        return home
    }

    private func seal(_ home: GatewayHome, _ text: String) async throws {
        try await ConfigurationFile.load(home.configuration).configuration.withStore { store in
            try await store.seal("allegro.main.tokens", Secret(text), at: Self.moment)
        }
    }

    /// What the store keeps, opened as the configuration now says.
    private func sealed(_ home: GatewayHome) async throws -> String? {
        try await ConfigurationFile.load(home.configuration).configuration.withStore { try await $0.sealed("allegro.main.tokens")?.text }
    }

    private func call(_ home: GatewayHome, _ arguments: String...) async throws -> (code: Int32, output: String, complaints: String) {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(arguments + ["--config", home.configuration], in: folder.path)
        return (try #require(try await command.exit(within: .seconds(60))), command.output, command.complaints)
    }

    @Test("new prints a fresh secret of each kind, and no two are the same")
    func new() async throws {
        let folder = try ConfigurationFolder()
        var made: Set<String> = []
        for (kind, form) in [("webhook", #/whsec_[A-Za-z0-9+\/]{43}=\n/#), ("key", #/[0-9a-f]{64}\n/#), ("path", #/[0-9a-f]{48}\n/#)] {
            for _ in 0..<2 {
                let command = try RunningCommand(["secret", "new", kind], in: folder.path)
                #expect(try await command.exit() == 0)
                #expect(command.output.wholeMatch(of: form) != nil, "\(command.output)")
                made.insert(command.output)
            }
        }
        #expect(made.count == 6)
    }

    @Test("rotate changes the key in its file, keeps the file's permissions, and what was sealed opens under the new one alone")
    func rotates() async throws {
        let home = try makeHome()
        try await seal(home, "a refresh token")
        let before = try String(contentsOfFile: "\(home.path)/key", encoding: .utf8)
        let rotated = try await call(home, "secret", "rotate")
        #expect(rotated.code == 0, "\(rotated.complaints)")
        #expect(try String(contentsOfFile: "\(home.path)/key", encoding: .utf8) != before)
        #expect(PermissionCheck.mode("\(home.path)/key") == 0o640)
        #expect(!FileManager.default.fileExists(atPath: "\(home.path)/key.former"))
        #expect(try await sealed(home) == "a refresh token")
        let store = try await call(home, "secret", "list")
        #expect(store.output.contains("secrets_key  file:\(home.path)/key  "))
        #expect(store.output.contains("allegro.main.tokens  sealed in the database\n"))
    }

    @Test("the key before stays beside the new one, and opens the backups of before; without it their refusal names them")
    func formerKey() async throws {
        let home = try makeHome()
        try await seal(home, "a refresh token")
        let before = try String(contentsOfFile: "\(home.path)/key", encoding: .utf8)
        #expect(try await call(home, "backup", "\(home.path)/backup.db").code == 0)
        let rotated = try await call(home, "secret", "rotate")
        let kept = try #require(rotated.output.firstMatch(of: #/the key before it is now (\S+)/#)?.output.1, "\(rotated.output)")
        #expect(try String(contentsOfFile: String(kept), encoding: .utf8) == before)
        #expect(PermissionCheck.mode(String(kept)) == 0o600)
        let again = try await call(home, "secret", "rotate", "--json")
        #expect(again.output.contains("key.former-") && !again.output.contains("\(kept)\""))
        let refused = try await call(home, "restore", "\(home.path)/backup.db")
        #expect(refused.code == 78)
        #expect(refused.complaints.contains("\(home.path)/backup.db: secrets_key is not"), "\(refused.complaints)")
        #expect(refused.complaints.contains("former_secrets_keys"))
        let text = try String(contentsOfFile: home.configuration, encoding: .utf8)
        try home.folder.write(text + "\nformer_secrets_keys: [\"file:\(kept)\"]\n", to: "stockgate.yaml")
        let restored = try await call(home, "restore", "\(home.path)/backup.db")
        #expect(restored.code == 0, "\(restored.complaints)")
        #expect(try await sealed(home) == "a refresh token")
    }

    @Test("rotate looks at every merchant's store before it changes the key, and names the one that cannot follow", .timeLimit(.minutes(5)))
    func everyStoreFirst() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        try home.home.folder.write("the first key of this test\n", to: "key")
        let text = try String(contentsOfFile: home.home.configuration, encoding: .utf8)
        try home.home.folder.write(
            text.replacing("secrets_key: 00112233445566778899aabbccddeeff", with: "secrets_key: file:key"), to: "stockgate.yaml")
        for name in ["kubki", "lampy"] {
            #expect(try await home.call("token", "new", "--merchant", name, "--name", "ci", "--scope", "read").code == 0)
        }
        #expect(try await home.call("move", "--merchant", "lampy", "\(home.home.path)/elsewhere.db").code == 0)
        let refused = try await home.call("secret", "rotate")
        #expect(refused.code == 78)
        #expect(refused.complaints.contains("merchant lampy: ") && refused.complaints.contains("no key was changed"), "\(refused.complaints)")
        #expect(try String(contentsOfFile: "\(home.home.path)/key", encoding: .utf8) == "the first key of this test\n")
        #expect(!FileManager.default.fileExists(atPath: "\(home.home.path)/key.former"))
        // As one that was stopped by it earlier.
        #expect(try KeyFile(path: "\(home.home.path)/key").change(to: Secret(NewSecret.make(.key))))
        let again = try await home.call("secret", "rotate")
        #expect(again.code == 78)
        #expect(again.complaints.contains("merchant lampy: ") && again.complaints.contains("half done"), "\(again.complaints)")
    }

    @Test("rotate beside a running gateway: it takes part without a restart, and goes on sealing", .timeLimit(.minutes(5)))
    func rotatesBesideServe() async throws {
        let home = try makeHome()
        try await seal(home, "a refresh token")
        let gateway = try await home.serve()
        for _ in 0..<2 {
            let rotated = try await call(home, "secret", "rotate")
            #expect(rotated.code == 0, "\(rotated.complaints)\n\(gateway.command.complaints)")
            #expect(try await sealed(home) == "a refresh token")
        }
        #expect(gateway.command.complaints.contains("what is secret at rest was sealed under the new key"))
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test(
        "a rotation that was stopped between two steps loses nothing, and the next call ends it",
        arguments: ["old key kept", "new key in place", "sealed"])
    func stopped(after step: String) async throws {
        let home = try makeHome()
        try await seal(home, "a refresh token")
        let file = KeyFile(path: "\(home.path)/key")
        switch step {
        case "old key kept": #expect(link("\(home.path)/key", "\(home.path)/key.former") == 0)
        default: #expect(try file.change(to: Secret(NewSecret.make(.key))))
        }
        if step == "sealed" {
            _ = try await ConfigurationFile.load(home.configuration).configuration.withStore { try await $0.resealSecrets(at: Self.moment) }
        }
        #expect(try await sealed(home) == "a refresh token")
        let rotated = try await call(home, "secret", "rotate")
        #expect(rotated.code == 0, "\(rotated.complaints)")
        #expect(!FileManager.default.fileExists(atPath: "\(home.path)/key.former"))
        #expect(try await sealed(home) == "a refresh token")
    }

    @Test("a key that is no file is changed by its owner: rotate says how, and seals anew once both keys are given")
    func inlineKey() async throws {
        let home = try GatewayHome()
        try await seal(home, "a refresh token")
        let refused = try await call(home, "secret", "rotate")
        #expect(refused.code == 78)
        #expect(refused.complaints.contains("former_secrets_keys"))
        let text = try String(contentsOfFile: home.configuration, encoding: .utf8)
        let old = "00112233445566778899aabbccddeeff"
        try home.folder.write(
            text.replacing("secrets_key: \(old)", with: "secrets_key: another key of some length\nformer_secrets_keys: [\(old)]"),
            to: "stockgate.yaml")
        #expect(try await call(home, "secret", "rotate").code == 0)
        try home.folder.write(text.replacing(old, with: "another key of some length"), to: "stockgate.yaml")
        #expect(try await sealed(home) == "a refresh token")
    }

    @Test("list names every secret with its origin and a fingerprint, and shows none")
    func lists() async throws {
        let home = try makeHome()
        let listed = try await call(home, "secret", "list", "--json")
        #expect(listed.code == 0)
        let signing = Data(GatewayHome.signingKey).base64EncodedString()
        #expect(listed.output.contains(#""name" : "sources[0].signing_secrets[0]""#))
        #expect(!listed.output.contains(signing) && !listed.output.contains("the first key"))
        let fingerprint = ConfiguredSecret(name: "", origin: .inline, bytes: Array("the first key of this test".utf8)).fingerprint
        #expect(listed.output.contains(fingerprint))
    }

    @Test("credential:NAME is what systemd hands the service, and says what to do where there is none")
    func credentials() throws {
        let folder = try ConfigurationFolder()
        try folder.write("from systemd and long enough\n", to: "key")
        let text = "secrets_key: credential:key\n" + smallestConfiguration
        let loaded = try folder.read(text, environment: ["CREDENTIALS_DIRECTORY": folder.path])
        #expect(loaded.configuration.secretsKey == Secret("from systemd and long enough"))
        #expect(loaded.secrets.first { $0.name == "secrets_key" }?.origin == .credential("key", path: "\(folder.path)/key"))
        #expect(folder.faults(of: text).first?.contains("LoadCredential=key:") == true)
        #expect(
            folder.faults(of: text.replacing("credential:key", with: "credential:../key"), environment: ["CREDENTIALS_DIRECTORY": folder.path])
                .first?.contains("after credential: comes the name") == true)
    }

    @Test("SIGHUP takes another webhook secret beside the old one, and then the new one alone", .timeLimit(.minutes(5)))
    func webhookOverlap() async throws {
        let home = try GatewayHome()
        let text = try String(contentsOfFile: home.configuration, encoding: .utf8)
        let old = "whsec_\(Data(GatewayHome.signingKey).base64EncodedString())"
        let new = NewSecret.make(.webhook)
        let gateway = try await home.serve()
        let exchange = home.exchange()
        try home.folder.write(text.replacing("[\"\(old)\"]", with: "[\"\(old)\", \"\(new)\"]"), to: "stockgate.yaml")
        gateway.command.signal(SIGHUP)
        #expect(try await eventually { gateway.command.complaints.contains("were read again") ? true : nil } == true)
        #expect(try await exchange.send(SignedDocument(number: 1).request(to: gateway.address)).status == 202)
        try home.folder.write(text.replacing("[\"\(old)\"]", with: "[\"\(new)\"]"), to: "stockgate.yaml")
        gateway.command.signal(SIGHUP)
        let refused = try await eventually { () -> Bool? in
            try await exchange.send(SignedDocument(number: 2).request(to: gateway.address)).status == 401 ? true : nil
        }
        #expect(refused == true)
        await exchange.close()
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }
}
