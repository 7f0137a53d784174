/// One way in which the outside world misbehaves. A fault says only where it bites; ``FaultBoard`` decides when.
protocol SandboxFault: Sendable {
    /// Answers in place of the system, so that the deed is not done.
    func answerInstead(on side: SandboxSide) -> SandboxReply?
    /// Spoils the answer after the deed was done.
    func spoil(_ reply: SandboxReply) -> SandboxReply?
    /// What becomes of a command's task in place of its being carried out.
    var fate: TaskFate? { get }
    /// How a webhook's notice fares in place of arriving once and in time.
    var noticeFate: NoticeFate? { get }
    /// How an order event enters the journal in place of once and in its turn.
    var eventFate: EventFate? { get }
    /// An invoice's line vanishes though the answer is OK.
    var losesLine: Bool { get }
    /// An invoice is refused under the status code OK: only `errors` deep in the answer tell.
    var refusesQuietly: Bool { get }
    /// An invoice's file is refused because a scan runs, whether one does or not.
    var blocksScan: Bool { get }
    /// A file's scan rejects it.
    var rejectsFile: Bool { get }
    /// How old the offers are that the list shows.
    var listAge: Duration? { get }
}

extension SandboxFault {
    func answerInstead(on side: SandboxSide) -> SandboxReply? { nil }
    func spoil(_ reply: SandboxReply) -> SandboxReply? { nil }
    var fate: TaskFate? { nil }
    var noticeFate: NoticeFate? { nil }
    var eventFate: EventFate? { nil }
    var losesLine: Bool { false }
    var refusesQuietly: Bool { false }
    var blocksScan: Bool { false }
    var rejectsFile: Bool { false }
    var listAge: Duration? { nil }
}

/// Which simulated system.
public enum SandboxSide: String, Sendable, CaseIterable {
    case allegro
    case wfirma
}

/// What may become of a task of an Allegro command.
enum TaskFate: Sendable, Equatable {
    /// Stays NEW for ever and is never carried out.
    case hang
    /// Reports SUCCESS and is not carried out.
    case lie
    /// Reports FAIL and is not carried out.
    case fail
    /// Activation reports SUCCESS, then the offer stays ACTIVATING.
    case activateForEver
    /// Activation reports SUCCESS, then the publication fails and the offer ends by ERROR.
    case activateInError
}

/// What may become of one notice.
enum NoticeFate: Sendable, Equatable {
    case lose
    case `repeat`
    case delay(Duration)
}

/// What may become of one order event.
enum EventFate: Sendable, Equatable {
    case `repeat`
    case delay(Duration)
}
