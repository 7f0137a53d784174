import CurlClient
import NIOConcurrencyHelpers
import Testing

@testable import Gateway

/// Answers each request when it is told to.
final class HeldExchange: Exchange {
    private let waiting = NIOLockedValueBox<[CheckedContinuation<Void, Never>]>([])
    private let latest = NIOLockedValueBox<ExchangeRequest?>(nil)

    var count: Int { waiting.withLockedValue { $0.count } }

    var last: ExchangeRequest? { latest.withLockedValue { $0 } }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        latest.withLockedValue { $0 = request }
        await withCheckedContinuation { continuation in waiting.withLockedValue { $0.append(continuation) } }
        return ExchangeAnswer(status: 200, headers: [], body: [])
    }

    func answerFirst() {
        let first = waiting.withLockedValue { waiting -> CheckedContinuation<Void, Never>? in waiting.isEmpty ? nil : waiting.removeFirst() }
        first?.resume()
    }
}

@Suite("One merchant's share of the way out")
struct SharedExchangeTests {
    private static let request = ExchangeRequest(method: "GET", url: "https://example.pl", headers: [], body: nil, timeout: .seconds(5))

    @Test("so many requests at once leave, and the others in their order after them")
    func limit() async throws {
        let held = HeldExchange()
        let exchange = SharedExchange(base: held, limit: 2)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<5 { group.addTask { try await exchange.send(Self.request).status } }
            for left in stride(from: 5, to: 0, by: -1) {
                while held.count != min(2, left) { await Task.yield() }
                held.answerFirst()
            }
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test("whoever is cancelled while waiting has sent nothing, and takes nobody's turn")
    func cancelled() async throws {
        let held = HeldExchange()
        let exchange = SharedExchange(base: held, limit: 1)
        let first = Task { try await exchange.send(Self.request).status }
        while held.count != 1 { await Task.yield() }
        let second = Task { try await exchange.send(Self.request).status }
        second.cancel()
        await #expect(throws: ExchangeError.cancelled(sent: false)) { try await second.value }
        held.answerFirst()
        #expect(try await first.value == 200)
        let third = Task { try await exchange.send(Self.request).status }
        while held.count != 1 { await Task.yield() }
        held.answerFirst()
        #expect(try await third.value == 200)
    }
}
