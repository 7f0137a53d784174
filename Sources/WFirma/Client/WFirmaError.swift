public import CurlClient

/// One entry of an answer's `errors`, wherever in the tree it hung.
public struct WFirmaFault: Sendable, Equatable {
    /// The field at fault; empty where wFirma names none.
    public var field: String
    /// For people, in Polish.
    public var message: String

    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}

/// Why wFirma did not do what was asked. `code` is its `status.code`.
public enum WFirmaError: Error, Sendable, Equatable {
    /// wFirma understood and declined, or took only a part: faults may stand beside the code OK.
    case refused(code: String, faults: [WFirmaFault])
    /// The keys are wrong, lack a right or name no company.
    case authentication(code: String)
    /// The answer came from another company than the one asked for.
    case wrongCompany(asked: String, answered: String)
    /// Too many requests or too much work, by all programs of the account together. wFirma gives no figures.
    case limitExceeded(code: String)
    /// wFirma is in trouble: OUT OF SERVICE, FATAL, SNAPSHOT LOCK.
    case unavailable(code: String)
    /// Any status but 200 whose body says nothing.
    case http(status: Int)
    /// No answer came.
    case unreachable(ExchangeError)
    /// An answer that is not what was asked for.
    case unreadable(reason: String)
}

extension WFirmaError {
    /// The code that wFirma gives after too many attempts with wrong keys.
    static let lockedOut = "AUTH FAILED LIMIT WAIT 5 MINUTES"

    /// True where the same request may succeed later by itself.
    public var isWorthRetrying: Bool {
        switch self {
        case .limitExceeded, .unavailable, .unreadable: true
        case .http(let status): status >= 500 || status == 408
        case .unreachable(.notSent), .unreachable(.answerLost), .unreachable(.withheld): true
        case .unreachable(.cancelled): false
        case .refused, .authentication, .wrongCompany: false
        }
    }

    /// True where wFirma may have done what was asked all the same: look before asking again. A refusal is sure, unless it stands beside OK.
    public var mayHaveHappened: Bool {
        switch self {
        case .refused(let code, _): code == "OK"
        case .authentication, .limitExceeded: false
        case .unreachable(.notSent), .unreachable(.cancelled(sent: false)), .unreachable(.withheld): false
        case .unreachable(.answerLost), .unreachable(.cancelled(sent: true)): true
        case .wrongCompany, .unavailable, .http, .unreadable: true
        }
    }

    /// How long to wait at least, where wFirma says so.
    public var retryAfter: Duration? {
        self == .limitExceeded(code: Self.lockedOut) ? .seconds(300) : nil
    }
}

extension WFirmaError: CustomStringConvertible {
    /// One line for a log or a problem.
    public var description: String {
        switch self {
        case .refused(let code, let faults):
            "wFirma refused (\(code))" + (faults.isEmpty ? "" : ": ")
                + faults.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }.joined(separator: "; ")
        case .authentication(let code): "wFirma does not accept the keys (\(code))"
        case .wrongCompany(let asked, let answered): "company \(answered) answered, company \(asked) was asked"
        case .limitExceeded(let code): "wFirma's limit is reached (\(code))"
        case .unavailable(let code): "wFirma is not available (\(code))"
        case .http(let status): "wFirma answered with HTTP status \(status)"
        case .unreachable(let reason): "wFirma is not reachable: \(reason)"
        case .unreadable(let reason): "wFirma's answer is not readable: \(reason)"
        }
    }
}
