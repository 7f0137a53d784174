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
    ///
    /// - Parameter isBetter: told what was read and what is there; where it says no, the context before stays as well.
    /// - Returns: whether what was read is there now.
    @discardableResult
    public func reload(
        _ options: TLSOptions? = nil, where isBetter: (_ fresh: TLSContext, _ current: TLSContext) -> Bool = { _, _ in true }
    ) throws(TLSError) -> Bool {
        let options = options ?? box.withLockedValue { $0.options }
        let fresh = try TLSContext(options, ticketKeys: ticketKeys)
        guard isBetter(fresh, current) else { return false }
        box.withLockedValue { $0 = (fresh, options) }
        return true
    }

    /// The context for a new connection.
    public var current: TLSContext {
        box.withLockedValue { $0.context }
    }
}
