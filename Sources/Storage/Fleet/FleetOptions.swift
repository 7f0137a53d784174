/// How a fleet's gateways share their stores.
public struct FleetOptions: Sendable {
    /// How long a lease holds without being renewed, by the database's clock.
    public var lease: Duration
    /// So much earlier its holder takes it for over: for clocks that do not run alike, and for what is on its way.
    public var margin: Duration
    /// Between two renewals.
    public var renewal: Duration
    /// Less than this is left only where two renewals have failed: nothing is begun then whose outcome could be lost with the lease.
    public var firmPart: Duration
    /// Between two looks for stores that are free, or unevenly shared.
    public var survey: Duration = .milliseconds(500)
    /// Between two looks for other processes' writes, and for leases that have run out.
    public var look: Duration = .milliseconds(100)
    /// A monotonic clock that counts on while the process is frozen or the machine sleeps.
    public var now: @Sendable () -> ContinuousClock.Instant = { .now }

    /// Three renewals may fail before a lease is lost.
    public init(lease: Duration = .seconds(10)) {
        (self.lease, margin, renewal, firmPart) = (lease, lease / 10, lease * 3 / 10, lease / 3)
    }
}
