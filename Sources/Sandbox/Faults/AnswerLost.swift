/// The deed is done and the connection breaks before the answer: the caller cannot know.
struct AnswerLost: SandboxFault {
    func spoil(_ reply: SandboxReply) -> SandboxReply? { reply.with(.reset) }
}
