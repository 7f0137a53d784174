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
            let losing = try Row.fetchAll(db, sql: "SELECT account, id FROM offers WHERE is_synchronised = 1").filter { row in
                let account = AccountName(row[0])
                return after.prerequisites(of: account).takesAway(from: before.prerequisites(of: account), synchronisedOffers: 1)
            }
            if !losing.isEmpty {
                guard disablingSync else { return .neededBySync(offers: losing.count) }
                try Switches.off(db, losing.map { OfferID($0[1]) }, at: moment)
            }
            try Self.keep(after, db)
            try StartDates.changed(db, from: before, to: after)
            return .changed(after)
        }
    }
}
