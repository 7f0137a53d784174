import NIOConcurrencyHelpers

/// An exchange that remembers the last answer's status and header, whatever its caller makes of it.
public final class NotedExchange: Exchange {
    private let inner: any Exchange
    private let noted = NIOLockedValueBox<ExchangeAnswer?>(nil)

    public init(_ inner: any Exchange) { self.inner = inner }

    /// The last answer without its body; nil before the first.
    public var last: ExchangeAnswer? { noted.withLockedValue { $0 } }

    public func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        let answer = try await inner.send(request)
        noted.withLockedValue { $0 = ExchangeAnswer(status: answer.status, headers: answer.headers) }
        return answer
    }
}
