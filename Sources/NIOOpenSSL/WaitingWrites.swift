import NIOCore

/// Writes that wait to be encrypted together.
struct WaitingWrites {
    private var bytes: ByteBuffer?
    private var promise: EventLoopPromise<Void>?
    private var furtherPromises: [EventLoopPromise<Void>] = []
    /// Whether a flush came since the last take. Before the handshake is done it has to wait with them.
    var isFlushed = false

    mutating func append(_ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        if bytes == nil { bytes = buffer } else { bytes?.writeImmutableBuffer(buffer) }
        guard let promise else { return }
        if self.promise == nil { self.promise = promise } else { furtherPromises.append(promise) }
    }

    /// All that waits, as one; nil when nothing does. The promise stands for all of theirs.
    mutating func take() -> (ByteBuffer, EventLoopPromise<Void>?)? {
        defer { self = WaitingWrites() }
        guard let bytes else { return nil }
        for further in furtherPromises { promise?.futureResult.cascade(to: further) }
        return (bytes, promise)
    }

    mutating func fail(with error: TLSError) {
        promise?.fail(error)
        for further in furtherPromises { further.fail(error) }
        self = WaitingWrites()
    }
}
