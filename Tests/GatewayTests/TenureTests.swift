import CurlClient
import Foundation
import NIOConcurrencyHelpers
import Storage
import StoreImage
import Testing

@testable import Gateway

@Suite("Requests under a tenure")
struct TenureTests {
    private final class Turn: Tenure {
        let isOver = NIOLockedValueBox(false)
        var epoch: Int64? { nil }
        var holds: Bool { !isOver.withLockedValue { $0 } }
        var isFirm: Bool { holds }
    }

    private final class Outside: Exchange {
        let asked = NIOLockedValueBox<[ExchangeRequest]>([])

        func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
            asked.withLockedValue { $0.append(request) }
            return ExchangeAnswer(status: 200)
        }
    }

    @Test("once another gateway may work the store nothing leaves, not even a question", arguments: ["GET", "PUT"])
    func over(method: String) async throws {
        let path = NSTemporaryDirectory() + "stockgate-tenure-\(UUID().uuidString).db"
        defer { for ending in ["", "-wal", "-shm"] { unlink(path + ending) } }
        let store = try Store.quick(StoreOptions(path: path))
        let (turn, outside) = (Turn(), Outside())
        let exchange = FreezableExchange(base: outside, store: store.under(turn))
        let request = ExchangeRequest(method: method, url: "https://allegro.test/sale/offers")
        _ = try await exchange.send(request)
        turn.isOver.withLockedValue { $0 = true }
        await #expect(throws: ExchangeError.notSent(reason: "another gateway works this store")) { _ = try await exchange.send(request) }
        #expect(outside.asked.withLockedValue { $0.count } == 1)
        // Whoever has no tenure, as a command beside a gateway, asks as before.
        _ = try await FreezableExchange(base: outside, store: store).send(request)
        #expect(outside.asked.withLockedValue { $0.count } == 2)
        try store.close()
    }

    @Test("whoever waited in its line, or for a connection, while another took over does not leave")
    func waiting() async throws {
        let path = NSTemporaryDirectory() + "stockgate-tenure-\(UUID().uuidString).db"
        defer { for ending in ["", "-wal", "-shm"] { unlink(path + ending) } }
        let store = try Store.quick(StoreOptions(path: path))
        let (turn, held) = (Turn(), HeldExchange())
        let request = ExchangeRequest(method: "GET", url: "https://allegro.test/sale/offers")
        let shared = SharedExchange(base: FreezableExchange(base: held, store: store.under(turn)), limit: 1)
        let first = Task { try await shared.send(request).status }
        while held.count < 1 { await Task.yield() }
        let second = Task { try await shared.send(request).status }
        turn.isOver.withLockedValue { $0 = true }
        held.answerFirst()
        #expect(try await first.value == 200)
        await #expect(throws: ExchangeError.notSent(reason: "another gateway works this store")) { _ = try await second.value }
        #expect(held.last?.mayLeave?() == false)
        try store.close()
    }
}
