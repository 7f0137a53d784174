import GRDB
public import Inventory

/// What became of a wish to change settings.
public enum SettingsOutcome: Sendable, Equatable {
    case changed(Settings)
    /// Offers are synchronised and need what was to be switched off (R16).
    case neededBySync(offers: Int)
}

extension Store {
    /// Changes settings by R16's rule. With `disablingSync` the offers' sync goes off in the same transaction.
    public func changeSettings(
        disablingSync: Bool, at moment: Timestamp, _ change: @Sendable @escaping (inout Settings) throws -> Void
    ) async throws -> SettingsOutcome {
        try await write { db in
            let before = try Self.settings(db)
            var after = before
            try change(&after)
            let synchronised = try Int.fetchOne(db, sql: "SELECT count(*) FROM offers WHERE is_synchronised = 1") ?? 0
            if after.prerequisites.takesAway(from: before.prerequisites, synchronisedOffers: synchronised) {
                guard disablingSync else { return .neededBySync(offers: synchronised) }
                try db.execute(sql: "UPDATE offers SET is_synchronised = 0 WHERE is_synchronised = 1")
            }
            try Self.keep(after, db)
            return .changed(after)
        }
    }
}

extension Settings {
    fileprivate var prerequisites: SyncPrerequisites { SyncPrerequisites(fetchOrders: fetchOrders, issueInvoices: issueInvoices) }
}
