import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Carries requests to the machines and their answers back, in the manner that the machines say.
struct SandboxResponder: HTTPResponder {
    let worlds: SandboxWorlds
    let side: SandboxSide
    let limits: Limits

    struct Limits: Sendable {
        let bodyBytes: Int
        /// How long a silent connection is kept.
        let silence: Duration
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard let (world, target) = worlds.find(request.uri.string) else { throw HTTPError(.notFound) }
        let body = try await request.body.collect(upTo: limits.bodyBytes)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let asked = SandboxRequest(
            method: request.method.rawValue, target: target, headers: headers, body: Array(body.readableBytesView))
        if asked.parts.first == "sandbox" { return Self.response(SandboxControl(world: world).handle(asked)) }
        let reply = world.handle(asked, on: side)
        switch reply.manner {
        case .prompt: return Self.response(reply)
        case .delayed(let wait):
            await pause(wait)
            return Self.response(reply)
        case .trickled(let wait): return trickled(reply, wait)
        case .reset: return Self.broken
        case .silent:
            await pause(limits.silence)
            return Self.broken
        }
    }

    /// Waits, but not past the end of the service.
    private func pause(_ wait: Duration) async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
    }

    private static func response(_ reply: SandboxReply) -> Response {
        Response(status: .init(code: reply.status), headers: fields(reply), body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }

    private static func fields(_ reply: SandboxReply) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        return fields
    }

    private func trickled(_ reply: SandboxReply, _ wait: Duration) -> Response {
        let pieces = 10
        let size = max(1, (reply.body.count + pieces - 1) / pieces)
        let body = ResponseBody(contentLength: reply.body.count) { writer in
            var start = 0
            while start < reply.body.count {
                await pause(wait)
                try await writer.write(ByteBuffer(bytes: reply.body[start..<min(start + size, reply.body.count)]))
                start += size
            }
            try await writer.finish(nil)
        }
        return Response(status: .init(code: reply.status), headers: Self.fields(reply), body: body)
    }

    /// An answer that ``BrokenAnswers`` turns into a broken connection.
    private static let broken = Response(status: .internalServerError, headers: [BrokenAnswers.mark: "broken"])
}
