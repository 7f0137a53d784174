import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle
import Storage

/// Says "changed" whenever the store was written; the page then asks for itself again (server-sent events).
struct ChangeRoutes {
    /// How often the store is looked at.
    static let interval = Duration.milliseconds(100)
    /// A comment keeps the connection, and tells one that is gone.
    static let heartbeat = 150
    /// What is read from the other side without a write is told so often.
    static let readingLooks = 20
    /// After so many looks the browser connects anew.
    static let life = 6000

    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.get("changes", use: changes)
    }

    @Sendable private func changes(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let (store, streams, reading) = (desk.store, desk.streams, desk.facts.reading)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                guard streams.begin() else {
                    // One page too many: it is told to come back later, and shows what it shows until then.
                    try await writer.write(ByteBuffer(string: "retry: 30000\n\n"))
                    return try await writer.finish(nil)
                }
                defer { streams.end() }
                var seen = store.revision
                try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
                for look in 1...Self.life where !Task.isShuttingDownGracefully {
                    try await Task.sleep(for: Self.interval)
                    let now = store.revision
                    if now != seen || look % Self.readingLooks == 0 && reading() != nil {
                        seen = now
                        try await writer.write(ByteBuffer(string: "event: changed\ndata: \(now)\n\n"))
                    } else if look % Self.heartbeat == 0 {
                        try await writer.write(ByteBuffer(string: ": still here\n\n"))
                    }
                }
                try await writer.finish(nil)
            })
    }
}

/// How many pages are told of changes at once.
final class StreamCount: Sendable {
    static let limit = 64
    private let open = NIOLockedValueBox(0)

    func begin() -> Bool {
        open.withLockedValue { open in
            guard open < Self.limit else { return false }
            open += 1
            return true
        }
    }

    func end() { open.withLockedValue { $0 -= 1 } }
}
