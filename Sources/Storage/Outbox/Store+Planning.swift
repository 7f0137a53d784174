import GRDB
public import Inventory

/// What the outbox has room for, for one account.
public struct PlanningRoom: Sendable, Equatable {
    /// Changes a minute that Allegro grants: no command is larger.
    public var changesPerMinute: Int
    /// Only offers whose product fell are planned: the outbox holds enough of the rest.
    public var isFull: Bool

    public init(changesPerMinute: Int, isFull: Bool) {
        self.changesPerMinute = changesPerMinute
        self.isFull = isFull
    }
}

extension Store {
    /// Plans dirty offers and writes the commands that are due into the outbox, in one transaction; same-valued changes share a command.
    ///
    /// Offers whose product fell come first. While `frozen` (R49) the marks stay and nothing is written.
    ///
    /// - Parameters:
    ///   - rooms: the accounts to plan for; nil for all, without limits.
    ///   - brake: when ends are held (R30).
    ///   - newCommandID: makes the id of each command.
    /// - Returns: how many offers were planned, and the commands written.
    public func planDirtyOffers(
        limit: Int, rooms: [AccountName: PlanningRoom]? = nil, brake: Brake.Rules = Brake.Rules(), at moment: Timestamp,
        newCommandID: @Sendable @escaping () -> CommandID
    ) async throws -> (planned: Int, commands: [Command]) {
        try await write { db in
            if try Bool.fetchOne(db, sql: "SELECT frozen FROM settings") ?? false { return (0, []) }
            let rows = try Self.dirtyRows(db, limit: limit, rooms: rooms)
            let dirty = try rows.map { (offer: try Offers.offer(db, $0), since: Timestamp(microseconds: $0["dirty_at"])) }
            let planned = try PlanningPass(db, rules: brake, at: moment).plan(dirty.map(\.offer)) {
                rows.count < limit ? [] : try Self.dirtyOffers(db, after: limit)
            }
            var batch = CommandBatch(db, changeLimits: rooms?.mapValues(\.changesPerMinute) ?? [:], at: moment, newCommandID: newCommandID)
            var holdsChanged = false
            for (before, now) in zip(dirty, planned) {
                if now.offer != before.offer { try Offers.saveModel(db, now.offer) }
                holdsChanged = holdsChanged || now.offer.hold != before.offer.hold
                try DirtyMarks.clear(db, offer: now.offer.id)
                if now.plan.needsReading { try DirtyMarks.lookUnlessDue(db, at: now.offer.id, moment) }
                // What has not left yet is no more than an earlier plan: it stays where it is what is wanted now.
                let waiting = try Outbox.replaceable(db, of: now.offer.id)
                if waiting.count == 1, waiting[0].action == now.plan.command { continue }
                for command in waiting { try Outbox.withdraw(db, now.offer.id, from: command.id, at: moment) }
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

    private static func dirtyRows(_ db: Database, limit: Int, rooms: [AccountName: PlanningRoom]?) throws -> [Row] {
        let full = rooms?.filter { $0.value.isFull }.map(\.key.text).sorted() ?? []
        let known = rooms?.map(\.key.text).sorted()
        let mine = known.map { "AND o.account IN (\(databaseQuestionMarks(count: $0.count)))" } ?? ""
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Offers.columns), o.dirty_at FROM offers o INDEXED BY offers_dirty WHERE o.dirty_at IS NOT NULL \(mine)
                        AND (o.dirty_rank = 0 OR o.account NOT IN (\(databaseQuestionMarks(count: full.count))))
                    ORDER BY o.dirty_rank, o.dirty_at, o.id LIMIT ?
                    """), arguments: StatementArguments(known ?? []) + StatementArguments(full) + [limit])
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
