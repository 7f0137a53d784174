public import Hummingbird
public import Inventory
import Listener
public import Logging
public import NIOCore
public import Storage

/// The way in: judges deliveries on the connection's event loop, hands them to the inbox, and answers when they are durable
/// (R25). It stands before Hummingbird on the public listener and answers everything there by itself, because the async layer
/// would cost more than all the work. Limits on heads, bodies, pipelining and times are the listener's.
public struct WebhookIntake: Sendable {
    let sources: SourceRegistry
    let inbox: any Inbox
    let logger: Logger
    let now: @Sendable () -> Timestamp
    let bodies: BodyBudget

    /// - Parameters:
    ///   - bodyLimitBytes: the largest body that the listener lets come in.
    ///   - bodiesLimitBytes: what the bodies that are coming in, on all connections, may hold together; beyond, 503. nil: as the largest body asks.
    public init(
        sources: SourceRegistry, inbox: any Inbox, bodyLimitBytes: Int, bodiesLimitBytes: Int? = nil, logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.sources = sources
        self.inbox = inbox
        self.logger = logger
        self.now = now
        self.bodies = BodyBudget(limitBytes: bodiesLimitBytes ?? BodyBudget.bytes(bodyLimit: bodyLimitBytes))
    }

    /// The handlers of one connection, for ``HTTPSListener``.
    public func handlers() -> [any RemovableChannelHandler] { [WebhookIntakeHandler(self)] }

    /// For whatever would get past the handlers: there is nothing here.
    public var responder: some HTTPResponder<BasicRequestContext> {
        CallbackResponder { _, _ in Problem(status: .notFound).response }
    }
}
