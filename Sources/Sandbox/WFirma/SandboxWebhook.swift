/// A webhook as wFirma keeps it: one address, one event, one key of its own.
public struct SandboxWebhook: Sendable, Equatable {
    public let id: String
    public internal(set) var url: String
    /// E.g. `warehouse_good/change_state`.
    public internal(set) var event: String
    public internal(set) var isXML: Bool
    /// 32 characters, new whenever the webhook is made anew.
    public let key: String
    /// False once too many deliveries failed: nobody is told, a person must act.
    public internal(set) var isActive = true
    public internal(set) var failures = 0
}

/// Another system that sends each warehouse document, signed after Standard Webhooks.
public struct SandboxRelay: Sendable {
    public let url: String
    /// `whsec_` and base64.
    public let secret: String
    public let sendsXML: Bool
    public let content: Set<Content>

    public enum Content: String, Sendable, CaseIterable {
        case documents
        case stock
    }

    public init(url: String, secret: String, sendsXML: Bool = false, content: Set<Content> = [.documents]) {
        self.url = url
        self.secret = secret
        self.sendsXML = sendsXML
        self.content = content
    }
}

/// One delivery that is to be sent.
public struct WebhookRequest: Sendable {
    /// Names the attempt when its answer is brought back.
    public let attempt: Int
    public let due: SandboxInstant
    public let url: String
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]
}

/// What the receiver answered.
public struct WebhookAnswer: Sendable {
    public let status: Int
    public let body: [UInt8]

    public init(status: Int, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }
}
