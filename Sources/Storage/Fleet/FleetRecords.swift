/// What all gateways of a fleet know of each other: rows of a database that they share. Calls block; one at a time.
protocol FleetRecords: Sendable {
    /// The schema of a store whose address names none.
    func firstSchema() throws -> String

    /// Looks who has which of these stores, and who was heard of within the length of a lease.
    func survey(_ stores: [String], lease: Duration) throws -> FleetSurvey

    /// Says that this gateway lives and could work these stores, and has every lease of it run anew from now; returns their epochs by store.
    func renew(gateway: String, stores: [String], lease: Duration) throws -> [String: Int64]

    /// Takes those of the stores that are still free; returns their new epochs.
    func take(_ stores: [String], gateway: String, lease: Duration) throws -> [String: Int64]

    /// Frees a store, where this epoch is still its own.
    func giveBack(_ store: String, epoch: Int64) throws

    /// Takes this gateway out of those that live.
    func leave(gateway: String) throws

    /// How often each store was written to.
    func changes(of stores: [String]) throws -> [String: Int64]
}

/// Who lives, and who has what.
struct FleetSurvey: Equatable {
    var standings: [FleetShare.Standing]
    var live: [FleetShare.Gateway]
}
