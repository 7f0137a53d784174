import CurlClient
import OpenSSLCrypto
import WFirma

/// The outside as a test writes it: gives the answers in turn and keeps what was sent.
actor ScriptedExchange: Exchange {
    private var answers: [Result<ExchangeAnswer, ExchangeError>]
    private(set) var sent: [ExchangeRequest] = []

    init(_ answers: Result<ExchangeAnswer, ExchangeError>...) { self.answers = answers }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        sent.append(request)
        guard !answers.isEmpty else { throw .notSent(reason: "the script has no further answer") }
        return try answers.removeFirst().get()
    }
}

extension Result where Success == ExchangeAnswer, Failure == ExchangeError {
    /// An answer of wFirma's: HTTP says 200 whatever the body says.
    static func answer(_ body: String, status: Int = 200) -> Self {
        .success(ExchangeAnswer(status: status, headers: [(name: "date", value: "Tue, 24 Nov 2026 09:15:00 GMT")], body: Array(body.utf8)))
    }

    /// An answer that says only how it went.
    static func code(_ code: String, status: Int = 200) -> Self { answer(#"{"status":{"code":"\#(code)"}}"#, status: status) }
}

extension WFirmaClient {
    /// A client whose outside is `exchange`.
    init(_ exchange: ScriptedExchange) {
        self.init(
            exchange: exchange,
            endpoint: WFirmaEndpoint(
                apiURL: "https://wfirma.test/", companyID: "5", accessKey: Secret("access-key"), secretKey: Secret("secret-key"),
                appKey: Secret("app-key")))
    }
}

extension ExchangeRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    var bodyText: String { String(decoding: body ?? [], as: UTF8.self) }
}
