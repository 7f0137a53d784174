/// A webhook's notice is never sent.
struct LostNotices: SandboxFault {
    var noticeFate: NoticeFate? { .lose }
}
