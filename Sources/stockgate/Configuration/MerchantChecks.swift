import Foundation
import Storage

/// What no single value of a merchant's can tell: faults that show only when values are seen together.
struct MerchantChecks {
    let configuration: GatewayConfiguration
    /// Where the merchant's section stands.
    let path: ConfigurationPath

    func run(on reader: inout ConfigurationReader) {
        checkSources(&reader)
        checkAccounts(&reader)
        if let mail = configuration.notifications.email, mail.to.isEmpty, reader.places[path / "notifications" / "email" / "to" / 0] == nil {
            reader.fault(at: path / "notifications" / "email", "\(path / "notifications" / "email" / "to") names nobody")
        }
        if configuration.wfirma.warehouses == [], !reader.hasFault(below: path / "wfirma" / "warehouses") {
            reader.fault(
                at: path / "wfirma" / "warehouses",
                "\(path / "wfirma" / "warehouses") names none: write all, or the ids of those that count")
        }
        if let only = configuration.wfirma.releaseWarehouse, let counted = configuration.wfirma.warehouses, !counted.contains(only) {
            let (key, list) = (path / "wfirma" / "release_warehouse", path / "wfirma" / "warehouses")
            reader.fault(at: key, "\(key) names \(only), which \(list) does not count: no document could be issued")
        }
        checkChoicesFile(&reader)
    }

    /// The choices file is written anew at every change: over no other file of ours.
    private func checkChoicesFile(_ reader: inout ConfigurationReader) {
        guard let choicesFile = configuration.choicesFile else { return }
        func whole(_ path: String) -> String { URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path }
        let database = whole(configuration.database)
        let choices = whole(choicesFile)
        if ["", "-wal", "-shm", "-journal", ".lock", ".erased"].contains(where: { database + $0 == choices }) {
            reader.fault(at: path / "choices_file", "\(path / "choices_file"): \(choicesFile) is the database's own file")
        }
    }

    private func checkSources(_ reader: inout ConfigurationReader) {
        var names: Set<String> = []
        for (index, source) in configuration.sources.enumerated() {
            let path = path / "sources" / index
            if !source.name.isEmpty, !names.insert(source.name).inserted {
                reader.fault(at: path / "name", "two sources are named \(source.name)")
            }
            if !hasAuthentication(path, reader) {
                reader.fault(
                    at: path,
                    "source \(source.name) has no way of knowing its sender: give signing_secrets, webhook_keys, path_secret or client_certificates")
            }
            if reader.places[path / "client_certificates" / 0] != nil, configuration.publicListener.tls.clientCertificates == .off {
                reader.fault(
                    at: path / "client_certificates",
                    "source \(source.name) is known by client certificates: set public.tls.client_certificates to optional or required")
            }
            checkAccount(of: source, at: path, &reader)
        }
    }

    /// A way that was given wrongly has its own fault already.
    private func hasAuthentication(_ path: ConfigurationPath, _ reader: ConfigurationReader) -> Bool {
        let ways = ["signing_secrets", "webhook_keys", "client_certificates"].map { path / $0 / 0 } + [path / "path_secret"]
        return ways.contains { reader.places[$0] != nil }
    }

    private func checkAccount(of source: SourceConfiguration, at path: ConfigurationPath, _ reader: inout ConfigurationReader) {
        let accounts = configuration.allegro.map(\.account)
        switch (source.kind, source.account) {
        case (.allegro, nil):
            reader.fault(at: path, "source \(source.name) of kind allegro needs the account whose events it sends")
        case (.allegro, let account?) where !accounts.contains(account):
            let hint = nearestName(to: account, among: accounts).map { "; did you mean \($0)?" } ?? ""
            reader.fault(at: path / "account", "source \(source.name) names the account \(account), which allegro does not list\(hint)")
        case (.wfirma, _?): reader.fault(at: path / "account", "source \(source.name) of kind wfirma has no account; leave it out")
        case (.allegro, _), (.wfirma, nil): break
        }
    }

    private func checkAccounts(_ reader: inout ConfigurationReader) {
        var names: Set<String> = []
        for (index, account) in configuration.allegro.enumerated() where !account.account.isEmpty && !names.insert(account.account).inserted {
            reader.fault(at: path / "allegro" / index / "account", "two Allegro accounts are named \(account.account)")
        }
        if !configuration.allegro.isEmpty, configuration.secretsKey == nil, !reader.hasFault(below: ConfigurationPath() / "secrets_key") {
            reader.fault(
                at: path / "allegro", "secrets_key is missing: Allegro's tokens are kept sealed under it (openssl rand -hex 32 makes one)")
        }
    }
}
