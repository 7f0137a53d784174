import Inventory

/// When news was kept back: faults were on, the gateway was down, nothing was sent, its clock had just jumped.
struct Troubles {
    /// One that came before the last was over goes on with it, for what the first kept back the second may have kept back as well.
    private struct Span {
        let from: Timestamp
        var until: Timestamp
        /// By then all that it kept back is known, what came in meanwhile aside.
        var recovered: Timestamp
        /// How long what came in then took at most to be known, once it could be.
        var recovery: Duration

        mutating func last(until end: Timestamp, recovery span: Duration) {
            (until, recovered, recovery) = (max(until, end), max(recovered, end + span), max(recovery, span))
        }
    }

    private var spans: [Span] = []
    /// Nothing is sent, for as long as the owner has it so (R49).
    private(set) var isFrozen = false

    mutating func add(until end: Timestamp, recovery: Duration, now: Timestamp) {
        if isFrozen { stretch(to: now) }
        if let last = spans.indices.last, now <= spans[last].recovered { return spans[last].last(until: end, recovery: recovery) }
        spans.removeAll { now - $0.recovered > ReactionLimits.memory }
        spans.append(Span(from: now, until: end, recovered: end + recovery, recovery: recovery))
    }

    mutating func freeze(at now: Timestamp) {
        add(until: now, recovery: ReactionLimits.recovery, now: now)
        isFrozen = true
    }

    mutating func thaw(at now: Timestamp) {
        if isFrozen { stretch(to: now) }
        isFrozen = false
    }

    private mutating func stretch(to now: Timestamp) {
        guard let last = spans.indices.last else { return }
        spans[last].last(until: now, recovery: ReactionLimits.recovery)
    }

    /// Whether news of what changed at `moment`, due by `due`, may still be kept back: a trouble met it on its way.
    func keepBack(_ moment: Timestamp, dueBy due: Timestamp, now: Timestamp) -> Bool {
        if isFrozen, let last = spans.last, due >= last.from { return true }
        return spans.contains { moment <= $0.recovered && due >= $0.from && now <= max($0.recovered, due + $0.recovery) }
    }
}
