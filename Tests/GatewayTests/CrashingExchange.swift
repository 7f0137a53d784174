import CurlClient
import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Testing

@testable import WFirma

/// When a process dies: at so many requests of one service, before they reach the other side or after the other side did what they ask.
final class CrashPlan: Sendable {
    enum Moment: Sendable, CaseIterable { case before, after }

    private struct State {
        var left: Int
        let moment: Moment
        /// Set while the service that may die takes a step.
        var die: (@Sendable () -> Void)?
    }

    private let state: NIOLockedValueBox<State>

    init(after requests: Int, _ moment: Moment) { state = NIOLockedValueBox(State(left: requests, moment: moment)) }

    /// The process died as planned.
    var isSpent: Bool { state.withLockedValue { $0.left < 0 } }

    fileprivate func mark(_ die: (@Sendable () -> Void)?) { state.withLockedValue { $0.die = die } }

    fileprivate func next() -> (moment: Moment, die: @Sendable () -> Void)? {
        state.withLockedValue { state in
            guard let die = state.die, state.left >= 0 else { return nil }
            state.left -= 1
            return state.left < 0 ? (state.moment, die) : nil
        }
    }
}

/// Carries requests until the process dies; then nothing of what it asked comes back, ever.
final class CrashingExchange: Exchange {
    private let base: any Exchange
    private let plan = NIOLockedValueBox<CrashPlan?>(nil)

    init(_ base: any Exchange) { self.base = base }

    func follow(_ plan: CrashPlan) { self.plan.withLockedValue { $0 = plan } }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        guard let (moment, die) = plan.withLockedValue({ $0 })?.next() else { return try await base.send(request) }
        if moment == .after { _ = try? await base.send(request) }
        die()
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        throw .answerLost(reason: "the process is gone")
    }
}

extension Shop {
    /// A shop whose gateway can die in the middle of a step.
    static func mortal() async throws -> (shop: Shop, follow: (CrashPlan) -> Void) {
        var exchanges: [CrashingExchange] = []
        let shop = try await Shop { options in
            let (allegro, wfirma) = (CrashingExchange(options.accounts[0].exchange), CrashingExchange(options.wfirma.exchange))
            options.accounts[0].exchange = allegro
            options.wfirma = WFirmaClient(exchange: wfirma, endpoint: options.wfirma.endpoint)
            exchanges = [allegro, wfirma]
        }
        let made = exchanges
        return (shop, { plan in for exchange in made { exchange.follow(plan) } })
    }

    /// One step of a service that may die on it; then a new gateway stands on the same store.
    func step(_ service: any SteppedService, _ plan: CrashPlan) async {
        let now = now
        let hasDied = await withCheckedContinuation { continuation in
            let waiting = NIOLockedValueBox<CheckedContinuation<Bool, Never>?>(continuation)
            let end: @Sendable (Bool) -> Void = { hasDied in
                waiting.withLockedValue { waiting in
                    defer { waiting = nil }
                    return waiting
                }?.resume(returning: hasDied)
            }
            plan.mark { end(true) }
            Task {
                _ = await service.step(at: now)
                end(false)
            }
        }
        plan.mark(nil)
        if hasDied { restart() }
    }

    /// Runs until the gateway has died as planned or `isDone` says so, a single step of the service at a time.
    func run(_ service: () -> any SteppedService, until plan: CrashPlan, or isDone: () async throws -> Bool) async throws {
        let end = now + .seconds(60)
        while now < end, !plan.isSpent {
            if try await isDone() { return }
            for other in gateway.services where !(type(of: other) == type(of: service()) || other is Reconciler) {
                for _ in 0..<50 where await other.step(at: now) != .again { break }
            }
            await step(service(), plan)
            time.withLockedValue { $0 = $0 + .milliseconds(50) }
        }
    }
}
