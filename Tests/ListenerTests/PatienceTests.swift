import Foundation
import HTTPTypes
import Listener
import NIOConcurrencyHelpers
import NIOCore
import TLSProbe
import Testing

@Suite("How long and how many a listener bears")
struct PatienceTests {
    @Test("a client that sends no head, or one byte by byte, is closed in time")
    func slowHead() async throws {
        try await TestListener.with {
            $0.headTimeout = .milliseconds(100)
        } _: { listener in
            let silent = try await listener.talk { $0.readToEnd() }
            #expect(silent.text.isEmpty && silent.end == .closeNotify)
            let slow = try await listener.talk { probe in
                for byte in get("/hello").utf8.prefix(20) { try probe.write([byte]) }
                return probe.readToEnd()
            }
            #expect(slow.text.isEmpty && slow.end == .closeNotify)
        }
    }

    @Test("a body that does not come in time is answered 408")
    func slowBody() async throws {
        try await TestListener.with {
            $0.bodyTimeout = .milliseconds(100)
        } _: { listener in
            let (text, end) = try await listener.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
            #expect(text.hasPrefix("HTTP/1.1 408 "))
            #expect(end == .closeNotify)
            #expect(listener.takenBodies.isEmpty)
        }
    }

    @Test("an idle connection is closed in time, one whose answer takes longer is not")
    func idle() async throws {
        try await TestListener.with {
            $0.idleTimeout = .milliseconds(100)
            $0.headTimeout = .milliseconds(100)
            $0.bodyTimeout = .milliseconds(100)
        } _: { listener in
            async let slow = listener.send(get("/slow"))
            let idle = try await listener.send(get("/hello"))
            #expect(idle.text.hasSuffix("hello") && idle.end == .closeNotify)
            // The other connection is older than this one, and its answer is still not there.
            listener.gate.open()
            let text = try await slow.text
            #expect(text.hasSuffix("slow"))
        }
    }

    @Test("a client that does not read its answers is closed in time")
    func stalled() async throws {
        try await TestListener.with {
            $0.idleTimeout = .milliseconds(200)
            $0.maxConnections = 1
        } _: { listener in
            try await listener.talk { probe in
                try probe.write(String(repeating: get("/large"), count: 8))
                // Once an answer of success has begun, nobody pushes this one out.
                _ = try probe.read(exactly: 1)
                // The kernel holds the end back behind what is not read; but there is room for another connection.
                #expect(eventually { (try? TLSProbe(port: listener.port).shakeHands()) != nil })
                #expect(probe.readToEnd().end != .closeNotify)
            }
        }
    }

    @Test("a connection too many pushes out the oldest that was never answered with success, and nobody else")
    func strangers() async throws {
        try await TestListener.with {
            $0.maxConnections = 3
            $0.headTimeout = .seconds(60)
        } _: { listener in
            try await onOwnThread {
                let known = try TLSProbe(port: listener.port)
                try known.shakeHands()
                try known.write(get("/hello"))
                #expect(try known.readAnswer().body == "hello")
                let silent = try TLSProbe(port: listener.port)
                try silent.shakeHands()
                let refused = try TLSProbe(port: listener.port)
                try refused.shakeHands()
                try refused.write(get("/nothing"))
                #expect(try refused.readAnswer().head.hasPrefix("HTTP/1.1 404 "))
                let newcomer = try TLSProbe(port: listener.port)
                try newcomer.shakeHands()
                #expect(silent.readToEnd().end == .closeNotify)
                let another = try TLSProbe(port: listener.port)
                try another.shakeHands()
                #expect(refused.readToEnd().end == .closeNotify)
                for probe in [known, newcomer, another] {
                    try probe.write(get("/hello"))
                    #expect(try probe.readAnswer().body == "hello")
                }
            }
        }
    }

    @Test("one connection too many is closed at once where nobody is a stranger, and there is room again when one goes")
    func connectionCap() async throws {
        try await TestListener.with {
            $0.maxConnections = 2
        } _: { listener in
            try await onOwnThread {
                let first = try TLSProbe(port: listener.port)
                let second = try TLSProbe(port: listener.port)
                for probe in [first, second] {
                    try probe.shakeHands()
                    try probe.write(get("/hello"))
                    #expect(try probe.readAnswer().body == "hello")
                }
                #expect(throws: TLSProbe.Failure.self) { try TLSProbe(port: listener.port).shakeHands() }
                first.sayGoodbye()
                _ = first.readToEnd()
                first.close()
                #expect(eventually { (try? TLSProbe(port: listener.port).shakeHands()) != nil })
                try second.write(get("/hello"))
                #expect(try second.readAnswer().body == "hello")
            }
        }
    }

    @Test("a graceful stop ends idle connections, takes no new ones, and lets requests under way finish")
    func gracefulStop() async throws {
        let isIdle = NIOLockedValueBox(false)
        try await TestListener.with { listener in
            async let idle = listener.talk { probe in
                try probe.write(get("/hello"))
                #expect(try probe.readAnswer().body == "hello")
                isIdle.withLockedValue { $0 = true }
                return probe.readToEnd()
            }
            async let busy = listener.send(get("/slow") + get("/slow"))
            #expect(await eventuallyLater { listener.gate.waiting == 1 && isIdle.withLockedValue { $0 } })
            await listener.stop()
            let idleEnd = try await idle.end
            #expect(idleEnd == .closeNotify)
            await #expect(throws: TLSProbe.Failure.self) { try await onOwnThread { try TLSProbe(port: listener.port).shakeHands() } }
            listener.gate.open()
            let (text, end) = try await busy
            #expect(text.components(separatedBy: "HTTP/1.1 200").count - 1 == 2)
            #expect(text.components(separatedBy: "onnection: close").count - 1 == 1)
            #expect(end == .closeNotify)
        }
    }

    @Test("a graceful stop does not wait for ever")
    func boundedStop() async throws {
        try await TestListener.with {
            $0.stopTimeout = .milliseconds(200)
            $0.closeTimeout = .milliseconds(100)
        } _: { listener in
            async let stuck = listener.send(get("/slow"))
            #expect(await eventuallyLater { listener.gate.waiting == 1 })
            await listener.stop()
            let text = try await stuck.text
            #expect(text.isEmpty)
        }
    }
}

/// As `eventually`, without holding one of the tasks' threads.
private func eventuallyLater(_ condition: @escaping @Sendable () -> Bool) async -> Bool {
    (try? await onOwnThread { eventually(condition) }) ?? false
}
