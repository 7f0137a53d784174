/// What a simulated system answers, and in what manner the answer reaches the caller.
public struct SandboxReply: Sendable {
    /// The HTTP status code.
    public var status: Int
    /// Header fields in order, names in lower case.
    public var headers: [(name: String, value: String)]
    /// The body's bytes.
    public var body: [UInt8]
    /// How the answer travels.
    public var manner: Manner = .prompt

    /// How an answer reaches the caller.
    public enum Manner: Sendable, Equatable {
        /// At once and whole.
        case prompt
        /// Whole, but after a wait.
        case delayed(Duration)
        /// The head at once, then the body in small pieces with a wait before each.
        case trickled(Duration)
        /// Never: the connection breaks in place of an answer.
        case reset
        /// Never: the connection stays open and silent.
        case silent
    }

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(status: Int, json: JSON, mediaType: String = "application/json") {
        self.init(status: status, headers: [("content-type", mediaType)], body: json.bytes)
    }

    func with(_ manner: Manner) -> SandboxReply {
        var reply = self
        reply.manner = manner
        return reply
    }

    /// The first value of the header field `name` (lower case).
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
