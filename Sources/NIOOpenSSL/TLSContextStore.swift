import NIOConcurrencyHelpers

/// The context that new connections take: the one place where a reload happens.
///
/// Connections keep the context they began with, so a reload drops none; their session tickets stay good.
public final class TLSContextStore: Sendable {
    private let options: TLSOptions
    private let ticketKeys = TicketKeys()
    private let box: NIOLockedValueBox<TLSContext>

    /// Reads certificate, key and authority. Throws `TLSError.unusable` with the file and OpenSSL's reason.
    public init(_ options: TLSOptions) throws(TLSError) {
        self.options = options
        self.box = NIOLockedValueBox(try TLSContext(options, ticketKeys: ticketKeys))
    }

    /// Reads all files again. When it throws, the context before stays.
    public func reload() throws(TLSError) {
        let fresh = try TLSContext(options, ticketKeys: ticketKeys)
        box.withLockedValue { $0 = fresh }
    }

    /// The context for a new connection.
    public var current: TLSContext {
        box.withLockedValue { $0 }
    }
}
