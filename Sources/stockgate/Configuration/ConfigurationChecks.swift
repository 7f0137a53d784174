import OpenSSLCrypto
import Storage

/// What no single value can tell: faults that show only when values are seen together.
struct ConfigurationChecks {
    let configuration: GatewayConfiguration
    /// Whether the file has `merchants`.
    let hasSeveral: Bool
    private static let root = ConfigurationPath()

    func run(on reader: inout ConfigurationReader) {
        checkListeners(&reader)
        if let key = configuration.secretsKey, key.bytes.count < 16 {
            reader.fault(at: Self.root / "secrets_key", "secrets_key is too short: 16 bytes or more (openssl rand -hex 32 makes a good one)")
        }
        guard hasSeveral else { return MerchantChecks(configuration: configuration, path: Self.root).run(on: &reader) }
        for (index, merchant) in configuration.merchants.enumerated() {
            MerchantChecks(configuration: configuration.of(merchant), path: Self.root / "merchants" / index).run(on: &reader)
        }
        checkTogether(&reader)
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

    /// What two merchants of one process cannot share.
    private func checkTogether(_ reader: inout ConfigurationReader) {
        let merchants = configuration.byMerchant
        if configuration.merchants.isEmpty, !reader.hasFault(below: Self.root / "merchants") {
            return reader.fault(at: Self.root / "merchants", "merchants names none")
        }
        /// Faults of each merchant whose `value` an earlier one has; what is left out and what is empty is compared with nothing.
        func unique(_ key: String, _ value: (GatewayConfiguration) -> String?, _ message: (String, String) -> String) {
            var first: [String: String] = [:]
            for (index, merchant) in merchants.enumerated() {
                guard let value = value(merchant), !value.isEmpty else { continue }
                if let other = first[value] {
                    reader.fault(at: Self.root / "merchants" / index / key, message(value, other))
                } else {
                    first[value] = merchant.merchantName ?? ""
                }
            }
        }
        unique("name", { $0.merchantName }) { name, _ in "two merchants are named \(name)" }
        unique("database", { StoreOptions(path: $0.database).location }) { path, other in "database \(path) is the store of \(other) already" }
        unique("choices_file", { $0.choices?.path }) { path, other in "choices_file \(path) is that of \(other) already" }
        unique("recording", { $0.recording.folder }) { path, other in "recording.folder \(path) is that of \(other) already" }
        unique("wfirma", { $0.wfirma.companyID.isEmpty ? nil : "\($0.wfirma.companyID) at \($0.wfirma.apiURL)" }) { company, other in
            "the wFirma company \(company) is that of \(other) already: neither would know what the other has sold; make it one merchant with both accounts"
        }
        checkSourceNames(merchants, &reader)
    }

    /// A webhook's address names its source alone.
    private func checkSourceNames(_ merchants: [GatewayConfiguration], _ reader: inout ConfigurationReader) {
        var owners: [String: String] = [:]
        for (index, merchant) in merchants.enumerated() {
            for (number, source) in merchant.sources.enumerated() where !source.name.isEmpty {
                let name = merchant.merchantName ?? ""
                if let other = owners[source.name], other != name {
                    reader.fault(
                        at: Self.root / "merchants" / index / "sources" / number / "name",
                        "\(other) has a source named \(source.name) already: names of sources are unique among all merchants")
                } else {
                    owners[source.name] = name
                }
            }
        }
    }
}
