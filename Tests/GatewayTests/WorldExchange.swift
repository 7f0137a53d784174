import CurlClient
import Foundation
import Sandbox

/// Reaches the simulated systems without a socket: a request becomes a call of their state machines.
struct WorldExchange: Exchange {
    let world: SandboxWorld
    let side: SandboxSide

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        guard let url = URL(string: request.url) else { throw .notSent(reason: "no address") }
        let target = url.path(percentEncoded: true) + (url.query(percentEncoded: true).map { "?" + $0 } ?? "")
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.lowercased()] = field.value }
        let reply = world.handle(SandboxRequest(method: request.method, target: target, headers: headers, body: request.body ?? []), on: side)
        switch reply.manner {
        case .prompt, .delayed, .trickled: return ExchangeAnswer(status: reply.status, headers: reply.headers, body: reply.body)
        case .reset, .silent: throw .answerLost(reason: "the connection ended")
        }
    }
}
