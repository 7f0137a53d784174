import NIOCore

/// When a connection's patience ends. Moving a deadline later costs nothing: the one timer looks again when it rings.
struct FlowDeadline {
    /// For what the client owes.
    var awaited: NIODeadline?
    /// For a client that does not read what we write.
    var stalled: NIODeadline?
    private var timer: (rings: NIODeadline, task: Scheduled<Void>)?

    /// Sees to it that `ring` is called at or before the next deadline.
    mutating func watch(_ loop: any EventLoop, _ ring: @escaping () -> Void) {
        guard let next = [awaited, stalled].compactMap(\.self).min() else { return }
        if let timer, timer.rings <= next { return }
        timer?.task.cancel()
        timer = (next, loop.assumeIsolated().scheduleTask(deadline: next, ring))
    }

    /// To be called when the timer rings.
    mutating func rang() {
        timer = nil
    }

    mutating func cancel() {
        timer?.task.cancel()
        timer = nil
    }
}
