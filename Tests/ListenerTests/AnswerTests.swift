import Foundation
import TLSProbe
import Testing

@testable import Listener

@Suite("What a listener answers")
struct AnswerTests {
    @Test("a request is answered, and the answer names no server")
    func simple() async throws {
        try await TestListener.with { listener in
            let answer = try await listener.talk { probe in
                try probe.write(get("/hello"))
                return try probe.readAnswer()
            }
            #expect(answer.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.body == "hello")
            #expect(!answer.head.lowercased().contains("server:"))
        }
    }

    @Test("one connection brings many requests, and ends after the one that wants it")
    func keepAlive() async throws {
        try await TestListener.with { listener in
            try await listener.talk { probe in
                for _ in 0..<20 {
                    try probe.write(get("/hello"))
                    #expect(try probe.readAnswer().body == "hello")
                }
                try probe.write(get("/hello", "Connection: Close\r\n"))
                let (text, end) = probe.readToEnd()
                #expect(text.lowercased().contains("connection: close"))
                #expect(end == .closeNotify)
            }
        }
    }

    @Test("a connection ends after as many requests as it may bring")
    func requestLimit() async throws {
        try await TestListener.with {
            $0.requestLimit = 3
        } _: { listener in
            let (text, end) = try await listener.send(String(repeating: get("/hello"), count: 5))
            #expect(text.components(separatedBy: "HTTP/1.1 200").count - 1 == 3)
            #expect(text.components(separatedBy: "onnection: close").count - 1 == 1)
            #expect(end == .closeNotify)
        }
    }

    @Test("HTTP/1.0 is answered and closed")
    func oldHTTP() async throws {
        try await TestListener.with { listener in
            let (text, end) = try await listener.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(text.hasSuffix("\r\n\r\nhello"))
            #expect(end == .closeNotify)
        }
    }

    @Test("pipelined requests, more than may wait at once, are all answered in order")
    func pipelining() async throws {
        try await TestListener.with { listener in
            let requests = (0..<100).map {
                "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: \($0)\r\n\r\n" + String(repeating: "x", count: $0)
            }
            let counts = try await listener.talk { probe in
                try probe.write(requests.joined())
                return try (0..<100).map { _ in try probe.readAnswer().body }
            }
            #expect(counts == (0..<100).map { "\($0)" })
        }
    }

    @Test("what a route throws becomes a problem document")
    func problems() async throws {
        try await TestListener.with { listener in
            let answers = try await listener.talk { probe in
                try ["/problem", "/error", "/crash", "/nowhere"].map { path in
                    try probe.write(get(path))
                    return try probe.readAnswer()
                }
            }
            #expect(
                answers.map(\.body) == [
                    #"{"detail":"twice","status":409,"title":"Conflict","type":"about:blank"}"#,
                    #"{"detail":"no such thing","status":400,"title":"Bad Request","type":"about:blank"}"#,
                    #"{"status":500,"title":"Internal Server Error","type":"about:blank"}"#,
                    #"{"status":404,"title":"Not Found","type":"about:blank"}"#,
                ])
            #expect(answers.allSatisfy { $0.head.lowercased().contains("content-type: application/problem+json") })
        }
    }

    @Test("a large answer arrives whole, though the client closes its direction at once")
    func largeAnswer() async throws {
        try await TestListener.with { listener in
            let (text, end) = try await listener.talk { probe in
                try probe.write(get("/large"))
                probe.sayGoodbye()
                return probe.readToEnd()
            }
            #expect(text.utf8.count > 4 << 20)
            #expect(end == .closeNotify)
        }
    }

    @Test("a client that waits for 100 Continue gets it, then the answer")
    func expectation() async throws {
        try await TestListener.with { listener in
            try await listener.talk { probe in
                try probe.write("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                #expect(try probe.readAnswer().head.hasPrefix("HTTP/1.1 100 Continue\r\n"))
                try probe.write("12345")
                #expect(try probe.readAnswer().body == "5")
            }
        }
    }

    @Test("an answer before the body's end leaves the connection usable")
    func earlyAnswer() async throws {
        try await TestListener.with { listener in
            try await listener.talk { probe in
                try probe.write("POST /refuse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n")
                #expect(try probe.readAnswer().head.hasPrefix("HTTP/1.1 401"))
                try probe.write(String(repeating: "x", count: 200_000) + get("/hello"))
                #expect(try probe.readAnswer().body == "hello")
            }
        }
    }
}
