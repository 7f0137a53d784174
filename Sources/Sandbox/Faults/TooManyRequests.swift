/// 429 though no limit was passed: Allegro's adaptive limits are not published. wFirma says the same with a status code.
struct TooManyRequests: SandboxFault {
    func answerInstead(on side: SandboxSide) -> SandboxReply? {
        switch side {
        case .allegro: .allegroError(429, code: "TooManyRequestsException", message: "Too many requests, calm down")
        case .wfirma: .wfirma(.requestsLimit)
        }
    }
}
