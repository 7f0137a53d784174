import CurlClient
import OpenSSLCrypto
import Testing

@Suite("what may have arrived is never called unsent, and the reverse")
struct CurlFaultTests {
    private let trust: TestTrust

    init() throws { trust = try TestTrust() }

    private func fault(_ exchange: CurlExchange, _ request: ExchangeRequest) async throws -> ExchangeError {
        try await #require(throws: ExchangeError.self) { try await exchange.send(request) }
    }

    @Test("nobody listens: not sent")
    func refused() async throws {
        let server = try await UnkindServer(tls: nil) { _, _ in .silence }
        let request = server.request()
        try await server.stop()
        let exchange = trust.exchange()
        #expect(try await fault(exchange, request).isNotSent)
        await exchange.close()
    }

    @Test("a certificate that is foreign, for another name or expired: not sent", arguments: ["foreign", "other name", "expired"])
    func untrusted(kind: String) async throws {
        let tls =
            switch kind {
            case "foreign": try TestTrust().server()
            case "other name": try trust.server(names: ["example.org"])
            default: try trust.server(validity: .init(begins: .seconds(-7200), ends: .seconds(-3600)))
            }
        let server = try await UnkindServer(tls: tls) { _, _ in .answer("no") }
        let exchange = trust.exchange()
        #expect(try await fault(exchange, server.request()).isNotSent)
        #expect(server.requests.isEmpty)
        await exchange.close()
    }

    @Test("a handshake that never comes: not sent, after the connect timeout")
    func mute() async throws {
        let server = try await UnkindServer(tls: nil) { _, _ in .silence }
        let exchange = trust.exchange { $0.connectTimeout = .milliseconds(100) }
        #expect(try await fault(exchange, server.request()).isNotSent)
        await exchange.close()
    }

    @Test("no answer in time, none at all, half of one: lost", arguments: ["silence", "hang up", "half", "half a head"])
    func lost(kind: String) async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in
            switch kind {
            case "silence": .silence
            case "hang up": .hangUp
            case "half": .sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            default: .sendAndClose("HTTP/1.1 200 O")
            }
        }
        let exchange = trust.exchange()
        let timeout: Duration = kind == "silence" ? .seconds(3) : .seconds(10)
        #expect(try await fault(exchange, server.request("POST", body: "x", timeout: timeout)).isAnswerLost)
        #expect(server.requests.count == 1)
        await exchange.close()
    }

    @Test("a kept connection that dies under a request: what changes nothing is repeated, all else is lost", arguments: ["GET", "POST", "DELETE"])
    func keptConnectionDies(method: String) async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, number in number == 2 ? .hangUp : .answer("\(number)") }
        let exchange = trust.exchange()
        let body = method == "POST" ? "x" : nil
        #expect(try await exchange.send(server.request(method, body: body)).body == Array("1".utf8))
        if method == "GET" {
            #expect(try await exchange.send(server.request(method)).body == Array("3".utf8))
        } else {
            #expect(try await fault(exchange, server.request(method, body: body)).isAnswerLost)
            #expect(server.requests.count == 2)
        }
        await exchange.close()
    }

    @Test("an answer longer than allowed: lost, and not kept in memory")
    func tooLong() async throws {
        let server = try await UnkindServer(tls: trust.server()) { request, _ in
            request.head.hasPrefix("GET /body")
                ? .answer(String(repeating: "x", count: 5000)) : .answer("", fields: "X-Long: \(String(repeating: "x", count: 5000))\r\n")
        }
        let exchange = trust.exchange {
            $0.maxAnswerBytes = 4096
            $0.maxHeadBytes = 4096
        }
        #expect(try await fault(exchange, server.request("GET", "/body")) == .answerLost(reason: "the answer is longer than 4096 bytes"))
        #expect(try await fault(exchange, server.request("GET", "/head")) == .answerLost(reason: "the answer's head is longer than 4096 bytes"))
        await exchange.close()
    }

    @Test("what may not leave does not: other schemes, passwords in addresses, control characters")
    func refusedBeforehand() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .answer("no") }
        let exchange = trust.exchange()
        var requests = [
            "http://127.0.0.1:\(server.port)/", "file:///etc/passwd", "https://user:word@127.0.0.1:\(server.port)/",
            "https://127.0.0.1:\(server.port)/a b", "",
        ]
        .map { ExchangeRequest(method: "GET", url: $0) }
        for (name, value) in [("X", "a\r\nY: b"), ("X\r\n", "a"), ("", "a"), ("X:Y", "a"), ("X", "a\0")] {
            var request = server.request()
            request.headers = [(name, value)]
            requests.append(request)
        }
        requests.append(server.request("GET / HTTP/1.1\r\n"))
        for request in requests { #expect(try await fault(exchange, request).isNotSent, "\(request)") }
        #expect(server.requests.isEmpty)
        await exchange.close()
    }

    @Test("who waits for a connection past its time was not sent")
    func noConnectionFree() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .silence }
        let exchange = trust.exchange { $0.maxConnectionsPerHost = 1 }
        let first = Task { try await exchange.send(server.request()) }
        #expect(await eventually { server.requests.count == 1 })
        #expect(try await fault(exchange, server.request(timeout: .milliseconds(150))).isNotSent)
        #expect(server.requests.count == 1)
        first.cancel()
        await exchange.close()
    }
}
