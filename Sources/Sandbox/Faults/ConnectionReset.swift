/// The connection breaks before anything is done.
struct ConnectionReset: SandboxFault {
    func answerInstead(on side: SandboxSide) -> SandboxReply? { SandboxReply(status: 502).with(.reset) }
}
