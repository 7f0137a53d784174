import NIOCore

/// When a connection's patience ends. Moving a deadline costs nothing; the one timer looks at it when it rings.
struct FlowDeadline {
    /// For what the client owes.
    var awaited: NIODeadline?
    /// For a client that does not read what we write.
    var stalled: NIODeadline?
    private var timer: Scheduled<Void>?

    var next: NIODeadline? {
        [awaited, stalled].compactMap(\.self).min()
    }

    /// Sees to it that `ring` is called at or before the next deadline.
    mutating func watch(_ loop: any EventLoop, _ ring: @escaping () -> Void) {
        guard timer == nil, let next else { return }
        timer = loop.assumeIsolated().scheduleTask(deadline: next, ring)
    }

    /// To be called when the timer rings.
    mutating func rang() {
        timer = nil
    }

    mutating func cancel() {
        timer?.cancel()
        timer = nil
    }
}
