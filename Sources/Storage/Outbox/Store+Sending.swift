public import Inventory

extension Store {
    /// The commands that are due to be sent or asked about, lane by lane, in the order of `lanes`; none of `excluding`, which are under way.
    ///
    /// - Returns: at most each lane's `limit`; and when the next is due of the lanes that have room left, nil when none is.
    public func dueCommands(
        _ states: [Command.State], in lanes: [(lane: CommandLane, limit: Int)], excluding: Set<CommandID>, at moment: Timestamp
    ) async throws -> (due: [Command], next: Timestamp?) {
        let names = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await read { db in
            // Mostly there is none, whose lane then need not be asked one by one.
            let isAny = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM commands WHERE state IN (\(names)) AND state <> 'settled')")
            guard try Bool.fetchOne(isAny) == true else { return ([], nil) }
            let statement = try db.cachedStatement(
                sql: """
                    SELECT id, account, action, value, state, written_at, accepted_at, due_at, attempts, sent_at FROM commands
                    WHERE state IN (\(names)) AND state <> 'settled' AND account = ? AND rank = ? AND CASE WHEN action IN ('end', 'activate') THEN 1 ELSE 0 END = ?
                    ORDER BY due_at, id LIMIT ?
                    """)
            var due: [Command] = []
            var next: Timestamp?
            for (lane, limit) in lanes {
                // One more than may be under way: it tells when the lane has work again. A full one has it when one of its commands comes to its end.
                let rows = try Row.fetchAll(
                    statement, arguments: [lane.account.text, lane.prevents ? 0 : 1, lane.isPublication, limit + excluding.count + 1])
                var free = limit
                for row in rows where free > 0 && !excluding.contains(CommandID(row[0])) {
                    let dueAt = Timestamp(microseconds: row[7])
                    guard dueAt <= moment else {
                        next = min(next ?? dueAt, dueAt)
                        break
                    }
                    due.append(try Self.command(db, row))
                    free -= 1
                }
            }
            return (due, next)
        }
    }

    /// Unsettled commands by state and rank, for metrics.
    public func outboxDepth() async throws -> [(state: Command.State, rank: Int, count: Int)] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT state, rank, count(*) FROM commands WHERE state <> 'settled' GROUP BY state, rank").compactMap { row in
                Command.State(rawValue: row[0]).map { ($0, row[1], row[2]) }
            }
        }
    }

    /// Whether a command may leave.
    public enum Departure: Sendable, Equatable {
        /// Send it now, for these offers.
        case go([OfferID])
        /// Nothing is sent (R49).
        case frozen
        /// It left before, and perhaps did not arrive: what it would do now is not wanted any more.
        case outdated
        /// Every offer was taken out of it.
        case withdrawn
    }

    /// Asked right before the exchange, after every wait: notes durably that it leaves, so that what was never sent can be told from what may have
    /// arrived. What the next plan may replace is left to it where an offer is to be planned anew.
    ///
    /// A command that left before goes with the same content again (invariant 5): a decrease always, anything else while it is what would be sent
    /// now for each of its offers.
    ///
    /// - Parameter moment: by Allegro's clock, which dates what the command does.
    public func depart(_ command: Command, at moment: Timestamp) async throws -> Departure {
        if command.sentAt != nil { return try await departAgain(command, at: moment) }
        return try await write { db in
            if try Self.isFrozen(db) { return .frozen }
            let offers = try Self.leaving(db, command, at: moment)
            guard !offers.isEmpty else { return .withdrawn }
            try db.cachedStatement(sql: "UPDATE commands SET sent_at = ? WHERE id = ?").execute(arguments: [moment.microseconds, command.id.text])
            if let column = command.action.sentColumn {
                let mark = try db.cachedStatement(sql: "UPDATE offers SET \(column) = ? WHERE id = ?")
                for offer in offers { try mark.execute(arguments: [moment.microseconds, offer]) }
            }
            return .go(offers.map { OfferID($0) })
        }
    }

    /// The offers that a command still stands for. What may be replaced is taken out where a new plan is due: that one decides.
    private static func leaving(_ db: Database, _ command: Command, at moment: Timestamp) throws -> [String] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT p.offer, o.dirty_at IS NOT NULL FROM command_offers p JOIN commands c ON c.id = p.command AND c.state = 'written'
                        JOIN offers o ON o.id = p.offer
                    WHERE p.command = ? AND p.outcome IS NULL ORDER BY p.offer
                    """), arguments: [command.id.text])
        let offers = rows.map { (id: $0[0] as String, isDirty: $0[1] as Bool) }
        guard command.action.isReplaceable else { return offers.map(\.id) }
        for offer in offers where offer.isDirty { try Outbox.withdraw(db, OfferID(offer.id), from: command.id, at: moment) }
        return offers.filter { !$0.isDirty }.map(\.id)
    }

    private func departAgain(_ command: Command, at moment: Timestamp) async throws -> Departure {
        try await read { db in
            if try Self.isFrozen(db) { return .frozen }
            guard command.action.isReplaceable else { return .go(command.offers) }
            let pass = PlanningPass(db, rules: Brake.Rules(), at: moment)
            return try command.offers.allSatisfy { try pass.wants(command, of: $0) } ? .go(command.offers) : .outdated
        }
    }

    /// What ``depart(_:at:)`` noted was not so: at its first attempt the command surely did not reach Allegro, or did nothing there. It is a plan
    /// again, which the next plan may replace, and it explains no end (R10).
    public func stayed(_ command: Command, at moment: Timestamp) async throws {
        try await write { db in
            try db.cachedStatement(sql: "UPDATE commands SET sent_at = NULL WHERE id = ? AND state = 'written'").execute(arguments: [command.id.text])
            guard db.changesCount > 0 else { return }
            for offer in command.offers {
                try Self.unmark(db, command.action, offer)
                try DirtyMarks.mark(db, offer: offer, falls: command.action.prevents, since: moment)
            }
        }
    }

    /// Allegro has the command (its 201, or 409 for the same id). Returns since when each of its offers differed.
    ///
    /// - Parameter latest: when Allegro had it at the latest, by its own clock; nil where that is not known. What was noted as later when it left
    ///   was a wrong clock's.
    public func accepted(
        _ command: CommandID, traceID: String?, nextAskAt: Timestamp, hadBy latest: Timestamp? = nil, at moment: Timestamp
    ) async throws -> [Timestamp] {
        try await write { db in
            if let latest { try Self.left(db, command, by: latest) }
            try db.cachedStatement(
                sql:
                    "UPDATE commands SET state = 'accepted', accepted_at = ?, due_at = ?, attempts = 0, trace_id = ?, fault = NULL WHERE id = ? AND state = 'written'"
            ).execute(arguments: [moment.microseconds, nextAskAt.microseconds, traceID, command.text])
            guard db.changesCount > 0 else { return [] }
            return try Int64.fetchAll(db.cachedStatement(sql: "SELECT since FROM command_offers WHERE command = ?"), arguments: [command.text])
                .map(Timestamp.init(microseconds:))
        }
    }

    private static func left(_ db: Database, _ command: CommandID, by latest: Timestamp) throws {
        let action = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT action, value FROM commands WHERE id = ? AND sent_at > ?"),
            arguments: [command.text, latest.microseconds])
        guard let action else { return }
        try db.execute(sql: "UPDATE commands SET sent_at = ? WHERE id = ?", arguments: [latest.microseconds, command.text])
        guard let column = try Offers.action(action[0], action[1]).sentColumn else { return }
        try db.execute(
            sql: "UPDATE offers SET \(column) = ?1 WHERE \(column) > ?1 AND id IN (SELECT offer FROM command_offers WHERE command = ?2)",
            arguments: [latest.microseconds, command.text])
    }

    /// Not settled yet: sent or asked about again at `retryAt`, under the same id.
    public func postpone(_ command: CommandID, until retryAt: Timestamp, fault: String?, traceID: String?) async throws {
        try await write { db in
            try db.cachedStatement(
                sql: "UPDATE commands SET due_at = ?, attempts = attempts + 1, fault = ?, trace_id = coalesce(?, trace_id) WHERE id = ?"
            ).execute(arguments: [retryAt.microseconds, fault, traceID, command.text])
        }
    }

    /// Allegro refused a command of many offers, perhaps for one of them: it goes again in halves, each under an id of its own, written before it is
    /// sent. The refused one did nothing.
    public func split(
        _ command: Command, fault: String, traceID: String?, at moment: Timestamp, newCommandID: @Sendable @escaping () -> CommandID
    ) async throws {
        let middle = command.offers.count / 2
        try await write { db in
            for half in [command.offers[..<middle], command.offers[middle...]] where !half.isEmpty {
                let id = newCommandID()
                try db.execute(
                    sql: """
                        INSERT INTO commands (id, account, action, value, rank, state, written_at, due_at)
                        SELECT ?, account, action, value, rank, 'written', ?, ? FROM commands WHERE id = ?
                        """, arguments: [id.text, moment.microseconds, moment.microseconds, command.id.text])
                let move = try db.cachedStatement(
                    sql: "UPDATE command_offers SET command = ? WHERE command = ? AND offer = ? AND outcome IS NULL")
                for offer in half { try move.execute(arguments: [id.text, command.id.text, offer.text]) }
                // Taken out of the command meanwhile, every one of them: there is nothing to send.
                try Outbox.closeIfDone(db, id, traceID: nil, at: moment)
            }
            try db.execute(
                sql: "UPDATE commands SET state = 'settled', settled_at = ?, fault = ?, trace_id = coalesce(?, trace_id) WHERE id = ?",
                arguments: [moment.microseconds, fault, traceID, command.id.text])
        }
    }

    private static func command(_ db: Database, _ row: Row) throws -> Command {
        let id: String = row[0]
        let offers = try String.fetchAll(
            db.cachedStatement(sql: "SELECT offer FROM command_offers WHERE command = ? AND outcome IS NOT 'withdrawn' ORDER BY offer"),
            arguments: [id])
        guard let state = Command.State(rawValue: row[4]) else { throw StorageError.corrupted(reason: "unknown command state") }
        return Command(
            id: CommandID(id), account: AccountName(row[1]), action: try Offers.action(row[2], row[3]), state: state,
            writtenAt: Timestamp(microseconds: row[5]), sentAt: (row[9] as Int64?).map(Timestamp.init(microseconds:)),
            acceptedAt: (row[6] as Int64?).map(Timestamp.init(microseconds:)), dueAt: Timestamp(microseconds: row[7]), attempts: row[8],
            offers: offers.map { OfferID($0) }, causes: try causes(db, of: id))
    }
}
