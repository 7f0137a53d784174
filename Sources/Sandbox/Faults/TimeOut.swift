/// The request is swallowed: nothing is done and no answer comes.
struct TimeOut: SandboxFault {
    func answerInstead(on side: SandboxSide) -> SandboxReply? { SandboxReply(status: 504).with(.silent) }
}
