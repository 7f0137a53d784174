/// A webhook's notice is sent twice.
struct RepeatedNotices: SandboxFault {
    var noticeFate: NoticeFate? { .repeat }
}
