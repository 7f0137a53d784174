/// A webhook's notice is sent five seconds late, after those that followed it.
struct LateNotices: SandboxFault {
    var noticeFate: NoticeFate? { .delay(.seconds(5)) }
}
