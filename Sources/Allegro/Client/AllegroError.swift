public import CurlClient

/// Why Allegro did not do what was asked. `traceID` is the answer's `trace-id`, which Allegro's support asks for.
public enum AllegroError: Error, Sendable, Equatable {
    /// Allegro understood and declined (any other 3xx or 4xx): asking the same again brings the same.
    case refused(status: Int, faults: [AllegroFault], traceID: String?)
    /// A command with this id exists, as far as can be told with this content: read its report.
    case alreadyRegistered(traceID: String?)
    /// A command with this id exists with **other** content: the id was used twice, which must not happen.
    case registeredWithOtherContent(traceID: String?)
    /// The access token is not valid (401), or the refresh token or the application's key is not (`invalid_grant`, `invalid_client`).
    case unauthorised(AllegroFault, traceID: String?)
    /// There is no such offer, command or operation (404): of offers also those archived 60 days after their end.
    case notFound(faults: [AllegroFault], traceID: String?)
    /// Too many requests (429). Nothing was done; calling on lengthens it.
    case rateLimited(retryAfter: Duration?, traceID: String?)
    /// Allegro is in trouble (5xx). The request may have been carried out.
    case unavailable(status: Int, traceID: String?)
    /// No answer came.
    case unreachable(ExchangeError)
    /// An answer that says success but cannot be read. The request was most likely carried out.
    case unreadable(reason: String, traceID: String?)
}

extension AllegroError {
    /// True where the same request may succeed later by itself. An offer with an edit under way refuses with 409.
    public var isWorthRetrying: Bool {
        switch self {
        case .refused(let status, _, _): status == 408 || status == 409
        case .rateLimited, .unavailable, .unreadable: true
        case .unreachable(.notSent), .unreachable(.answerLost), .unreachable(.withheld): true
        case .unreachable(.cancelled): false
        case .alreadyRegistered, .registeredWithOtherContent, .unauthorised, .notFound: false
        }
    }

    /// True where Allegro may have carried the request out all the same: look before sending anything else.
    public var mayHaveHappened: Bool {
        switch self {
        case .alreadyRegistered, .unavailable, .unreadable: true
        case .unreachable(.answerLost): true
        case .unreachable(.cancelled(let sent)): sent
        case .unreachable(.notSent), .unreachable(.withheld): false
        case .refused, .registeredWithOtherContent, .unauthorised, .notFound, .rateLimited: false
        }
    }

    /// The answer's `trace-id`, where there was an answer and it carried one.
    public var traceID: String? {
        switch self {
        case .refused(_, _, let traceID), .notFound(_, let traceID), .unauthorised(_, let traceID), .rateLimited(_, let traceID),
            .unavailable(_, let traceID), .unreadable(_, let traceID), .alreadyRegistered(let traceID),
            .registeredWithOtherContent(let traceID):
            traceID
        case .unreachable: nil
        }
    }

    /// What Allegro said was wrong.
    public var faults: [AllegroFault] {
        switch self {
        case .refused(_, let faults, _), .notFound(let faults, _): faults
        case .unauthorised(let fault, _): [fault]
        case .alreadyRegistered, .registeredWithOtherContent, .rateLimited, .unavailable, .unreachable, .unreadable: []
        }
    }
}

extension AllegroError: CustomStringConvertible {
    /// One line for a log or a problem.
    public var description: String {
        let trace = traceID.map { " (trace-id \($0))" } ?? ""
        return summary + trace
    }

    private var summary: String {
        switch self {
        case .refused(let status, let faults, _): "Allegro refused with \(status)" + Self.listed(faults)
        case .alreadyRegistered: "Allegro knows a command with this id"
        case .registeredWithOtherContent: "Allegro knows a command with this id and other content"
        case .unauthorised(let fault, _): "Allegro does not accept the authorisation" + Self.listed([fault])
        case .notFound(let faults, _): "Allegro does not find it" + Self.listed(faults)
        case .rateLimited(let wait, _): "Allegro's rate limit is reached" + (wait.map { ", wait \($0)" } ?? "")
        case .unavailable(let status, _): "Allegro is not available (\(status))"
        case .unreachable(let reason): "Allegro is not reachable: \(reason)"
        case .unreadable(let reason, _): "Allegro's answer is not readable: \(reason)"
        }
    }

    private static func listed(_ faults: [AllegroFault]) -> String {
        faults.isEmpty
            ? ""
            : ": "
                + faults.map { fault in fault.path.map { "\(fault.code) at \($0): \(fault.message)" } ?? "\(fault.code): \(fault.message)" }.joined(
                    separator: "; ")
    }
}
