import NIOConcurrencyHelpers

/// ``Exchange`` over libcurl: HTTP/2 where the other side speaks it, TLS 1.2 or 1.3, connections kept and reused.
///
/// All requests of one exchange share one thread and one set of connections. Only `https:` is spoken, no redirect is
/// followed, no proxy is read from the environment, and no field is added that the caller did not give, save `Host`,
/// `Content-Length`, `Accept` and `Accept-Encoding`: a `User-Agent` is the caller's. When a kept connection dies before
/// the first byte of an answer, libcurl sends a GET or HEAD again on a new one; any other request ends as
/// ``ExchangeError/answerLost(reason:)``.
public final class CurlExchange: Exchange {
    private let inbox: CurlInbox

    /// Starts the thread; it ends with ``close()`` or with the last reference.
    public init(_ options: CurlOptions = CurlOptions()) {
        inbox = CurlInbox(capacity: options.maxRequests)
        CurlLoop.start(options, inbox: inbox)
    }

    deinit {
        inbox.close(whenClosed: nil)
    }

    public func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        if let fault = request.fault { throw .notSent(reason: fault) }
        let id = inbox.nextID()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.submit(CurlSubmission(id: id, request: request, continuation: continuation))
            }
        } onCancel: {
            inbox.cancel(id)
        }
        inbox.forget(id)
        return try outcome.get()
    }

    /// Ends what is in flight as not sent or lost, closes all connections and returns when the thread is done. Later
    /// requests are refused; a second call returns at once.
    public func close() async {
        await withCheckedContinuation { continuation in
            inbox.close(whenClosed: continuation)
        }
    }
}

extension ExchangeRequest {
    /// What libcurl would misread: a byte below space would end a header field or a C string early.
    fileprivate var fault: String? {
        if method.isEmpty || !method.utf8.allSatisfy({ (65...90).contains($0) }) { return "the method is not a word in capitals" }
        if !url.utf8.allSatisfy({ (33...126).contains($0) }) { return "the address is not percent-encoded" }
        for (name, value) in headers {
            let named = !name.isEmpty && name.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: ":") }
            if !named { return "a header field's name is not a token" }
            if !value.utf8.allSatisfy({ $0 == 9 || $0 >= 32 && $0 != 127 }) { return "header field \(name) holds a control character" }
        }
        return nil
    }
}
