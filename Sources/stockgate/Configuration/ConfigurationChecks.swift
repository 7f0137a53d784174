import Foundation
import OpenSSLCrypto
import Storage

/// What no single value can tell: faults that show only when values are seen together.
struct ConfigurationChecks {
    let configuration: GatewayConfiguration
    private static let root = ConfigurationPath()

    func run(on reader: inout ConfigurationReader) {
        checkSources(&reader)
        checkAccounts(&reader)
        checkListeners(&reader)
        if let mail = configuration.notifications.email, mail.to.isEmpty, reader.places[Self.root / "notifications" / "email" / "to" / 0] == nil {
            reader.fault(at: Self.root / "notifications" / "email", "notifications.email.to names nobody")
        }
        if let key = configuration.secretsKey, key.bytes.count < 16 {
            reader.fault(at: Self.root / "secrets_key", "secrets_key is too short: 16 bytes or more (openssl rand -hex 32 makes a good one)")
        }
        if configuration.wfirma.warehouses == [], !reader.hasFault(below: Self.root / "wfirma" / "warehouses") {
            reader.fault(at: Self.root / "wfirma" / "warehouses", "wfirma.warehouses names none: write all, or the ids of those that count")
        }
        if let only = configuration.wfirma.releaseWarehouse, let counted = configuration.wfirma.warehouses, !counted.contains(only) {
            reader.fault(
                at: Self.root / "wfirma" / "release_warehouse",
                "wfirma.release_warehouse names \(only), which wfirma.warehouses does not count: no document could be issued")
        }
        checkChoicesFile(&reader)
    }

    /// The choices file is written anew at every change: over no other file of ours.
    private func checkChoicesFile(_ reader: inout ConfigurationReader) {
        guard let path = configuration.choicesFile else { return }
        func whole(_ path: String) -> String { URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path }
        let database = whole(configuration.database)
        let choices = whole(path)
        if ["", "-wal", "-shm", "-journal", ".lock", ".erased"].contains(where: { database + $0 == choices }) {
            reader.fault(at: Self.root / "choices_file", "choices_file: \(path) is the database's own file")
        }
    }

    private func checkSources(_ reader: inout ConfigurationReader) {
        var names: Set<String> = []
        for (index, source) in configuration.sources.enumerated() {
            let path = Self.root / "sources" / index
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
            reader.fault(at: Self.root / "allegro" / index / "account", "two Allegro accounts are named \(account.account)")
        }
        if !configuration.allegro.isEmpty, configuration.secretsKey == nil, !reader.hasFault(below: Self.root / "secrets_key") {
            reader.fault(
                at: Self.root / "allegro", "secrets_key is missing: Allegro's tokens are kept sealed under it (openssl rand -hex 32 makes one)")
        }
    }

    private func checkListeners(_ reader: inout ConfigurationReader) {
        let (open, closed) = (configuration.publicListener.listen, configuration.privateListener.listen)
        if open.port != 0, open.port == closed.port, open.host == closed.host || open.host == "0.0.0.0" || closed.host == "0.0.0.0" {
            reader.fault(at: Self.root / "private" / "listen", "public.listen and private.listen share the port \(open.port)")
        }
        let tls = configuration.publicListener.tls
        if tls.clientCertificates != .off, tls.clientCA == nil, reader.places[Self.root / "public" / "tls" / "client_ca"] == nil {
            reader.fault(
                at: Self.root / "public" / "tls" / "client_certificates",
                "client certificates cannot be checked without public.tls.client_ca, the authority that signs them")
        }
    }
}
