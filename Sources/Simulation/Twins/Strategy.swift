/// A way of keeping offers at stock: ours, or one that is common, played on the same days (`docs/evidence.md`).
public enum Strategy: String, Sendable, CaseIterable {
    case stockgate
    /// Looks every five seconds and whenever it is told of a change, and sets each offer that differs to an absolute number.
    case fixed
    /// The same every 15 minutes.
    case poller
}
