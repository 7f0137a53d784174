/// wFirma says OUT OF SERVICE with HTTP 200; Allegro has a maintenance page.
struct OutOfService: SandboxFault {
    func answerInstead(on side: SandboxSide) -> SandboxReply? {
        switch side {
        case .allegro: ServerError().answerInstead(on: side)
        case .wfirma: .wfirma(.outOfService)
        }
    }
}
