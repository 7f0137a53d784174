import ArgumentParser
import Foundation
import OpenSSLCrypto
import Storage

/// `stockgate secret rotate`: a new key for what is sealed at rest, beside a running `serve` or without one.
struct RotateSecretsKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Seal everything that is secret at rest under a new key.",
        discussion: """
            Where secrets_key is a file, a new key takes its place and the old one stays beside it, at the end as KEY.former-TIME. Where it comes \
            from elsewhere, give the new key as secrets_key and the old one in former_secrets_keys first. A running serve takes part; what is \
            stopped between two steps goes on with the next call. Backups from before stay sealed under the old key: keep it as long as them.
            """)
    /// How long a running `serve` may take to read its configuration again and seal.
    private static let patience: Duration = .seconds(30)

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let loaded = try file.load()
        if loaded.configuration.byMerchant.contains(where: { StoreHolder.of(database: $0.database).map { $0.process == nil } ?? false }) {
            throw CommandFailure(
                .tryLater,
                "gateways of a fleet are at work: on each, give the new key as secrets_key and the old one in former_secrets_keys, then reload it; whichever works the store next seals anew"
            )
        }
        guard let key = loaded.secrets.first(where: { $0.name == "secrets_key" }) else {
            throw CommandFailure(.configuration, "secrets_key is not configured")
        }
        var keyFile: KeyFile?
        if case .file(let path) = key.origin { keyFile = KeyFile(path: path) }
        let stores = loaded.configuration.byMerchant.filter { StoreInspection.of(path: $0.database) != nil }
        for merchant in stores {
            try await telling(merchant, keyFile?.isChanging == true ? Self.halfDone : "; no key was changed") {
                try await merchant.withStore { _ = try await $0.sealedSecrets() }
            }
        }
        if let keyFile {
            if try keyFile.change(to: Secret(NewSecret.make(.key))) == false {
                Terminal.complain(["stockgate: an earlier rotation was stopped on its way; going on with it"])
            }
        } else if loaded.configuration.formerSecretsKeys.isEmpty {
            throw CommandFailure(
                .configuration,
                "secrets_key comes from \(key.origin): give the new key there and the old one in former_secrets_keys, then call this again")
        }
        let fresh = try file.load().configuration
        var count = 0
        for merchant in fresh.byMerchant where stores.contains(where: { $0.database == merchant.database }) {
            count += try await telling(merchant, Self.halfDone) { try await reseal(merchant) }
        }
        let kept = try keyFile?.putAway(at: systemClock())
        for process in Set(fresh.byMerchant.compactMap { ServeLock.holder(database: $0.database) }) { kill(process, SIGHUP) }
        if output.json { return try Terminal.say(json: Report(secrets: count, former: kept)) }
        Terminal.say("\(count) secrets are sealed under the new key")
        Terminal.say(kept.map { "the key before it is now \($0)" } ?? "take the old key out of former_secrets_keys now")
        Terminal.say(
            "Keep that key as long as the backups, and the stores that a restore set aside, that it sealed: they open only with it in former_secrets_keys."
        )
    }

    private struct Report: Encodable {
        let secrets: Int
        let former: String?
    }

    private static let halfDone =
        "; the rotation is half done: both keys are kept and open what they sealed, and once that is mended the same call goes on"

    /// Does `work` for one merchant; a failure says whose it is, and how far the rotation has come.
    private func telling<Value>(_ merchant: GatewayConfiguration, _ standing: String, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let failure as CommandFailure {
            let whose = merchant.merchantName.map { "merchant \($0): " } ?? ""
            throw CommandFailure(failure.cause, whose + failure.description.replacing("stockgate: ", with: "") + standing)
        }
    }

    /// A running `serve` seals by itself once it knows the new key, for it must never meet what it cannot open.
    private func reseal(_ configuration: GatewayConfiguration) async throws -> Int {
        try await configuration.withStore { store in
            guard let process = ServeLock.holder(database: configuration.database) else {
                try await store.resealSecrets(at: systemClock())
                return try await store.sealedSecrets().count
            }
            // Of several merchants, the first one's signal was for all.
            let sealed = try await store.sealedSecrets()
            if !sealed.isEmpty, sealed.allSatisfy(\.isUnderCurrentKey) { return sealed.count }
            guard kill(process, SIGHUP) == 0 else {
                throw CommandFailure(
                    .tryLater, "serve (process \(process)) is another user's: reload it (systemctl reload stockgate), then call this again")
            }
            let deadline = ContinuousClock.now + Self.patience
            while true {
                let sealed = try await store.sealedSecrets()
                if !sealed.isEmpty, sealed.allSatisfy(\.isUnderCurrentKey) { return sealed.count }
                guard ContinuousClock.now < deadline else {
                    throw CommandFailure(
                        .tryLater, "serve did not take the new key in time; its log says why. Call this again: both keys are kept until then")
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
