/// One request to a simulated system with its answer, for who wants to look at the traffic: `stockgate demo --record`, and the check of every
/// request and answer against Allegro's own description (`scripts/check-contract`).
public struct SandboxExchange: Sendable {
    public var side: SandboxSide
    public var request: SandboxRequest
    /// Nil where nobody answered.
    public var reply: SandboxReply?

    public init(side: SandboxSide, request: SandboxRequest, reply: SandboxReply?) {
        self.side = side
        self.request = request
        self.reply = reply
    }

    /// Header fields that are told; the others may hold secrets.
    private static let openFields = ["accept", "accept-language", "content-type", "user-agent"]

    /// The exchange as one line of JSON, its end included. It holds no secret: neither who asks nor what the sign-in says is told.
    public var line: String {
        let answer = reply.flatMap { $0.manner == .reset || $0.manner == .silent ? nil : $0 }
        let isSignIn = request.parts.first == "auth"
        let json = JSON.fields([
            "side": .string(side.rawValue), "method": .string(request.method), "path": .string(request.path),
            "query": .array(request.query.map { [.string($0.name), .string($0.value)] }),
            "headers": .object(Self.openFields.compactMap { name in request.headers[name].map { JSON.Field(key: name, value: .string($0)) } }),
            // What the sandbox wants of the token.
            "scope": side == .allegro ? .optional(AllegroRoute(method: request.method, parts: request.parts)?.scope) : nil,
            "body": isSignIn ? .null : Self.text(request.body, media: request.headers["content-type"]),
            "status": answer.map { .integer($0.status) } ?? .null, "media": .optional(answer?.header("content-type")),
            "answer": isSignIn ? .null : answer.map { Self.text($0.body, media: $0.header("content-type")) } ?? .null,
        ])
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    /// A file that is no text is told as empty; that it came is told by its media type.
    private static func text(_ body: [UInt8], media: String?) -> JSON {
        guard let media, !body.isEmpty else { return .null }
        return .string(media.contains("json") ? String(decoding: body, as: UTF8.self) : "")
    }
}
