import CurlClient
import Testing

@Suite("one request, one answer")
struct CurlExchangeTests {
    private let trust: TestTrust

    init() throws { trust = try TestTrust() }

    @Test("a request leaves as it was written, with nothing that its writer did not say")
    func asWritten() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .answer("{}") }
        let exchange = trust.exchange()
        var request = server.request("PUT", "/commands/1?x=%20", body: #"{"żółw":1}"#)
        request.headers = [
            ("User-Agent", "Stockgate/1.0 (+https://example.org)"), ("Accept", "application/vnd.allegro.public.v1+json"), ("X-Empty", ""),
        ]
        _ = try await exchange.send(request)

        let seen = try #require(server.requests.first)
        #expect(seen.body == #"{"żółw":1}"#)
        var lines = seen.head.split(separator: "\r\n").map(String.init)
        #expect(lines.removeFirst() == "PUT /commands/1?x=%20 HTTP/1.1")
        #expect(
            lines.sorted() == [
                "Accept-Encoding: gzip", "Accept: application/vnd.allegro.public.v1+json", "Content-Length: 13", "Host: 127.0.0.1:\(server.port)",
                "User-Agent: Stockgate/1.0 (+https://example.org)", "X-Empty:",
            ])
        await exchange.close()
    }

    @Test("what may leave no longer when it has its connection is not sent")
    func mayNotLeave() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .answer("{}") }
        let exchange = trust.exchange()
        var request = server.request("POST", "/held", body: "{}")
        request.mayLeave = { false }
        await #expect(throws: ExchangeError.notSent(reason: "it may leave no longer")) { try await exchange.send(request) }
        request.mayLeave = { true }
        #expect(try await exchange.send(request).status == 200)
        #expect(server.requests.count == 1)
        await exchange.close()
    }

    @Test("every method leaves with its body or none", arguments: ["GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"], ["none", "empty", "full"])
    func methods(method: String, kind: String) async throws {
        let server = try await UnkindServer(tls: trust.server()) { request, _ in
            request.head.hasPrefix("HEAD") ? .send("HTTP/1.1 204 No Content\r\n\r\n") : .answer("ok")
        }
        let exchange = trust.exchange()
        let body: String? = kind == "none" ? nil : kind == "empty" ? "" : "a\0b"
        if method == "HEAD" && body != nil { return }
        let answer = try await exchange.send(server.request(method, body: body))
        #expect(answer.status == (method == "HEAD" ? 204 : 200))
        let seen = try #require(server.requests.first)
        #expect(seen.head.hasPrefix("\(method) / HTTP/1.1\r\n"))
        #expect(seen.body == body ?? "")
        let hasLength = seen.head.contains("Content-Length: \(body?.utf8.count ?? 0)")
        #expect(hasLength == (body != nil || ["POST", "PUT", "PATCH"].contains(method)))
        await exchange.close()
    }

    @Test("an answer keeps its fields in order, whatever its status")
    func answerFields() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in
            .send(
                "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 429 Slow Down\r\nRetry-After:  7 \r\nTrace-Id: a:b\r\nX-None:\r\nContent-Length: 4\r\n\r\nwait"
            )
        }
        let exchange = trust.exchange()
        let answer = try await exchange.send(server.request())
        #expect(answer.status == 429)
        #expect(answer.headers.map(\.name) == ["retry-after", "trace-id", "x-none", "content-length"])
        #expect(answer.headers.map(\.value) == ["7", "a:b", "", "4"])
        #expect(String(decoding: answer.body, as: UTF8.self) == "wait")
        await exchange.close()
    }

    @Test("a redirect is an answer and is not followed")
    func redirect() async throws {
        let server = try await UnkindServer(tls: trust.server()) { _, _ in .answer("", status: "302 Found", fields: "Location: /elsewhere\r\n") }
        let exchange = trust.exchange()
        let answer = try await exchange.send(server.request())
        #expect(answer.status == 302)
        #expect(answer.header("location") == "/elsewhere")
        #expect(server.requests.count == 1)
        await exchange.close()
    }

    @Test("requests one after another share a connection; many at once share a few")
    func connections() async throws {
        let server = try await UnkindServer(tls: trust.server()) { request, _ in .answer(request.body) }
        let exchange = trust.exchange { $0.maxConnectionsPerHost = 4 }
        for number in 1...10 {
            #expect(try await exchange.send(server.request("POST", body: "\(number)")).body == Array("\(number)".utf8))
        }
        #expect(server.connections == 1)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask { try await exchange.send(server.request("POST", body: "\(number)")).body == Array("\(number)".utf8) }
            }
            for try await matches in group { #expect(matches) }
        }
        #expect(server.connections <= 4)
        #expect(server.requests.count == 210)
        await exchange.close()
    }

    @Test("a client certificate is shown to who asks for it")
    func clientCertificate() async throws {
        // Told apart by the handshake alone: the server requires a certificate of the test's own authority.
        let files = try ClientFiles(trust)
        let server = try await UnkindServer(tls: files.requiringServer()) { _, _ in .answer("known") }
        let known = trust.exchange { $0.clientCertificate = files.certificate }
        #expect(try await known.send(server.request()).status == 200)
        let stranger = trust.exchange()
        await #expect(throws: ExchangeError.self) { try await stranger.send(server.request()) }
        #expect(server.requests.count == 1)
        await known.close()
        await stranger.close()
    }
}
