import CurlClient
import Testing

@Suite("how a request ends before its answer")
struct CurlEndTests {
    private let trust: TestTrust

    init() throws { trust = try TestTrust() }

    @Test("cancelled after sending, a request may have arrived")
    func cancelledLate() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .silence }
        let exchange = trust.exchange()
        let task = Task { try await exchange.send(server.request("POST", body: "x")) }
        #expect(await eventually { server.requests.count == 1 })
        task.cancel()
        await #expect(throws: ExchangeError.cancelled(sent: true)) { try await task.value }
        await exchange.close()
    }

    @Test("cancelled during the handshake, it has not")
    func cancelledEarly() async throws {
        let server = try await UnkindServer(tls: nil) { _, _ in .silence }
        let exchange = trust.exchange()
        let task = Task { try await exchange.send(server.request()) }
        #expect(await eventually { server.connections == 1 })
        task.cancel()
        await #expect(throws: ExchangeError.cancelled(sent: false)) { try await task.value }
        await exchange.close()
    }

    @Test("cancelled at any moment, a request ends, and the next one is answered")
    func cancelledAnytime() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .answer("ok") }
        let exchange = trust.exchange()
        for pause in 0..<200 {
            let task = Task { try await exchange.send(server.request()) }
            for _ in 0..<pause { await Task.yield() }
            task.cancel()
            switch await task.result {
            case .success(let answer): #expect(answer.status == 200)
            case .failure(let error):
                guard case .cancelled? = error as? ExchangeError else {
                    Issue.record(error)
                    continue
                }
            }
        }
        #expect(try await exchange.send(server.request()).status == 200)
        await exchange.close()
    }

    @Test("closing ends what is under way and refuses what comes later")
    func closing() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .silence }
        let exchange = trust.exchange()
        let task = Task { try await exchange.send(server.request()) }
        #expect(await eventually { server.requests.count == 1 })
        await exchange.close()
        await #expect(throws: ExchangeError.answerLost(reason: "the exchange was closed")) { try await task.value }
        await #expect(throws: ExchangeError.notSent(reason: "the exchange is closed")) { try await exchange.send(server.request()) }
        await exchange.close()
    }

    @Test("more requests than allowed are refused, not queued")
    func capacity() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .silence }
        let exchange = trust.exchange { $0.maxRequests = 2 }
        let tasks = (0..<2).map { _ in Task { try await exchange.send(server.request()) } }
        #expect(await eventually { server.requests.count == 2 })
        await #expect(throws: ExchangeError.notSent(reason: "2 requests are under way already")) { try await exchange.send(server.request()) }
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.result }
        await exchange.close()
    }
}
