import CCurl

/// One request under way: what has arrived so far, and whether it may have reached the other side.
///
/// libcurl holds an unretained pointer to it; the loop keeps it until the handle is out of the multi handle.
final class CurlTransfer {
    let submission: CurlSubmission
    let handle: CurlEasyHandle
    let deadline: ContinuousClock.Instant
    private let maxAnswerBytes: Int
    private let maxHeadBytes: Int
    private var headers: [(name: String, value: String)] = []
    private var headBytes = 0
    private var body: [UInt8] = []
    /// Set when a connection stood and the request was about to leave.
    private var hasStarted = false
    /// Why a callback broke the transfer off, in better words than libcurl's.
    private var abortReason: String?

    init(_ submission: CurlSubmission, handle: CurlEasyHandle, options: CurlOptions) {
        self.submission = submission
        self.handle = handle
        // libcurl's own clock has the first say: it knows more of what went wrong.
        deadline = .now + submission.request.timeout + .milliseconds(50)
        maxAnswerBytes = options.maxAnswerBytes
        maxHeadBytes = options.maxHeadBytes
    }

    /// The transfer that a handle carries.
    static func of(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
        var context: UnsafeMutableRawPointer?
        ccurl_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// What libcurl's end of this transfer means to the caller.
    func outcome(_ result: CURLcode) -> Result<ExchangeAnswer, ExchangeError> {
        guard result == CURLE_OK else { return .failure(fault(abortReason ?? handle.reason(result))) }
        return .success(ExchangeAnswer(status: handle.number(CURLINFO_RESPONSE_CODE), headers: headers, body: body))
    }

    func fault(_ reason: String) -> ExchangeError {
        mayHaveArrived ? .answerLost(reason: reason) : .notSent(reason: reason)
    }

    /// False only when libcurl came to no connection that it would have written to. Whether written bytes also left the
    /// machine is not asked: in doubt the request has arrived.
    var mayHaveArrived: Bool {
        hasStarted || handle.number(CURLINFO_REQUEST_SIZE) > 0
    }
}

// MARK: callbacks

extension CurlTransfer {
    static let receiveBody: ccurl_data_callback = { bytes, size, count, context in
        guard let transfer = from(context), let bytes else { return 0 }
        return transfer.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }

    static let receiveField: ccurl_data_callback = { bytes, size, count, context in
        guard let transfer = from(context), let bytes else { return 0 }
        return transfer.receiveField(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }

    static let start: ccurl_start_callback = { context, _, _, _, _ in
        guard let transfer = from(context), transfer.start() else { return CURL_PREREQFUNC_ABORT }
        return CURL_PREREQFUNC_OK
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// libcurl repeats a request of its own accord when a kept connection turns out to be dead. That is harmless only
    /// for a request that changes nothing: for any other the first one may have arrived.
    private func start() -> Bool {
        if hasStarted, !["GET", "HEAD"].contains(submission.request.method) {
            abortReason = "the connection was lost while the answer was awaited"
            return false
        }
        if let mayLeave = submission.request.mayLeave, !mayLeave() {
            abortReason = "it may leave no longer"
            return false
        }
        hasStarted = true
        return true
    }

    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= maxAnswerBytes else {
            abortReason = "the answer is longer than \(maxAnswerBytes) bytes"
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func receiveField(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headBytes += bytes.count
        guard headBytes <= maxHeadBytes else {
            abortReason = "the answer's head is longer than \(maxHeadBytes) bytes"
            return false
        }
        if bytes.starts(with: Array("HTTP/".utf8)) {
            headers = []  // the head of the final answer follows that of an interim one
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
            let value = String(decoding: trimmed(bytes[(colon + 1)...]), as: UTF8.self)
            headers.append((name, value))
        }
        return true
    }

    private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 || $0 == 13 || $0 == 10 }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) }) else {
            return bytes[bytes.endIndex...]
        }
        return bytes[first...last]
    }
}
