import CurlClient
import NIOConcurrencyHelpers
import Sandbox

/// Reaches the simulated systems without a socket: a request becomes a call of their state machines, there and back takes virtual time, and the
/// process that asked may be gone before the answer comes.
struct SimulatedExchange: Exchange {
    let world: SandboxWorld
    let side: SandboxSide
    let life: Life
    let schedule: Schedule
    let trace: Trace
    let longestWay: Duration
    let dice: NIOLockedValueBox<Dice>

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        if life.endsBeforeRequest() { throw .cancelled(sent: false) }
        await schedule.park(for: way())
        // It is on its way: it arrives, whether its sender lives or not.
        let reply = arrive(request)
        if life.endsBeforeAnswer() { throw .cancelled(sent: true) }
        switch reply.manner {
        case .prompt, .delayed, .trickled: await schedule.park(for: way())
        case .reset: await schedule.park(for: way())
        case .silent: await schedule.park(for: request.timeout)
        }
        if life.hasEnded { throw .cancelled(sent: true) }
        switch reply.manner {
        case .prompt, .delayed, .trickled: return ExchangeAnswer(status: reply.status, headers: reply.headers, body: reply.body)
        case .reset, .silent: throw .answerLost(reason: "the connection ended")
        }
    }

    /// Path and query of an address, which begin at its third slash.
    private static func target(of url: String) -> String {
        let path = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first ?? ""
        return "/\(path)"
    }

    private func way() -> Duration { dice.withLockedValue { $0.duration(.milliseconds(1)...longestWay) } }

    private func arrive(_ request: ExchangeRequest) -> SandboxReply {
        let target = Self.target(of: request.url)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.lowercased()] = field.value }
        let reply = world.handle(SandboxRequest(method: request.method, target: target, headers: headers, body: request.body ?? []), on: side)
        // To have an enum's case told by its name takes longer than all the rest of a note.
        let manner = reply.manner == .prompt ? "prompt" : "\(reply.manner)"
        trace.note(at: schedule.now, "\(side.rawValue) \(request.method) \(target)", request.body ?? [], "\(reply.status) \(manner)", reply.body)
        return reply
    }
}
