import ArgumentParser
import Foundation
import OpenSSLCrypto
import Storage

/// `stockgate secret`: makes secrets, lists those that are configured, and changes the key that seals at rest.
struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Make secrets, list them by name, and change the key that seals at rest.",
        subcommands: [NewSecret.self, RotateSecretsKey.self, ListSecrets.self])
}

/// `stockgate secret new`: a fresh secret on a line of its own; nothing is kept of it.
struct NewSecret: ParsableCommand {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case webhook, key, path
    }

    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a fresh secret and print it, this once.",
        discussion: """
            webhook: for signing_secrets, as Standard Webhooks has it; key: for secrets_key; path: for path_secret. To change a webhook's secret, \
            add the new one to signing_secrets, send SIGHUP, give it to the sender, then take the old one out and send SIGHUP again.
            """)

    @Argument(help: "What it is for: webhook, key or path.") var kind = Kind.webhook
    @OptionGroup var output: OutputOption

    func run() throws {
        let secret = Self.make(kind)
        if output.json { return try Terminal.say(json: ["kind": kind.rawValue, "secret": secret]) }
        Terminal.say(secret)
    }

    static func make(_ kind: Kind) -> String {
        switch kind {
        case .webhook: "whsec_" + Data(randomBytes(32)).base64EncodedString()
        case .key: hexadecimal(randomBytes(32))
        case .path: hexadecimal(randomBytes(24))
        }
    }
}

/// `stockgate secret list`: which secrets there are, and where they come from.
struct ListSecrets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List secrets by name, origin and fingerprint; never what they are.")

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let loaded = try file.load()
        var sealed: [(merchant: String, secret: SealedSecret)] = []
        for (_, merchant) in loaded.byMerchant where StoreInspection.of(path: merchant.database) != nil {
            let name = merchant.merchantName.map { "\($0): " } ?? ""
            sealed += try await merchant.withStore { try await $0.sealedSecrets() }.map { (merchant: name, secret: $0) }
        }
        guard !output.json else {
            return try Terminal.say(
                json: Report(
                    configured: loaded.secrets.map { .init(name: $0.name, origin: "\($0.origin)", fingerprint: $0.fingerprint) },
                    sealed: sealed.map { merchant, secret in
                        .init(name: merchant + secret.name, updatedAt: "\(secret.updatedAt)", isUnderCurrentKey: secret.isUnderCurrentKey)
                    }))
        }
        for secret in loaded.secrets { Terminal.say("\(secret.name)  \(secret.origin)  \(secret.fingerprint)") }
        for (merchant, secret) in sealed {
            Terminal.say("\(merchant)\(secret.name)  sealed in the database\(secret.isUnderCurrentKey ? "" : " under a former key")")
        }
    }

    private struct Report: Encodable {
        struct Configured: Encodable {
            let name: String
            let origin: String
            let fingerprint: String
        }

        struct Sealed: Encodable {
            let name: String
            let updatedAt: String
            let isUnderCurrentKey: Bool
        }

        let configured: [Configured]
        let sealed: [Sealed]
    }
}
