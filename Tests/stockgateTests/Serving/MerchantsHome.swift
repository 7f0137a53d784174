import CurlClient
import Foundation
import OpenSSLCrypto

/// A folder with the configuration of several merchants, whose other sides nobody plays, in which `serve` runs as often as a test likes.
struct MerchantsHome {
    let home: GatewayHome

    init(_ names: String...) throws {
        home = try GatewayHome()
        try write(names)
    }

    /// Writes the configuration for these merchants; the source of each has its name.
    func write(_ names: [String]) throws {
        let secret = "whsec_\(Data(GatewayHome.signingKey).base64EncodedString())"
        let sections = names.enumerated().map { number, name in
            """
              - name: \(name)
                sources: [{name: \(name), kind: wfirma, signing_secrets: ["\(secret)"]}]
                wfirma: {api_url: "https://127.0.0.1:1", company_id: \(name), access_key: a, secret_key: s, app_key: k}

            """
        }
        try home.folder.write(
            """
            database: stockgate.db
            secrets_key: 00112233445566778899aabbccddeeff
            public: {listen: "127.0.0.1:0", tls: {certificate: chain.pem, private_key: key.pem}}
            private: {listen: "127.0.0.1:0"}
            merchants:

            """ + sections.joined(), to: "stockgate.yaml")
    }

    func database(_ name: String) -> String { "\(home.path)/\(name).db" }

    /// Runs a call of `stockgate` to its end; the configuration is named for it.
    func call(_ arguments: String...) async throws -> (code: Int32?, output: String, complaints: String) {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(arguments + ["--config", home.configuration], in: folder.path)
        return (try await command.exit(within: .seconds(60)), command.output, command.complaints)
    }

    /// Runs `body` while `serve` runs.
    func serving(_ body: (ServedMerchants) async throws -> Void) async throws {
        let gateway = try await home.serve()
        let served = ServedMerchants(gateway: gateway, exchange: home.exchange())
        do { try await body(served) } catch {
            gateway.command.signal(SIGKILL)
            throw error
        }
        await served.exchange.close()
        gateway.command.signal(SIGTERM)
        _ = try await gateway.command.exit()
    }
}

/// A `serve` of several merchants.
struct ServedMerchants {
    let gateway: ServedGateway
    let exchange: CurlExchange

    var privateAddress: String { gateway.command.output.firstMatch(of: #/private=(https:\S+)/#).map { String($0.output.1) } ?? "" }

    /// Hands in a document at a merchant's source.
    func deliver(_ number: Int, to name: String) async throws -> ExchangeAnswer {
        var request = SignedDocument(number: number).request(to: gateway.address)
        request.url = "\(gateway.address)/webhooks/\(name)"
        return try await exchange.send(request)
    }

    func get(_ path: String, token: String? = nil) async throws -> (status: Int, text: String, answer: ExchangeAnswer) {
        let headers = token.map { [(name: "authorization", value: "Bearer \($0)")] } ?? []
        let answer = try await exchange.send(ExchangeRequest(method: "GET", url: privateAddress + path, headers: headers))
        return (answer.status, String(decoding: answer.body, as: UTF8.self), answer)
    }

    /// How often a merchant was begun.
    func starts(of name: String) -> Int {
        gateway.command.complaints.split(separator: "\n").count { $0.contains("merchant at work") && $0.contains("merchant=\(name)") }
    }

    /// Waits until `/readyz` tells a merchant's condition.
    func wait(until name: String, is condition: String) async throws -> Bool {
        try await eventually { () -> Bool? in
            let told = try JSONDecoder().decode(Told.self, from: Data(try await get("/readyz").answer.body))
            return told.merchants.contains { $0.name == name && $0.condition == condition } ? true : nil
        } ?? false
    }

    private struct Told: Decodable {
        struct Merchant: Decodable {
            let name: String
            let condition: String
        }

        let merchants: [Merchant]
    }
}
