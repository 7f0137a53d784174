import CurlClient
public import Inventory
import Storage

/// What a recorded day begins with.
public struct DayHeader: Sendable, Codable, Equatable {
    /// The version of whoever recorded it.
    public var build: String
    public var began: Timestamp
    /// What chance came from.
    public var seed: [UInt8]
    /// The configuration's rules, as its reader takes them; no secret.
    public var configuration: String

    public init(build: String, began: Timestamp, seed: [UInt8], configuration: String) {
        (self.build, self.began, self.seed, self.configuration) = (build, began, seed, configuration)
    }
}

/// One line of a recorded day.
enum DayEvent: Sendable, Codable {
    /// A text that later answers name by its place among all texts: what polls bring is mostly what they brought before.
    case text(String)
    /// A service began a step, or went on with a command.
    case step(turn: Int, seat: String, command: String?, at: Timestamp)
    /// The turn `after` had ended with a wait, which came to its end.
    case resumed(turn: Int, after: Int, question: String, outcome: RecordedOutcome, at: Timestamp)
    /// Deliveries were taken from senders.
    case deliveries(turn: Int, [RecordedDelivery])
    /// Somebody else than a service wrote.
    case statements(turn: Int, [String])
    /// What the turn decided.
    case decided(turn: Int, [Decision])
    /// Another process wrote to the store: what, is not known.
    case foreignWrite
    /// Nothing more is recorded.
    case ended(reason: String)
}

/// A delivery without what is a person's.
struct RecordedDelivery: Sendable, Codable {
    var source: String
    var kind: SourceKind
    var trust: SenderTrust
    var key: String?
    var body: String
    var trace: String?
    var receivedAt: Timestamp

    /// As the inbox takes it. Its body is JSON, whatever it came as.
    var incoming: IncomingDelivery {
        IncomingDelivery(
            source: source, kind: kind, trust: trust, key: key, format: .json, body: Array(body.utf8),
            headers: trace.map { ["traceparent": $0] } ?? [:], receivedAt: receivedAt)
    }
}

/// What came of a wait, as it is kept.
enum RecordedOutcome: Sendable, Codable {
    case answer(status: Int, headers: [[String]], text: Int?)
    case notSent(String)
    case lost(String)
    case cancelled(sent: Bool)
    case withheld
    case granted
    case refused(TurnOutcome.BudgetRefusal)

    init(_ fault: ExchangeError) {
        self =
            switch fault {
            case .notSent(let reason): .notSent(reason)
            case .answerLost(let reason): .lost(reason)
            case .cancelled(let sent): .cancelled(sent: sent)
            case .withheld: .withheld
            }
    }

    /// What a service gets. `texts`: all that came before.
    func played(_ texts: [String]) -> TurnOutcome {
        switch self {
        case .answer(let status, let headers, let text):
            let fields = headers.filter { $0.count == 2 }.map { (name: $0[0], value: $0[1]) }
            let body = text.flatMap { texts.indices.contains($0) ? Array(texts[$0].utf8) : nil } ?? []
            return .answer(ExchangeAnswer(status: status, headers: fields, body: body))
        case .notSent(let reason): return .fault(.notSent(reason: reason))
        case .lost(let reason): return .fault(.answerLost(reason: reason))
        case .cancelled(let sent): return .fault(.cancelled(sent: sent))
        case .withheld: return .fault(.withheld)
        case .granted: return .granted
        case .refused(let refusal): return .refused(refusal)
        }
    }
}
