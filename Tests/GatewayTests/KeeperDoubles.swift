import CurlClient
import Logging
import NIOConcurrencyHelpers
import Storage

@testable import Gateway

/// A tenure of which little is left at first.
final class ShortTurn: Tenure {
    let firm = NIOLockedValueBox(false)
    var epoch: Int64? { nil }
    var holds: Bool { true }
    var isFirm: Bool { firm.withLockedValue { $0 } }
}

/// Allegro knows the refresh token no longer.
struct RefusingExchange: Exchange {
    let meanwhile: @Sendable () async -> Void

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        await meanwhile()
        return ExchangeAnswer(status: 400, body: Array(#"{"error":"invalid_grant"}"#.utf8))
    }
}

/// The disk is full once an answer has come.
struct FillingExchange: Exchange {
    let base: any Exchange
    let then: @Sendable () -> Void

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        defer { then() }
        return try await base.send(request)
    }
}

/// Allegro takes the question at once and answers when it is let go; a caller that is cancelled meanwhile never hears the answer.
final class SlowExchange: Exchange {
    private let base: any Exchange
    private let asked = AsyncStream.makeStream(of: Void.self)
    private let go = AsyncStream.makeStream(of: Void.self)

    init(_ base: any Exchange) { self.base = base }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        let answer = try await base.send(request)
        asked.continuation.yield()
        for await _ in go.stream { break }
        if Task.isCancelled { throw .cancelled(sent: true) }
        return answer
    }

    func untilAsked() async { for await _ in asked.stream { break } }

    func letGo() { go.continuation.yield() }
}

/// Loses the question before it arrives, or the answer after Allegro did what was asked.
struct LossyExchange: Exchange {
    enum Loss { case question, answer }

    let base: any Exchange
    let loss: NIOLockedValueBox<Loss?>

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        switch loss.withLockedValue({ $0 }) {
        case .question: throw .notSent(reason: "no route")
        case .answer:
            _ = try await base.send(request)
            throw .answerLost(reason: "the connection ended")
        case nil: return try await base.send(request)
        }
    }
}

/// What was logged.
final class LogLines: Sendable {
    struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.kept.withLockedValue { $0.append("\(event.message)") } }
    }

    private let kept = NIOLockedValueBox<[String]>([])
    var all: [String] { kept.withLockedValue { $0 } }
}
