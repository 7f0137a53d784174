import Dispatch
import Foundation
import NIOConcurrencyHelpers

/// Lines on their way to a stream, written one after another off the threads that work: a reader who goes away ends nothing, and one who stops
/// reading holds nobody up. What then does not fit is left out, and how much that was is told once the stream takes lines again.
final class LineQueue: Sendable {
    /// What the process itself has to say.
    static let standardError = LineQueue(FileHandle.standardError)

    private struct State {
        var waiting = 0
        var lost = 0
    }

    private let stream: FileHandle
    private let limit: Int
    private let state = NIOLockedValueBox(State())
    private let order = DispatchQueue(label: "stockgate.lines")

    /// - Parameter limit: how many lines may wait; a line is some hundred bytes.
    init(_ stream: FileHandle, limit: Int = 10_000) {
        self.stream = stream
        self.limit = limit
    }

    /// Takes one line, without its end. Never waits.
    func write(_ line: String) {
        let fits = state.withLockedValue { state in
            if state.waiting >= limit {
                state.lost += 1
                return false
            }
            state.waiting += 1
            return true
        }
        guard fits else { return }
        order.async { self.put(line) }
    }

    /// Waits until what was taken so far is written; gives up after `limit`, since a reader may never come back.
    func drain(within limit: Duration = .seconds(1)) {
        let done = DispatchSemaphore(value: 0)
        order.async { done.signal() }
        _ = done.wait(timeout: .now() + .milliseconds(Int(limit / .milliseconds(1))))
    }

    private func put(_ line: String) {
        let lost = state.withLockedValue { state in
            defer { state.lost = 0 }
            return state.lost
        }
        let note = lost == 0 ? "" : "stockgate: \(lost) lines were left out here: nobody read them in time\n"
        // Where nobody can be told, nobody can be told that either.
        try? stream.write(contentsOf: Data((note + line + "\n").utf8))
        state.withLockedValue { $0.waiting -= 1 }
    }
}
