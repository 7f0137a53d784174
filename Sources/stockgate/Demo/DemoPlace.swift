import Foundation
import NIOOpenSSL
import OpenSSLCrypto
import Sandbox

/// The demo's temporary folder: certificates of its own, the gateway's configuration and database.
final class DemoPlace: Sendable {
    static let relaySecret = "whsec_" + Data((1...32).map { UInt8($0) }).base64EncodedString()

    let folder: URL
    /// The authority that everything in the demo trusts.
    let caFile: String
    let tls: TLSContextStore
    private let secretsKey: String
    private let addresses: AsyncStream<SandboxAddresses>
    private let announced: AsyncStream<SandboxAddresses>.Continuation

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "stockgate-demo-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let authority = try LocalAuthority(name: "Stockgate demo authority")
        let certificate = try authority.issue(.server, name: "localhost", alternativeNames: ["localhost", "127.0.0.1"])
        caFile = try Self.write(authority.certificatePEM, to: folder, "ca.pem")
        try Self.write(certificate.chainPEM, to: folder, "chain.pem")
        try Self.write(certificate.keyPEM.text ?? "", to: folder, "key.pem")
        tls = try TLSContextStore(TLSOptions(certificate))
        secretsKey = Data(randomBytes(32)).base64EncodedString()
        (addresses, announced) = AsyncStream.makeStream()
    }

    func announce(_ addresses: SandboxAddresses) async { announced.yield(addresses) }

    /// Where the sandbox was bound, once it is.
    func sandboxAddresses() async throws -> SandboxAddresses {
        for await known in addresses { return known }
        throw CommandFailure(.unavailable, "the sandbox did not start")
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// The gateway's configuration, as an engineer would write it. Returns the file's path.
    ///
    /// - Parameters:
    ///   - gateway: where it listened before; nil takes free ports.
    ///   - reconcile: between two comparisons of both sides.
    @discardableResult
    func writeConfiguration(
        _ sandbox: SandboxAddresses, listeningAgainOn gateway: GatewayAddresses? = nil, reconcile: String = "5s"
    ) throws -> String {
        let open = gateway.map { GatewayAddresses.listen($0.open) } ?? "127.0.0.1:0"
        let closed = gateway.map { GatewayAddresses.listen($0.closed) } ?? "127.0.0.1:0"
        let text = """
            database: \(folder.path)/stockgate.db
            secrets_key: "\(secretsKey)"
            public:
              listen: \(open)
              tls: {certificate: \(folder.path)/chain.pem, private_key: \(folder.path)/key.pem}
            private:
              listen: \(closed)
            sources:
              - {name: wfirma, kind: wfirma, signing_secrets: ["\(Self.relaySecret)"]}
            wfirma: {api_url: "\(sandbox.wfirma)", ca_file: \(caFile), company_id: 1, access_key: sandbox-access, secret_key: sandbox-secret, app_key: sandbox-app}
            allegro:
              - {account: main, api_url: "\(sandbox.allegro)", auth_url: "\(sandbox.allegroAuthorisation)", ca_file: \(caFile), client_id: sandbox-client, client_secret: sandbox-secret, application: "Stockgate/1.0 (+https://example.pl)"}
            safety: {second_look: 2s, contradiction: 1s, command_patience: 10s}
            intervals: {order_events: 500ms, reconcile: \(reconcile)}
            ksef_wait: 1s
            log: {level: error}
            """
        return try Self.write(text, to: folder, "stockgate.yaml")
    }

    /// A configuration of several merchants, each with a world of the sandbox by its name and an application of its own at Allegro.
    func writeConfiguration(_ sandbox: SandboxAddresses, merchants: [(name: String, clientID: String)]) throws -> String {
        let text = """
            database: \(folder.path)/stockgate.db
            secrets_key: "\(secretsKey)"
            public: {listen: "127.0.0.1:0", tls: {certificate: \(folder.path)/chain.pem, private_key: \(folder.path)/key.pem}}
            private: {listen: "127.0.0.1:0"}
            log: {level: error}
            merchants:

            """
        let sections = merchants.map { merchant in
            let world = "/worlds/\(merchant.name)"
            return """
                  - name: \(merchant.name)
                    sources: [{name: \(merchant.name), kind: wfirma, signing_secrets: ["\(Self.relaySecret)"]}]
                    wfirma: {api_url: "\(sandbox.wfirma)\(world)", ca_file: \(caFile), company_id: 1, access_key: sandbox-access, secret_key: sandbox-secret, app_key: sandbox-app}
                    allegro: [{account: main, api_url: "\(sandbox.allegro)\(world)", auth_url: "\(sandbox.allegro)\(world)/auth/oauth", ca_file: \(caFile), client_id: \(merchant.clientID), client_secret: sandbox-secret, application: "Stockgate/1.0 (+https://example.pl)"}]
                    safety: {second_look: 2s, contradiction: 1s}
                    intervals: {order_events: 60s, reconcile: 1h}

                """
        }
        return try Self.write(text + sections.joined(), to: folder, "stockgate.yaml")
    }

    @discardableResult
    private static func write(_ text: String, to folder: URL, _ name: String) throws -> String {
        let path = folder.appending(path: name).path
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw CommandFailure(.inputOutput, "\(path) cannot be written")
        }
        return path
    }
}
