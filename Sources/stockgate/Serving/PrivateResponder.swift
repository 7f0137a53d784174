import Console
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Operations

/// The private listener's two faces: machines have their paths, people have all others.
struct PrivateResponder: HTTPResponder {
    struct Context: InitializableFromSource {
        let channel: any Channel
        let logger: Logger
        var source: ApplicationRequestContextSource { ApplicationRequestContextSource(channel: channel, logger: logger) }

        init(source: ApplicationRequestContextSource) { (channel, logger) = (source.channel, source.logger) }
    }

    let operations: RouterResponder<OperationsContext>
    let console: RouterResponder<ConsoleContext>

    func respond(to request: Request, context: Context) async throws -> Response {
        if Self.isForMachines(request.uri.path) {
            return try await operations.respond(to: request, context: OperationsContext(source: context.source))
        }
        return try await console.respond(to: request, context: ConsoleContext(source: context.source))
    }

    private static func isForMachines(_ path: String) -> Bool {
        let first = path.split(separator: "/", maxSplits: 1).first
        return first.map { ["api", "livez", "readyz", "metrics"].contains($0) } ?? false
    }
}
