/// The deed is done and the answer's body trickles.
struct SlowBody: SandboxFault {
    func spoil(_ reply: SandboxReply) -> SandboxReply? { reply.with(.trickled(.milliseconds(50))) }
}
