import CurlClient
import OpenSSLCrypto

/// Whether webhooks find their way in by the address that senders are given.
enum WebhookCheck {
    /// A knock at one source's address.
    struct Knock: Sendable {
        let source: String
        /// Status and media type of the answer, or why none came.
        let answer: Result<(status: Int, mediaType: String), ExchangeError>
        /// What a Stockgate answers to it.
        let expected: Int
    }

    struct Facts: Sendable {
        /// Nil where nobody says what senders see.
        let url: String?
        let knocks: [Knock]
        let isServed: Bool
        /// Of several merchants: the process that works others of them, and not this one; nil where none does.
        var restsIn: Int32?
        /// TLS asks every client for a certificate that doctor does not have.
        let demandsCertificates: Bool
    }

    static func judge(_ facts: Facts) -> [Finding] {
        guard let url = facts.url else {
            return [
                .warn(
                    .webhooks, "public.url is not set, so nobody can try the way that senders take",
                    "set public.url to the address that you give them")
            ]
        }
        guard !facts.demandsCertificates else {
            return [.warn(.webhooks, "\(url) asks for a client certificate, which doctor has not", "try it with a sender's certificate and curl")]
        }
        if let process = facts.restsIn {
            return [
                .warn(
                    .webhooks, "serve (process \(process)) runs, but this merchant is not at work in it, so its senders get 503",
                    "GET /readyz and the log say why; it is begun anew by itself, and at once at SIGHUP")
            ]
        }
        guard facts.isServed else {
            return [.warn(.webhooks, "no serve runs, so nobody answers at \(url)", "start serve, then run doctor again")]
        }
        return facts.knocks.map { judge($0, url) }
    }

    private static func judge(_ knock: Knock, _ url: String) -> Finding {
        let place = "\(url)/webhooks/\(knock.source)"
        switch knock.answer {
        case .failure(let error):
            return .fail(
                .webhooks, .unavailable, "\(place) is not reached from here: \(error)",
                "look at DNS, the router's port, the proxy and the certificate; a network may not let a machine reach itself from outside")
        case .success(let answer) where answer.status == knock.expected && answer.mediaType.hasSuffix("json"):
            return .ok(.webhooks, "\(place) leads to this gateway")
        case .success(let answer) where answer.status == 404:
            return .fail(
                .webhooks, .configuration, "\(place) answers 404: another program, or a gateway without this source",
                "have the proxy pass /webhooks/ on unchanged; reload serve when the source is new")
        case .success(let answer):
            return .fail(
                .webhooks, .configuration, "\(place) answers \(answer.status), where Stockgate says \(knock.expected)",
                "something between the internet and the gateway answers in its place")
        }
    }

    /// Knocks at each source: without a signature, which is answered 401 and kept nowhere, or on its secret path, which greets.
    static func gather(_ configuration: GatewayConfiguration, authority: String?, isServed: Bool, restsIn: Int32? = nil) async -> Facts {
        let (open, url) = (configuration.publicListener, configuration.publicListener.url)
        let demands = open.tls.clientCertificates == .required
        guard let url, isServed, !demands else {
            return Facts(url: url, knocks: [], isServed: isServed, restsIn: restsIn, demandsCertificates: demands)
        }
        let exchange = CurlExchange(CurlOptions(caFile: authority))
        var knocks: [Knock] = []
        for source in configuration.sources {
            knocks.append(await knock(source, at: url, exchange))
        }
        await exchange.close()
        return Facts(url: url, knocks: knocks, isServed: isServed, demandsCertificates: demands)
    }

    private static func knock(_ source: SourceConfiguration, at url: String, _ exchange: CurlExchange) async -> Knock {
        let agent = (name: "User-Agent", value: "stockgate-doctor")
        let place = "\(url)/webhooks/\(source.name)"
        let request: ExchangeRequest
        var expected = 401
        if let path = source.pathSecret?.text {
            request = ExchangeRequest(method: "GET", url: "\(place)/\(path)", headers: [agent], timeout: .seconds(10))
            expected = 200
        } else {
            let fields = [agent, (name: "Content-Type", value: "application/json")]
            request = ExchangeRequest(method: "POST", url: place, headers: fields, body: Array("{}".utf8), timeout: .seconds(10))
        }
        do throws(ExchangeError) {
            let answer = try await exchange.send(request)
            return Knock(source: source.name, answer: .success((answer.status, answer.header("content-type") ?? "")), expected: expected)
        } catch {
            return Knock(source: source.name, answer: .failure(error), expected: expected)
        }
    }
}
