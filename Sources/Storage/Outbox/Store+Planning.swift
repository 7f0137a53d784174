public import Inventory

/// What the outbox has room for, for one account.
public struct PlanningRoom: Sendable, Equatable {
    /// Changes a minute that Allegro grants: no command is larger.
    public var changesPerMinute: Int
    /// With so many commands waiting to be sent only offers whose product fell are planned: the outbox holds enough of the rest.
    public var commandLimit: Int

    public init(changesPerMinute: Int, commandLimit: Int) {
        self.changesPerMinute = changesPerMinute
        self.commandLimit = commandLimit
    }
}

/// What came of one planning.
public struct PlanningOutcome: Sendable {
    /// Offers that were planned.
    public var planned = 0
    /// Those written, to be sent.
    public var commands: [Command] = []
    /// An account's outbox had no room for all.
    public var isOutboxFull = false
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
    public func planDirtyOffers(
        limit: Int, rooms: [AccountName: PlanningRoom]? = nil, brake: Brake.Rules = Brake.Rules(), at moment: Timestamp,
        newCommandID: @Sendable @escaping () -> CommandID
    ) async throws -> PlanningOutcome {
        try await write { db in
            var outcome = PlanningOutcome()
            if try Self.isFrozen(db) { return outcome }
            let full = try rooms.map { try Self.fullAccounts(db, $0) } ?? []
            outcome.isOutboxFull = !full.isEmpty
            let rows = try Self.dirtyRows(db, limit: limit, accounts: rooms.map { Set($0.keys) }, full: full)
            outcome.planned = rows.count
            let dirty = try rows.map {
                (offer: try Offers.offer(db, $0), since: Timestamp(microseconds: $0["dirty_at"]), falls: $0["dirty_rank"] == 0)
            }
            let planned = try PlanningPass(db, rules: brake, at: moment).plan(dirty.map(\.offer))
            var batch = CommandBatch(db, changeLimits: rooms?.mapValues(\.changesPerMinute) ?? [:], at: moment, newCommandID: newCommandID)
            var (holdsChanged, holdsMore) = (false, false)
            for (before, now) in zip(dirty, planned) {
                if now.offer != before.offer { try Offers.saveModel(db, now.offer) }
                holdsChanged = holdsChanged || now.offer.hold != before.offer.hold
                holdsMore = holdsMore || (now.offer.hold == .held && before.offer.hold != .held)
                try HeldEnds.count(db, before: before.offer, now, at: moment)
                try DirtyMarks.clear(db, offer: now.offer.id)
                if now.isSet { try SyncObstacles.tell(db, now.offer, missing: now.missing, at: moment) }
                if now.plan.needsReading {
                    try DirtyMarks.lookUnlessDue(db, at: now.offer.id, moment)
                    let haste: DirtyMarks.Haste? = now.plan.target == 0 ? .soldOut : before.falls ? .fall : nil
                    if let haste { try DirtyMarks.hasten(db, now.offer.id, haste, at: moment) }
                }
                // What has not left yet is no more than an earlier plan: it stays where it is what is wanted now.
                let waiting = try Outbox.replaceable(db, of: now.offer.id)
                if waiting.count == 1, waiting[0].action == now.plan.command { continue }
                for command in waiting { try Outbox.withdraw(db, now.offer.id, from: command.id, at: moment) }
                guard let command = now.plan.command else { continue }
                batch.add(now.offer, command, since: before.since)
            }
            if holdsMore { try HeldEnds.recall(db, since: moment - brake.window, at: moment) }
            if holdsChanged { try HeldEnds.tell(db, at: moment) }
            outcome.commands = try batch.write()
            return outcome
        }
    }

    private static func fullAccounts(_ db: Database, _ rooms: [AccountName: PlanningRoom]) throws -> Set<AccountName> {
        // SQLite takes the partial index only where its condition is repeated.
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT account, count(*) FROM commands WHERE state = 'written' AND state <> 'settled' GROUP BY account"))
        let waiting = Dictionary(rows.map { (AccountName($0[0]), $0[1] as Int) }) { first, _ in first }
        return Set(rooms.filter { waiting[$0.key] ?? 0 >= $0.value.commandLimit }.keys)
    }

    /// The offers whose product fell first, and then the others, of the accounts whose outbox has room for them. `accounts`: nil for all.
    static func dirtyRows(_ db: Database, limit: Int, accounts: Set<AccountName>? = nil, full: Set<AccountName> = []) throws -> [Row] {
        let falling = try dirtyRows(db, rank: 0, of: accounts, limit: limit)
        let others = try dirtyRows(db, rank: 1, of: accounts?.subtracting(full), limit: limit - falling.count)
        return falling + others
    }

    private static func dirtyRows(_ db: Database, rank: Int, of accounts: Set<AccountName>?, limit: Int) throws -> [Row] {
        guard limit > 0, accounts?.isEmpty != true else { return [] }
        let names = accounts?.map(\.text).sorted()
        let mine = names.map { "AND account IN (\(databaseQuestionMarks(count: $0.count)))" } ?? ""
        // The index alone tells which they are: what waits for a full outbox is not read again at every pass.
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Offers.columns), o.dirty_at, o.dirty_rank FROM (
                        SELECT id FROM offers INDEXED BY offers_dirty WHERE dirty_at IS NOT NULL AND dirty_rank = ? \(mine)
                        ORDER BY dirty_at, id LIMIT ?) d
                    CROSS JOIN offers o ON o.id = d.id ORDER BY o.dirty_at, o.id
                    """), arguments: [rank] + StatementArguments(names ?? []) + [limit])
    }
}
