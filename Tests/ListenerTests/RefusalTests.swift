import Foundation
import Listener
import TLSProbe
import Testing

@Suite("What a listener refuses")
struct RefusalTests {
    static let malformed: [(String, String)] = [
        ("no HTTP", "\u{16}\u{3}\u{1}hello\r\n\r\n"),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("two lengths", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345"),
        ("length and chunks", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("chunks and length", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        ("unknown coding", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ("chunked is not last", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        ("chunks in HTTP/1.0", "POST /count HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("space before the colon", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n12345"),
        ("negative length", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"),
        ("signed length", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n12345"),
        ("immense length", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        ("folded field", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
        ("NUL in a field", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n"),
        ("bare LF", "GET /hello HTTP/1.1\nHost: a\n\n"),
        ("bare CR", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        ("no host", "GET /hello HTTP/1.1\r\n\r\n"),
        ("two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ("wrong chunk size", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        ("chunk longer than its size", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n"),
        ("no path", "GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    @Test("a malformed or ambiguous request is answered 400, and nothing after it is heard", arguments: malformed)
    func malformedRequest(name: String, request: String) async throws {
        try await TestListener.with { listener in
            let (text, end) = try await listener.send(request + get("/hello"))
            #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(name): \(text)")
            #expect(text.components(separatedBy: "HTTP/1.1 ").count == 2, "\(name): \(text)")
            #expect(text.contains("application/problem+json") && text.lowercased().contains("connection: close"))
            #expect(end == .closeNotify)
            #expect(listener.takenBodies.isEmpty, "no route saw a whole request")
        }
    }

    @Test("earlier requests are answered before a malformed one")
    func afterGoodOnes() async throws {
        try await TestListener.with { listener in
            let (text, _) = try await listener.send(get("/hello") + get("/hello") + "rubbish\r\n\r\n")
            #expect(text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) } == ["200", "200", "400"])
        }
    }

    @Test("nothing after an upgrade or a CONNECT is heard")
    func upgrades() async throws {
        try await TestListener.with { listener in
            for request in [get("/hello", "Connection: upgrade\r\nUpgrade: h2c\r\n"), "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"] {
                let (text, end) = try await listener.send(request + get("/hello"))
                #expect(text.components(separatedBy: "HTTP/1.1 ").count == 2, "\(text)")
                #expect(end == .closeNotify)
            }
        }
    }

    @Test(
        "a head that is too large is answered 431",
        arguments: [
            get("/hello", "X: " + String(repeating: "x", count: 20_000) + "\r\n"), get("/" + String(repeating: "x", count: 20_000)),
            get("/hello", (0..<50).map { "X-\($0): " + String(repeating: "x", count: 400) + "\r\n" }.joined()),
            get("/hello", (0..<101).map { "X-\($0): x\r\n" }.joined()),
            "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 40_000),
        ])
    func headLimit(request: String) async throws {
        try await TestListener.with { listener in
            let (text, end) = try await listener.send(request)
            #expect(text.hasPrefix("HTTP/1.1 431 "), "\(text)")
            #expect(end == .closeNotify)
        }
    }

    @Test("a head just within the limit is heard")
    func headWithinLimit() async throws {
        try await TestListener.with { listener in
            let answer = try await listener.talk { probe in
                try probe.write(get("/hello", "X: " + String(repeating: "x", count: 16_000) + "\r\n"))
                return try probe.readAnswer()
            }
            #expect(answer.body == "hello")
        }
    }

    @Test("a body within the limit is taken, whether announced or in chunks")
    func bodyWithinLimit() async throws {
        try await TestListener.with {
            $0.bodyLimitBytes = 1_000
        } _: { listener in
            let counts = try await listener.talk { probe in
                let body = String(repeating: "x", count: 1_000)
                try probe.write("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + body)
                try probe.write("POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + body + "\r\n0\r\n\r\n")
                return [try probe.readAnswer().body, try probe.readAnswer().body]
            }
            #expect(counts == ["1000", "1000"])
        }
    }

    @Test("a body over the limit is answered 413 while it is still being sent, and the answer arrives")
    func bodyLimit() async throws {
        try await TestListener.with { listener in
            let body = String(repeating: "x", count: 4 << 20)
            let announced = try await listener.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: \(4 << 20)\r\n\r\n" + body)
            #expect(announced.text.hasPrefix("HTTP/1.1 413 "))
            #expect(announced.end == .closeNotify)
            let chunked = try await listener.send(
                "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400000\r\n" + body + "\r\n0\r\n\r\n")
            #expect(chunked.text.hasPrefix("HTTP/1.1 413 "))
            #expect(chunked.end == .closeNotify)
            #expect(listener.takenBodies.isEmpty)
        }
    }

    @Test("a client that asks before it sends is told 413 without a 100")
    func expectationRefused() async throws {
        try await TestListener.with { listener in
            let (text, _) = try await listener.send(
                "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("a body that is cut short is never taken for whole", arguments: [0, 1, 2])
    func cutBody(way: Int) async throws {
        try await TestListener.with { listener in
            try await listener.talk { probe in
                try probe.write("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
                switch way {
                case 0: probe.endTCPOutput()
                case 1: probe.sayGoodbye()
                default: probe.reset()
                }
                if way < 2 { _ = probe.readToEnd() }
            }
            // A request on another connection is answered after the loop has seen the cut.
            _ = try await listener.send(get("/hello", "Connection: close\r\n"))
            #expect(listener.takenBodies.isEmpty)
        }
    }
}
