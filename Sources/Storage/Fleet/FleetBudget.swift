public import Inventory

/// Counters that the gateways of a fleet draw from, so that together they stay within limits which they share. They are kept in the schema
/// `stockgate_fleet` of a PostgreSQL database, beside no merchant's store.
public protocol FleetBudget: Sendable {
    /// Raises the counters by these draws, makes these refusals known to all, and tells what stands there then. All of it is durable when this
    /// returns. Throws a ``StorageError``; whether anything was drawn is not known then, and nobody spends it.
    func exchange(_ draws: [FleetDraw], halts: [String: FleetHalt]) async throws -> FleetBudgetAnswer
}

/// So many tickets of one slot of a limit.
public struct FleetDraw: Sendable, Hashable {
    /// Whom the limit holds for: a client id.
    public var subject: String
    public var slot: Int64
    public var amount: Int
    /// Whether this gateway draws from the slot for the first time.
    public var isFirst: Bool

    public init(subject: String, slot: Int64, amount: Int, isFirst: Bool) {
        (self.subject, self.slot, self.amount, self.isFirst) = (subject, slot, amount, isFirst)
    }
}

/// A slot's counters after a draw.
public struct FleetDrawn: Sendable, Equatable {
    /// Tickets drawn by all gateways.
    public var taken: Int
    /// Gateways that drew.
    public var drawers: Int

    public init(taken: Int, drawers: Int) { (self.taken, self.drawers) = (taken, drawers) }
}

/// Nobody asks before `until`: the other side answered 429.
public struct FleetHalt: Sendable, Equatable {
    /// By the database's clock.
    public var until: Timestamp
    /// The part of the full pace that is left after it.
    public var pace: Double

    public init(until: Timestamp, pace: Double) { (self.until, self.pace) = (until, pace) }
}

/// What the counters' keeper tells.
public struct FleetBudgetAnswer: Sendable, Equatable {
    /// The database's clock, read during the exchange.
    public var now: Timestamp
    /// In the order of the draws.
    public var drawn: [FleetDrawn]
    /// The last refusal of each subject.
    public var halts: [String: FleetHalt]

    public init(now: Timestamp, drawn: [FleetDrawn], halts: [String: FleetHalt]) { (self.now, self.drawn, self.halts) = (now, drawn, halts) }
}
