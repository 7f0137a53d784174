import CCurl
import Foundation

/// The thread that drives all transfers of one exchange by `curl_multi`.
///
/// Everything here belongs to that thread; tasks reach it by the ``CurlInbox`` only.
final class CurlLoop {
    /// Handles kept for the next request; more are freed.
    private static let idleHandleLimit = 64
    /// How often deadlines are looked at while requests are under way: libcurl keeps its own clock for those that run,
    /// but none for those that wait for a connection.
    private static let sweepMilliseconds: Int32 = 100
    private static let sweep = Duration.milliseconds(100)
    private static let idleMilliseconds: Int32 = 10_000

    private let options: CurlOptions
    private let inbox: CurlInbox
    private let multi: UnsafeMutableRawPointer
    private var active: [Int: CurlTransfer] = [:]
    private var idle: [CurlEasyHandle] = []
    private var nextSweep = ContinuousClock.now

    static func start(_ options: CurlOptions, inbox: CurlInbox) {
        let thread = Thread {
            // libcurl is told to leave signals alone (NOSIGNAL); a write to a closed connection must not end the process.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            guard CurlLibrary.isReady, let multi = curl_multi_init() else { return refuseAll(inbox) }
            CurlLoop(options, inbox: inbox, ownedMulti: multi).run()
        }
        thread.name = "stockgate-curl"
        thread.start()
    }

    private init(_ options: CurlOptions, inbox: CurlInbox, ownedMulti multi: UnsafeMutableRawPointer) {
        self.options = options
        self.inbox = inbox
        self.multi = multi
        ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, ccurl_multiplex)
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.maxConnectionsPerHost)
    }

    private func run() {
        inbox.attach(CurlLoopHandle(multi: multi))
        while true {
            let post = inbox.collect()
            for submission in post.submissions { begin(submission) }
            for id in post.cancelled { cancel(id) }
            if post.isClosing { break }
            var running: Int32 = 0
            let code = curl_multi_perform(multi, &running)
            if code != CURLM_OK { endAll(String(cString: curl_multi_strerror(code))) }
            collectFinished()
            endOverdue()
            curl_multi_poll(multi, nil, 0, active.isEmpty ? Self.idleMilliseconds : Self.sweepMilliseconds, nil)
        }
        endAll("the exchange was closed")
        idle = []
        inbox.detach { curl_multi_cleanup(multi) }
    }

    private func begin(_ submission: CurlSubmission) {
        guard let handle = idle.popLast() ?? CurlEasyHandle() else {
            return inbox.finish(submission, .failure(.notSent(reason: "libcurl has no memory for a request")))
        }
        let transfer = CurlTransfer(submission, handle: handle, options: options)
        if let fault = handle.prepare(transfer, options: options) {
            return inbox.finish(submission, .failure(.notSent(reason: fault)))
        }
        let code = curl_multi_add_handle(multi, handle.easy)
        guard code == CURLM_OK else {
            return inbox.finish(submission, .failure(.notSent(reason: String(cString: curl_multi_strerror(code)))))
        }
        active[submission.id] = transfer
    }

    private func cancel(_ id: Int) {
        guard let transfer = active[id] else { return }
        end(transfer, .failure(.cancelled(sent: transfer.mayHaveArrived)))
    }

    private func collectFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            // Not reused after the next call: libcurl frees the message when its handle is removed.
            let result = ccurl_message_result(message)
            guard message.pointee.msg == CURLMSG_DONE, let transfer = CurlTransfer.of(message.pointee.easy_handle) else { continue }
            end(transfer, transfer.outcome(result))
        }
    }

    private func endOverdue() {
        let now = ContinuousClock.now
        guard now >= nextSweep else { return }
        nextSweep = now + Self.sweep
        for transfer in active.values where transfer.deadline < now {
            end(transfer, .failure(transfer.fault("no connection came free in time")))
        }
    }

    private func endAll(_ reason: String) {
        for transfer in active.values { end(transfer, .failure(transfer.fault(reason))) }
    }

    private func end(_ transfer: CurlTransfer, _ outcome: Result<ExchangeAnswer, ExchangeError>) {
        curl_multi_remove_handle(multi, transfer.handle.easy)
        active[transfer.submission.id] = nil
        transfer.handle.reset()
        if idle.count < Self.idleHandleLimit { idle.append(transfer.handle) }
        inbox.finish(transfer.submission, outcome)
    }

    /// The library cannot start: everything that comes is refused until the exchange is closed.
    private static func refuseAll(_ inbox: CurlInbox) {
        inbox.close(whenClosed: nil)
        for submission in inbox.collect().submissions {
            inbox.finish(submission, .failure(.notSent(reason: "libcurl could not be started")))
        }
        inbox.detach {}
    }
}

/// The library's own start, once for the process.
enum CurlLibrary {
    static let isReady = curl_global_init(ccurl_global_default) == CURLE_OK
}
