import CCurl
import Foundation

/// A server that takes mail by SMTP (RFC 5321), over libcurl.
public struct MailServer: Sendable {
    /// `smtps://HOST:PORT` for TLS from the first byte, `smtp://HOST:PORT` for STARTTLS, which is then demanded; only a server on this very machine
    /// is spoken to without TLS.
    public var url: String
    /// Trusted instead of the system's authorities; nil: the system's.
    public var caFile: String?
    /// Nil for a server that asks for no sign-in.
    public var user: String?
    public var timeout: Duration

    public init(url: String, caFile: String? = nil, user: String? = nil, timeout: Duration = .seconds(30)) {
        (self.url, self.caFile, self.user, self.timeout) = (url, caFile, user, timeout)
    }

    /// Hands `message` over. Returns when the server has answered that it has it.
    ///
    /// Throws ``ExchangeError/answerLost(reason:)`` where the server may have it all the same.
    public func send(_ message: MailMessage, password: String?) async throws(ExchangeError) {
        try await withHandle { $0.send(message, through: self, password: password) }
    }

    /// Connects and signs in as ``send(_:password:)`` does, and sends no message. Throws ``ExchangeError/notSent(reason:)``.
    public func greet(password: String?) async throws(ExchangeError) {
        try await withHandle { $0.greet(self, password: password) }
    }

    /// libcurl's easy interface blocks: so a thread of its own, for the time of one message.
    private func withHandle(_ act: @Sendable @escaping (CurlMailHandle) -> Result<Void, ExchangeError>) async throws(ExchangeError) {
        let outcome: Result<Void, ExchangeError> = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(returning: CurlMailHandle().map(act) ?? .failure(.notSent(reason: "libcurl could not be started")))
            }
            thread.name = "stockgate-mail"
            thread.start()
        }
        try outcome.get()
    }

    /// Nobody listens in on this machine's own loopback.
    var isOnThisMachine: Bool {
        url.wholeMatch(of: #/smtp:\/\/(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?\/?/#) != nil
    }
}
