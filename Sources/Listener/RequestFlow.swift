import HTTPTypes

/// One connection's requests and answers: who may still speak, and when it ends. Pure: events in, a verdict out.
///
/// Requests may come before earlier ones are answered (pipelining); answers come in the same order. The flow ends after a
/// certain answer: the last that the client or the server wants, or the last before a request that cannot be accepted.
struct RequestFlow {
    struct Limits: Equatable {
        var bodyBytes: Int
        var pipeline: Int
        var requests: Int
    }

    /// What happens to the part at hand, and what is done after it.
    struct Verdict: Equatable {
        var passes: Bool
        var next = Next.nothing
    }

    enum Next: Equatable {
        case nothing
        /// Tell the client, who waits for it, to send the body.
        case sendContinue
        /// Answer with the problem, then end the output.
        case refuse(Problem)
        /// End the output and let the client do the same.
        case endOutput
        /// Close at once: half an answer is out and cannot be mended.
        case abort
    }

    /// Whom the connection waits for.
    enum Waiting: Equatable {
        /// The client: a request.
        case forHead
        /// The client: the rest of a body.
        case forBody
        /// Us: an answer.
        case forAnswer
        /// The end.
        case forClose
    }

    /// The end that is agreed on: after so many answers, perhaps with a problem to tell.
    private struct Ending {
        var answers: Int
        var problem: Problem?
    }

    let limits: Limits
    private var received = 0
    private var answered = 0
    private var isReceiving = false
    /// Whether an answer's head is out and its end is not.
    private(set) var isAnswering = false
    private var bodyBytes = 0
    private var owesContinue = false
    private var ending: Ending?
    private var hasEnded = false
    /// Whether those above were given a head whose end they never saw: they must be told before the connection closes.
    private(set) var leavesRequestCut = false

    init(limits: Limits) {
        self.limits = limits
    }

    var waiting: Waiting {
        if hasEnded { return .forClose }
        if isReceiving { return .forBody }
        return answered < received ? .forAnswer : .forHead
    }

    /// Whether enough requests wait, so that no more should be read.
    var isFull: Bool { !hasEnded && received - answered >= limits.pipeline }

    /// Whether the answer that begins now is the connection's last.
    var answersLast: Bool { ending.map { answered + 1 >= $0.answers } ?? false }

    // MARK: What comes in

    /// A request's head. `bodyLength` is what it announces, `isLast` that the client wants no further one.
    mutating func head(bodyLength: Int?, expectsContinue: Bool, isLast: Bool) -> Verdict {
        guard ending == nil else { return Verdict(passes: false) }
        if let bodyLength, bodyLength > limits.bodyBytes { return Verdict(passes: false, next: fault(bodyTooLarge)) }
        received += 1
        isReceiving = true
        leavesRequestCut = true
        bodyBytes = 0
        if isLast || received >= limits.requests { ending = Ending(answers: received) }
        guard expectsContinue else { return Verdict(passes: true) }
        if answered == received - 1 { return Verdict(passes: true, next: .sendContinue) }
        owesContinue = true
        return Verdict(passes: true)
    }

    /// `count` bytes of a body.
    mutating func body(_ count: Int) -> Verdict {
        guard isReceiving else { return Verdict(passes: false) }
        bodyBytes += count
        if bodyBytes > limits.bodyBytes { return Verdict(passes: false, next: fault(bodyTooLarge)) }
        owesContinue = false
        return Verdict(passes: true)
    }

    /// A request's end.
    mutating func end() -> Verdict {
        guard isReceiving else { return Verdict(passes: false) }
        isReceiving = false
        leavesRequestCut = false
        owesContinue = false
        return Verdict(passes: true)
    }

    /// What came cannot be read, is too much or came too late. Earlier requests are answered first.
    mutating func fault(_ problem: Problem) -> Next {
        guard !hasEnded else { return .nothing }
        if isReceiving {
            isReceiving = false
            if answered >= received {
                ending = Ending(answers: received)
            } else if isAnswering, answered == received - 1 {
                hasEnded = true
                return .abort
            } else {
                ending = Ending(answers: received - 1, problem: problem)
            }
        } else if ending == nil {
            ending = Ending(answers: received, problem: problem)
        }
        return endIfDue()
    }

    /// No further request is wanted, by the client (who may have half-closed) or by us (who stop, or waited long enough).
    mutating func noMoreRequests() -> Next {
        if ending == nil { ending = Ending(answers: received) }
        return endIfDue()
    }

    // MARK: What goes out

    /// An answer's head; not for 1xx.
    mutating func answerBegins() -> Verdict {
        guard !hasEnded else { return Verdict(passes: false) }
        isAnswering = true
        return Verdict(passes: true)
    }

    /// A part of an answer's body, or a 1xx head.
    func answerGoesOn() -> Verdict {
        Verdict(passes: !hasEnded)
    }

    /// An answer's end.
    mutating func answerEnds() -> Verdict {
        guard !hasEnded else { return Verdict(passes: false) }
        isAnswering = false
        answered += 1
        let next = endIfDue()
        guard next == .nothing, owesContinue, answered == received - 1 else { return Verdict(passes: true, next: next) }
        owesContinue = false
        return Verdict(passes: true, next: .sendContinue)
    }

    private mutating func endIfDue() -> Next {
        guard let ending, !hasEnded, answered >= ending.answers, !isAnswering else { return .nothing }
        hasEnded = true
        isReceiving = false
        return ending.problem.map(Next.refuse) ?? .endOutput
    }

    private var bodyTooLarge: Problem {
        Problem(status: 413, detail: "The body is larger than \(limits.bodyBytes) bytes.")
    }
}
