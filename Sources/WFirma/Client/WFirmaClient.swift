public import CurlClient
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Payload

/// wFirma's API, one function for one request.
///
/// It keeps nothing, repeats nothing and knows no rate limit and no clock: the caller asks the budget before a call and notes
/// the time around it. Every function throws a ``WFirmaError``. The keys leave in headers only.
public struct WFirmaClient: Sendable {
    let exchange: any Exchange
    let endpoint: WFirmaEndpoint
    /// Those of every copy of this client.
    private let keys: NIOLockedValueBox<WFirmaKeys>

    /// The actions that only read; any other changes something.
    private static let reads: Set<Substring> = ["find", "get", "download"]

    public init(exchange: any Exchange, endpoint: WFirmaEndpoint) {
        self.init(exchange, endpoint, NIOLockedValueBox(endpoint.keys))
    }

    private init(_ exchange: any Exchange, _ endpoint: WFirmaEndpoint, _ keys: NIOLockedValueBox<WFirmaKeys>) {
        (self.exchange, self.endpoint, self.keys) = (exchange, endpoint, keys)
    }

    /// The same client, whose requests pass through another exchange on their way.
    public func through(_ wrap: (any Exchange) -> any Exchange) -> WFirmaClient { WFirmaClient(wrap(exchange), endpoint, keys) }

    /// From now on every copy of this client sends these keys.
    public func use(_ fresh: WFirmaKeys) { keys.withLockedValue { $0 = fresh } }

    /// One request; an answer that wFirma calls OK or NOT FOUND, else the error it stands for.
    func ask(
        _ path: String, query: [(name: String, value: String)] = [], body: PayloadValue? = nil
    ) async throws(WFirmaError) -> WFirmaAnswer {
        try WFirmaAnswer(await send(path, query: query, body: body))
    }

    /// One request whose answer may be a file; what is none is an error.
    func download(_ path: String) async throws(WFirmaError) -> [UInt8] {
        let answer = try await send(path)
        // What is not 200 brings no file: it is sorted as any other answer is.
        if answer.status != 200 { _ = try WFirmaAnswer(answer) }
        return answer.body
    }

    private func send(
        _ path: String, query: [(name: String, value: String)] = [], body: PayloadValue? = nil
    ) async throws(WFirmaError) -> ExchangeAnswer {
        let always = [("inputFormat", "json"), ("outputFormat", "json"), ("company_id", endpoint.companyID)]
        let parameters = (always + query.map { ($0.name, $0.value) }).map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
        let keys = keys.withLockedValue { $0 }
        let request = ExchangeRequest(
            // POST serves for reads as well, and takes the conditions of a find in its body.
            method: "POST", url: "\(endpoint.apiURL)/\(path)?\(parameters)",
            headers: [
                (name: "accessKey", value: try Self.text(of: keys.accessKey, named: "the access key")),
                (name: "secretKey", value: try Self.text(of: keys.secretKey, named: "the secret key")),
                (name: "appKey", value: try Self.text(of: keys.appKey, named: "the app key")),
                (name: "Accept", value: "application/json"), (name: "Content-Type", value: "application/json"),
            ], body: body?.jsonBytes() ?? [],
            // `{module}/{action}[/{id}]`
            changes: path.split(separator: "/").dropFirst().first.map { !Self.reads.contains($0) } ?? true)
        do {
            return try await exchange.send(request)
        } catch {
            throw .unreachable(error)
        }
    }

    private static func text(of secret: Secret, named name: String) throws(WFirmaError) -> String {
        guard let text = secret.text else { throw .unreachable(.notSent(reason: "\(name) is not text")) }
        return text
    }
}
