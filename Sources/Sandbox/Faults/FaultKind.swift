/// The faults by the names that scripts use; what each does stands in its own file.
public enum FaultKind: String, Sendable, CaseIterable {
    case serverError = "server_error"
    case tooManyRequests = "too_many_requests"
    case timeOut = "time_out"
    case reset
    case slowBody = "slow_body"
    case answerLost = "answer_lost"
    case hangingCommands = "hanging_commands"
    case lyingCommands = "lying_commands"
    case failingCommands = "failing_commands"
    case hangingActivation = "hanging_activation"
    case activationError = "activation_error"
    case repeatedEvents = "repeated_events"
    case lateEvents = "late_events"
    case staleList = "stale_list"
    case scanRunning = "scan_running"
    case rejectedScan = "rejected_scan"
    case lostLines = "lost_lines"
    case quietRefusal = "quiet_refusal"
    case outOfService = "out_of_service"
    case requestsLimit = "requests_limit"
    case lostNotices = "lost_notices"
    case repeatedNotices = "repeated_notices"
    case lateNotices = "late_notices"

    var fault: any SandboxFault {
        switch self {
        case .serverError: ServerError()
        case .tooManyRequests: TooManyRequests()
        case .timeOut: TimeOut()
        case .reset: ConnectionReset()
        case .slowBody: SlowBody()
        case .answerLost: AnswerLost()
        case .hangingCommands: HangingCommands()
        case .lyingCommands: LyingCommands()
        case .failingCommands: FailingCommands()
        case .hangingActivation: HangingActivation()
        case .activationError: ActivationError()
        case .repeatedEvents: RepeatedEvents()
        case .lateEvents: LateEvents()
        case .staleList: StaleList()
        case .scanRunning: ScanRunning()
        case .rejectedScan: RejectedScan()
        case .lostLines: LostLines()
        case .quietRefusal: QuietRefusal()
        case .outOfService: OutOfService()
        case .requestsLimit: RequestsLimit()
        case .lostNotices: LostNotices()
        case .repeatedNotices: RepeatedNotices()
        case .lateNotices: LateNotices()
        }
    }
}
