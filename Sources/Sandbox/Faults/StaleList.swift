/// `GET /sale/offers` shows what was true half a minute ago (threads 1507, 2327, 2839).
struct StaleList: SandboxFault {
    var listAge: Duration? { .seconds(30) }
}
