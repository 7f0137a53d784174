import GRDB
public import Inventory

extension Store {
    /// Plans dirty offers and writes the commands that are due into the outbox, in one transaction; same-valued changes share a command.
    ///
    /// Offers whose product fell come first. While `frozen` (R49) the marks stay and nothing is written.
    ///
    /// - Parameters:
    ///   - fallsOnly: plan only offers whose product fell: the outbox holds enough of the rest.
    ///   - brake: when ends are held (R30).
    ///   - newCommandID: makes the id of each command.
    /// - Returns: how many offers were planned, and the commands written.
    public func planDirtyOffers(
        limit: Int, fallsOnly: Bool, brake: Brake.Rules = Brake.Rules(), at moment: Timestamp, newCommandID: @Sendable @escaping () -> CommandID
    ) async throws -> (planned: Int, commands: [Command]) {
        try await write { db in
            if try Bool.fetchOne(db, sql: "SELECT frozen FROM settings") ?? false { return (0, []) }
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Offers.columns), o.dirty_at FROM offers o
                        WHERE o.dirty_at IS NOT NULL AND o.dirty_rank <= ? ORDER BY o.dirty_rank, o.dirty_at, o.id LIMIT ?
                        """), arguments: [fallsOnly ? 0 : 1, limit])
            let dirty = try rows.map { (offer: try Offers.offer(db, $0), since: Timestamp(microseconds: $0["dirty_at"])) }
            let planned = try PlanningPass(db, rules: brake, at: moment).plan(dirty.map(\.offer)) {
                rows.count < limit ? [] : try Self.dirtyOffers(db, after: limit)
            }
            var batch = CommandBatch(db, at: moment, newCommandID: newCommandID)
            var holdsChanged = false
            for (before, now) in zip(dirty, planned) {
                if now.offer != before.offer { try Offers.saveModel(db, now.offer) }
                holdsChanged = holdsChanged || now.offer.hold != before.offer.hold
                try DirtyMarks.clear(db, offer: now.offer.id)
                if now.plan.needsReading { try DirtyMarks.lookUnlessDue(db, at: now.offer.id, moment) }
                guard let command = now.plan.command else { continue }
                batch.add(now.offer, command, since: before.since)
                if command == .end, now.isSuspect {
                    try db.cachedStatement(sql: "UPDATE offers SET suspect_end_at = ? WHERE id = ?")
                        .execute(arguments: [moment.microseconds, now.offer.id.text])
                }
            }
            if holdsChanged { try HeldEnds.tell(db, at: moment) }
            return (rows.count, try batch.write())
        }
    }

    /// The offers whose product fell that the next passes will plan.
    private static func dirtyOffers(_ db: Database, after planned: Int) throws -> [Offer] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Offers.columns) FROM offers o WHERE o.dirty_at IS NOT NULL AND o.dirty_rank = 0
                    ORDER BY o.dirty_at, o.id LIMIT \(waitingLimit) OFFSET ?
                    """), arguments: [planned]
        ).map { try Offers.offer(db, $0) }
    }

    /// Offers of later passes that are looked at for the brake.
    private static let waitingLimit = 20_000

    /// When the next dirty offer is waiting to be planned, if any.
    public func hasDirtyOffers() async throws -> Bool {
        try await read { db in try Bool.fetchOne(db, sql: "SELECT 1 FROM offers WHERE dirty_at IS NOT NULL LIMIT 1") ?? false }
    }

    /// What would be sent now, offer by offer, the dirty marks aside (R32); `assumed` are planned as if sync were switched on for them.
    ///
    /// - Parameter offers: only these and the assumed ones; nil for every offer that something may be sent for.
    public func plans(
        for offers: [OfferID]?, assuming assumed: [OfferID] = [], brake: Brake.Rules = Brake.Rules(), at moment: Timestamp
    ) async throws -> [(offer: Offer, plan: Plan)] {
        try await read { db in
            let followed = try String.fetchAll(
                db, sql: "SELECT id FROM offers WHERE is_synchronised = 1 OR auto_close = 1 OR auto_resume = 1 OR wish IS NOT NULL"
            ).map { OfferID($0) }
            // All of them even where a few are asked for: the brake looks at all ends together.
            let all = try Set(followed).union(assumed).union(offers ?? []).sorted().compactMap { id in
                var offer = try Offers.offer(db, id)
                if assumed.contains(id) { offer?.isSynchronised = true }
                return offer
            }
            let asked = offers.map { Set($0).union(assumed) }
            return try PlanningPass(db, rules: brake, at: moment).plan(all).compactMap { planned in
                asked?.contains(planned.offer.id) ?? true ? (planned.offer, planned.plan) : nil
            }
        }
    }
}
