import Foundation

/// Listening sockets that systemd opened and hands over (sd_listen_fds(3)): file descriptors from 3 on, with names.
struct HandedSockets: Sendable, Equatable {
    /// The first descriptor that is handed over.
    static let first: Int32 = 3

    /// By listener's name.
    let sockets: [String: Int32]

    static let none = HandedSockets(sockets: [:])

    private init(sockets: [String: Int32]) { self.sockets = sockets }

    /// Reads what the environment says, where it speaks to this process. Throws a ``CommandFailure`` for a socket that is for neither listener.
    init(_ environment: [String: String], process: Int32 = getpid()) throws(CommandFailure) {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process, let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }) else {
            sockets = [:]
            return
        }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var found: [String: Int32] = [:]
        for index in 0..<max(0, count) {
            let name = names.indices.contains(Int(index)) ? names[Int(index)] : ""
            guard name == "public" || name == "private", found[name] == nil else {
                throw CommandFailure(
                    .configuration, "a socket that was handed over is named \"\(name)\": FileDescriptorName= must be public or private, each once")
            }
            found[name] = Self.first + index
        }
        sockets = found
    }

    subscript(name: String) -> Int32? { sockets[name] }

    /// No program that we might start gets them.
    func closeOnExec() { for socket in sockets.values { _ = fcntl(socket, F_SETFD, FD_CLOEXEC) } }
}
