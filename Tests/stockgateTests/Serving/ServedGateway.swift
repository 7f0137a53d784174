import CurlClient
import Foundation
import OpenSSLCrypto
import Testing

/// A folder with certificates and a configuration, in which `stockgate serve` runs as often as a test likes.
final class GatewayHome: Sendable {
    static let signingKey = Array("a key of twenty-four byte".utf8)

    let folder: ConfigurationFolder
    let authority: LocalAuthority
    var path: String { folder.path }
    /// A second folder, for what runs beside the gateway.
    var other: String { beside.path }
    private let beside: ConfigurationFolder
    var database: String { "\(path)/stockgate.db" }
    var configuration: String { "\(path)/stockgate.yaml" }

    /// - Parameter more: further lines of the configuration.
    init(publicTLS: String = "", more: String = "") throws {
        folder = try ConfigurationFolder()
        beside = try ConfigurationFolder()
        authority = try LocalAuthority()
        try folder.write(authority.certificatePEM, to: "ca.pem")
        try issue()
        // Nobody listens on port 1: whatever the gateway would ask outside fails at once.
        try folder.write(
            """
            database: stockgate.db
            secrets_key: 00112233445566778899aabbccddeeff
            public:
              listen: 127.0.0.1:0
              tls: {certificate: chain.pem, private_key: key.pem\(publicTLS)}
            private: {listen: "127.0.0.1:0"}
            sources:
              - {name: wfirma, kind: wfirma, signing_secrets: ["whsec_\(Data(Self.signingKey).base64EncodedString())"]}
            wfirma: {api_url: "https://127.0.0.1:1", company_id: 1, access_key: a, secret_key: s, app_key: k}
            \(more)
            """, to: "stockgate.yaml")
    }

    /// Writes a fresh certificate for the listeners.
    @discardableResult
    func issue() throws -> LocalAuthority.Issued {
        let issued = try authority.issue(.server, name: "localhost", alternativeNames: ["localhost", "127.0.0.1"])
        try folder.write(issued.chainPEM, to: "chain.pem")
        try folder.write(issued.keyPEM.text ?? "", to: "key.pem")
        return issued
    }

    func exchange() -> CurlExchange { CurlExchange(CurlOptions(caFile: "\(path)/ca.pem", maxConnectionsPerHost: 16)) }

    /// Starts `serve` and waits until it is ready.
    func serve() async throws -> ServedGateway {
        let command = try RunningCommand(["serve", "--config", configuration], in: path)
        return ServedGateway(command: command, address: try #require(try await ServedGateway.publicAddress(of: command), "\(command.complaints)"))
    }
}

/// A `serve` that is ready.
struct ServedGateway: Sendable {
    let command: RunningCommand
    /// Where webhooks are taken.
    let address: String

    /// The public address of the ready line; nil when the process ended without one.
    static func publicAddress(of command: RunningCommand) async throws -> String? {
        let line = try await eventually { () -> Substring? in
            if let match = command.output.firstMatch(of: #/ready public=(https:\S+) private=https:\S+\n/#) { return match.output.1 }
            return try await command.exit(within: .zero) == nil ? nil : ""
        }
        return line.flatMap { $0.isEmpty ? nil : String($0) }
    }
}

/// A warehouse document as a signing sender sends it.
struct SignedDocument: Sendable {
    let id: String
    let body: [UInt8]

    /// A receipt of one piece of product 501, or a release.
    init(number: Int, type: String = "PZ") {
        id = "doc-\(number)"
        body = Array(
            """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(number)","type":"\(type)","fullnumber":"\(type) \(number)/2026","version":1,\
            "warehouse":{"id":"1"},"warehouse_document_contents":[{"good":{"id":"501"},"count":"1.0000"}]}}
            """.utf8)
    }

    func request(to address: String) -> ExchangeRequest {
        let time = String(Int(Date().timeIntervalSince1970))
        let code = HMACSHA256(key: Secret(GatewayHome.signingKey)).authenticationCode(for: Array("\(id).\(time).".utf8), body)
        return ExchangeRequest(
            method: "POST", url: "\(address)/webhooks/wfirma",
            headers: [
                ("content-type", "application/json"), ("webhook-id", id), ("webhook-timestamp", time),
                ("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
            ], body: body, timeout: .seconds(10))
    }
}

/// What the gateway answers to a delivery.
struct Receipt: Decodable, Sendable, Equatable {
    let delivery: String
    let status: String

    init(_ answer: ExchangeAnswer) throws { self = try JSONDecoder().decode(Self.self, from: Data(answer.body)) }
}
