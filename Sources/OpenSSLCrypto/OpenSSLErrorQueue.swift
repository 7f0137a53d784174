import COpenSSL

/// OpenSSL's error queue, which belongs to the thread: all connections of an event loop share one.
public enum OpenSSLErrorQueue {
    /// Empties the queue. Call it before an operation whose error will be read, else another's error is read.
    public static func clear() {
        ERR_clear_error()
    }

    /// Takes all errors off the queue and returns their reasons, the root cause first; or `fallback` when there is none.
    public static func drain(otherwise fallback: String = "no reason given") -> String {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            let reason = ERR_reason_error_string(code).map { String(cString: $0) }
            reasons.append(reason ?? "error \(String(code, radix: 16))")
        }
        return reasons.isEmpty ? fallback : reasons.joined(separator: "; ")
    }
}
