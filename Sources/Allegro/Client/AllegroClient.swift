public import CurlClient
public import Inventory
import OpenSSLCrypto
import Payload

/// Allegro's REST API, one function for one request.
///
/// It keeps no token, repeats nothing and knows no rate limit and no clock: the caller asks the budget before a call and notes
/// the time around it. Every function throws an ``AllegroError``.
public struct AllegroClient: Sendable {
    let exchange: any Exchange
    let endpoint: AllegroEndpoint
    /// Goes with each request: whoever traces a delivery finds what followed from it (W3C Trace Context).
    private var trace: TraceContext?

    public init(exchange: any Exchange, endpoint: AllegroEndpoint) {
        self.exchange = exchange
        self.endpoint = endpoint
    }

    /// The same client for requests that follow from a delivery whose sender traces it; nil: from none.
    public func following(_ trace: TraceContext?) -> AllegroClient {
        var client = self
        client.trace = trace
        return client
    }

    /// The media type of the API's stable paths, in both directions.
    private static let mediaType = "application/vnd.allegro.public.v1+json"

    /// One request to the API; the answer when its status is a success or `redirect`.
    func ask(
        _ method: String, _ path: String, token: Secret, body: PayloadValue? = nil, language: String? = nil, redirect: Int? = nil
    ) async throws(AllegroError) -> AllegroAnswer {
        try await ask(
            method, path, token: token, content: body?.jsonBytes(), of: Self.mediaType, language: language, redirect: redirect)
    }

    /// The same with a body of any media type, and with messages in another language than the endpoint's where the path knows few.
    func ask(
        _ method: String, _ path: String, token: Secret, content: [UInt8]?, of contentType: String, language: String? = nil, redirect: Int? = nil
    ) async throws(AllegroError) -> AllegroAnswer {
        var headers = [
            (name: "Authorization", value: "Bearer " + (try Self.text(of: token, named: "the access token"))),
            (name: "Accept", value: Self.mediaType), (name: "Accept-Language", value: language ?? endpoint.language),
        ]
        if content != nil { headers.append((name: "Content-Type", value: contentType)) }
        if let trace { headers.append((name: "traceparent", value: trace.description)) }
        return try await send(ExchangeRequest(method: method, url: endpoint.apiURL + path, headers: headers, body: content), redirect: redirect)
    }

    /// Sends `request` in our name and sorts the answer.
    func send(_ request: ExchangeRequest, redirect: Int? = nil) async throws(AllegroError) -> AllegroAnswer {
        var request = request
        request.headers.append((name: "User-Agent", value: endpoint.application))
        let answer: AllegroAnswer
        do {
            answer = AllegroAnswer(try await exchange.send(request))
        } catch {
            throw .unreachable(error)
        }
        guard (200..<300).contains(answer.status) || answer.status == redirect else { throw answer.refusal }
        return answer
    }

    static func text(of secret: Secret, named name: String) throws(AllegroError) -> String {
        guard let text = secret.text else { throw .unreachable(.notSent(reason: "\(name) is not text")) }
        return text
    }
}
