/// 503 in place of the deed; a proxy's page rather than the API's own error.
struct ServerError: SandboxFault {
    func answerInstead(on side: SandboxSide) -> SandboxReply? {
        SandboxReply(status: 503, headers: [("content-type", "text/html")], body: Array("<html><body>503 Service Unavailable</body></html>".utf8))
    }
}
