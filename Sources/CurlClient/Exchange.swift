/// The only seam between Stockgate and the outside: one HTTP request, one answer.
///
/// libcurl stands behind it in production and the sandbox's state machines in a simulation. An exchange follows no
/// redirect, repeats nothing and knows no rate limit: the caller asks ``RateBudget`` first.
public protocol Exchange: Sendable {
    /// Sends `request` and returns what the other side answered, whatever its status.
    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer
}

/// One HTTP request as it leaves.
public struct ExchangeRequest: Sendable, Equatable {
    /// The HTTP method, in capitals.
    public var method: String
    /// The absolute `https:` address, percent-encoded.
    public var url: String
    /// Header fields in order; names as the other side documents them.
    public var headers: [(name: String, value: String)]
    /// The body's bytes, or nil for none.
    public var body: [UInt8]?
    /// How long the whole exchange may take.
    public var timeout: Duration
    /// Whether it changes anything at the other side; reading and signing in do not. What does may be withheld (R49).
    public var changes: Bool
    /// Asked when a connection stands and the first byte would be written, on whatever thread that is: false, and none is. nil: it may leave.
    public var mayLeave: (@Sendable () -> Bool)?

    /// - Parameter changes: nil: whatever its method is not `GET` for.
    public init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(30), changes: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.changes = changes ?? (method != "GET")
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.method == right.method && left.url == right.url && left.body == right.body && left.timeout == right.timeout
            && left.changes == right.changes && left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// One HTTP answer as it arrived.
public struct ExchangeAnswer: Sendable {
    /// The HTTP status code.
    public var status: Int
    /// Header fields in order, names in lower case.
    public var headers: [(name: String, value: String)]
    /// The body's bytes, empty when there was none.
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of the header field `name` (lower case), if the answer carries it.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// Why an exchange brought no answer, told apart by what the other side may have done with the request.
public enum ExchangeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not a byte of the request left (no address, refused, certificate not trusted): it surely has no effect.
    case notSent(reason: String)
    /// The request may have arrived and been carried out; the answer did not come (time-out, reset, cut short).
    case answerLost(reason: String)
    /// The caller cancelled; `sent` tells whether the request may have arrived.
    case cancelled(sent: Bool)
    /// Not let out: it would have changed something, and nothing is changed while everything is frozen (R49).
    case withheld

    public var description: String {
        switch self {
        case .notSent(let reason): "request not sent: \(reason)"
        case .answerLost(let reason): "answer lost: \(reason)"
        case .cancelled(let sent): sent ? "cancelled after sending" : "cancelled before sending"
        case .withheld: "withheld: everything is frozen"
        }
    }
}
