/// wFirma's TOTAL REQUESTS LIMIT EXCEEDED; its figures are not published and other integrations share them.
struct RequestsLimit: SandboxFault {
    func answerInstead(on side: SandboxSide) -> SandboxReply? { TooManyRequests().answerInstead(on: side) }
}
