import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import stockgate

@Suite("Lines to a stream")
struct LineQueueTests {
    init() { signal(SIGPIPE, SIG_IGN) }

    @Test("lines come in order, and all are written when the queue is drained")
    func order() throws {
        let pipe = Pipe()
        let queue = LineQueue(pipe.fileHandleForWriting)
        for number in 1...100 { queue.write("line \(number)") }
        queue.drain()
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
        #expect(text == (1...100).map { "line \($0)\n" }.joined())
    }

    @Test("a reader who went away ends nothing")
    func gone() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let queue = LineQueue(pipe.fileHandleForWriting)
        queue.write("nobody reads this")
        queue.drain()
        queue.write("nor this")
        queue.drain()
    }

    @Test("a reader who stops reading holds nobody up, and is told how much was left out")
    func stuck() async throws {
        let pipe = Pipe()
        let queue = LineQueue(pipe.fileHandleForWriting, limit: 10)
        let long = String(repeating: "x", count: 100_000)
        // The first fills the pipe and waits in it; nine more wait behind it.
        for number in 1...30 { queue.write("\(number) \(long)") }
        let text = NIOLockedValueBox("")
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let piece = String(decoding: handle.availableData, as: UTF8.self)
            text.withLockedValue { $0 += piece }
        }
        defer { pipe.fileHandleForReading.readabilityHandler = nil }
        // Read on, the queue has room again sooner or later.
        let told = try await eventually { () -> Int? in
            queue.write("one more")
            let note = text.withLockedValue { $0.firstMatch(of: #/stockgate: ([0-9]+) lines were left out here/#)?.output.1 }
            return note.flatMap { Int($0) }
        }
        #expect(try #require(told) >= 20)
    }
}
