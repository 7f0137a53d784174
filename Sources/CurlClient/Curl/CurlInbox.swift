import CCurl
import NIOConcurrencyHelpers

/// One request on its way to the loop, with the task that waits for its outcome.
struct CurlSubmission: Sendable {
    let id: Int
    let request: ExchangeRequest
    let continuation: CheckedContinuation<Result<ExchangeAnswer, ExchangeError>, Never>
}

/// What tasks leave for the loop's thread, which they wake by `curl_multi_wakeup`: the only call that libcurl allows
/// from another thread. Only the loop ends a transfer; a task merely asks.
final class CurlInbox: Sendable {
    /// What the loop finds when it looks.
    struct Post {
        var submissions: [CurlSubmission] = []
        var cancelled: Set<Int> = []
        var isClosing = false
    }

    private struct State {
        var lastID = 0
        var open = 0
        var submissions: [CurlSubmission] = []
        /// Cancelled and not yet forgotten. A cancellation may come before its submission, so it stays until `forget`.
        var cancelled: Set<Int> = []
        var hasNewCancellation = false
        var isClosed = false
        var closers: [CheckedContinuation<Void, Never>] = []
        var loop: CurlLoopHandle?
        var isLoopDone = false
    }

    private let state = NIOLockedValueBox(State())
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    func nextID() -> Int {
        state.withLockedValue { state in
            state.lastID += 1
            return state.lastID
        }
    }

    func submit(_ submission: CurlSubmission) {
        let refusal: ExchangeError? = state.withLockedValue { state in
            if state.cancelled.contains(submission.id) { return .cancelled(sent: false) }
            if state.isClosed { return .notSent(reason: "the exchange is closed") }
            if state.open >= capacity { return .notSent(reason: "\(capacity) requests are under way already") }
            state.open += 1
            state.submissions.append(submission)
            state.loop?.wake()
            return nil
        }
        if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ id: Int) {
        state.withLockedValue { state in
            state.cancelled.insert(id)
            state.hasNewCancellation = true
            state.loop?.wake()
        }
    }

    /// The task has its outcome: a cancellation that came too late is dropped.
    func forget(_ id: Int) {
        state.withLockedValue { _ = $0.cancelled.remove(id) }
    }

    func close(whenClosed closer: CheckedContinuation<Void, Never>?) {
        let isDone = state.withLockedValue { state in
            state.isClosed = true
            if !state.isLoopDone, let closer { state.closers.append(closer) }
            state.loop?.wake()
            return state.isLoopDone
        }
        if isDone { closer?.resume() }
    }

    // MARK: the loop's side

    /// From now on tasks can wake the loop.
    func attach(_ loop: CurlLoopHandle) {
        state.withLockedValue { $0.loop = loop }
    }

    func collect() -> Post {
        state.withLockedValue { state in
            var post = Post(isClosing: state.isClosed)
            swap(&post.submissions, &state.submissions)
            if state.hasNewCancellation {
                post.cancelled = state.cancelled
                state.hasNewCancellation = false
            }
            return post
        }
    }

    func finish(_ submission: CurlSubmission, _ outcome: Result<ExchangeAnswer, ExchangeError>) {
        state.withLockedValue { $0.open -= 1 }
        submission.continuation.resume(returning: outcome)
    }

    /// The loop touches its handle no more: whoever waited for the end goes on.
    func detach(freeing free: () -> Void) {
        state.withLockedValue { $0.loop = nil }
        free()
        let closers = state.withLockedValue { state in
            state.isLoopDone = true
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }
}

/// The multi handle as other threads may use it.
///
/// Unchecked, because the pointer is not Sendable: `curl_multi_wakeup` may be called from any thread, and the inbox
/// holds its lock while it does, so that the loop cannot free the handle meanwhile.
struct CurlLoopHandle: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer

    func wake() {
        curl_multi_wakeup(multi)
    }
}
