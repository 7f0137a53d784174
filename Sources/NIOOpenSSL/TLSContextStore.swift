import NIOConcurrencyHelpers

/// The context that new connections take: the one place where a reload happens.
///
/// Connections keep the context they began with, so a reload drops none; their session tickets stay good.
public final class TLSContextStore: Sendable {
    private let ticketKeys = TicketKeys()
    private let box: NIOLockedValueBox<(context: TLSContext, options: TLSOptions)>

    /// Reads certificate, key and authority. Throws `TLSError.unusable` with the file and OpenSSL's reason.
    public init(_ options: TLSOptions) throws(TLSError) {
        self.box = NIOLockedValueBox((try TLSContext(options, ticketKeys: ticketKeys), options))
    }

    /// Reads all files again, those of `options` where they are named anew. When it throws, the context before stays.
    public func reload(_ options: TLSOptions? = nil) throws(TLSError) {
        let options = options ?? box.withLockedValue { $0.options }
        let fresh = try TLSContext(options, ticketKeys: ticketKeys)
        box.withLockedValue { $0 = (fresh, options) }
    }

    /// The context for a new connection.
    public var current: TLSContext {
        box.withLockedValue { $0.context }
    }
}
