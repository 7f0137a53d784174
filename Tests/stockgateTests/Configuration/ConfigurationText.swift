import Foundation

@testable import stockgate

/// A folder with what a configuration names, removed when the test is done with it.
final class ConfigurationFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "stockgate-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in ["chain.pem", "key.pem", "ca.pem"] { try write("PEM", to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    /// Reads `text` as if it were `stockgate.yaml` in this folder.
    func read(_ text: String, environment: [String: String] = [:]) throws(ConfigurationRefused) -> LoadedConfiguration {
        try ConfigurationFile.read(text, named: "\(path)/stockgate.yaml", environment: environment)
    }

    /// What is wrong with `text`, as `LINE:COL: message`.
    func faults(of text: String, environment: [String: String] = [:]) -> [String] {
        do throws(ConfigurationRefused) {
            return try read(text, environment: environment).warnings.map(shorten)
        } catch {
            return error.faults.map(shorten)
        }
    }

    private func shorten(_ fault: ConfigurationFault) -> String { fault.description.replacing("\(path)/stockgate.yaml:", with: "") }
}

/// The least that a gateway can be told.
let smallestConfiguration = """
    database: stockgate.db
    public:
      tls: {certificate: chain.pem, private_key: key.pem}
    sources:
      - {name: wfirma, kind: wfirma, signing_secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}
    wfirma: {company_id: 1, access_key: a, secret_key: s, app_key: k}
    """
