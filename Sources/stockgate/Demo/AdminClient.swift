import CurlClient
import Payload

/// The gateway's own admin API, called as any script would.
struct AdminClient {
    let exchange: any Exchange
    let base: String
    let token: String

    /// Sends `body` and returns the answer's; throws where the status is no success.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: PayloadValue? = nil) async throws -> PayloadValue {
        var headers = [(name: "Authorization", value: "Bearer \(token)")]
        if body != nil { headers.append((name: "Content-Type", value: "application/json")) }
        let request = ExchangeRequest(method: method, url: "\(base)/api/v1\(path)", headers: headers, body: body?.jsonBytes(), timeout: .seconds(30))
        let answer = try await exchange.send(request)
        guard (200..<300).contains(answer.status) else {
            throw CommandFailure(.unavailable, "\(method) \(path): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body.isEmpty ? .null : try PayloadValue.json(answer.body)
    }
}
