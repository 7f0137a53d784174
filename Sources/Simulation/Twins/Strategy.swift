/// A way of keeping offers at stock: ours, or one that is common, played on the same days (`docs/evidence.md`).
public enum Strategy: String, Sendable, CaseIterable {
    case stockgate
    /// Sets each offer that differs to an absolute number. It knows what a gateway can: orders every five seconds, stock, offers and the newest
    /// documents every thirty and whenever it is told of a change.
    case fixed
    /// The same every 15 minutes.
    case poller
    /// The same every five seconds, with all orders' releases known at the moment at which they are made: what nobody can. A bound for the others.
    case allKnowing
}

extension Strategy {
    /// Between two looks at what was sold.
    var pause: Duration { self == .poller ? .seconds(900) : .seconds(5) }

    /// Between two looks at all the rest.
    var readingPause: Duration { self == .fixed ? .seconds(30) : pause }
}
