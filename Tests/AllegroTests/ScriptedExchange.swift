import Allegro
import CurlClient
import OpenSSLCrypto
import Recording

/// The outside as a test writes it: gives the answers in turn and keeps what was sent.
actor ScriptedExchange: Exchange {
    private var answers: [Result<ExchangeAnswer, ExchangeError>]
    private(set) var sent: [ExchangeRequest] = []

    init(_ answers: Result<ExchangeAnswer, ExchangeError>...) { self.answers = answers }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        sent.append(request)
        Recording.note(request)
        guard !answers.isEmpty else { throw .notSent(reason: "the script has no further answer") }
        return try answers.removeFirst().get()
    }
}

extension Result where Success == ExchangeAnswer, Failure == ExchangeError {
    /// An answer with a body of JSON, and the headers that Allegro always sends.
    static func answer(_ status: Int, _ body: String = "", _ headers: [(name: String, value: String)] = []) -> Self {
        .success(
            ExchangeAnswer(
                status: status, headers: [(name: "trace-id", value: "trace-1"), (name: "date", value: "Tue, 24 Nov 2026 09:15:00 GMT")] + headers,
                body: Array(body.utf8)))
    }
}

extension AllegroClient {
    /// A client whose outside is `exchange`.
    init(_ exchange: ScriptedExchange) {
        self.init(
            exchange: exchange,
            endpoint: AllegroEndpoint(
                apiURL: "https://api.test/", authURL: "https://auth.test/auth/oauth", application: "Sklep Kubki/1.0 (+https://example.pl)"))
    }
}

let accessToken = Secret("access-1")

extension ExchangeRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    var bodyText: String { String(decoding: body ?? [], as: UTF8.self) }
}
