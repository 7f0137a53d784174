import GRDB
public import Inventory

extension Store {
    /// The commands that are due to be sent or asked about, what prevents overselling first; none of `excluding`, which are under way.
    public func dueCommands(_ states: [Command.State], limit: Int, excluding: Set<CommandID>, at moment: Timestamp) async throws -> [Command] {
        try await read { db in
            let names = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id, account, action, value, state, written_at, accepted_at, due_at, attempts FROM commands
                        WHERE state IN (\(names)) AND state <> 'settled' AND due_at <= ? ORDER BY rank, due_at, id LIMIT ?
                        """), arguments: [moment.microseconds, limit + excluding.count])
            return try rows.lazy.filter { !excluding.contains(CommandID($0[0])) }.prefix(limit).map { try Self.command(db, $0) }
        }
    }

    /// When the next command in one of `states` is due; nil when there is none.
    public func nextCommand(_ states: [Command.State]) async throws -> Timestamp? {
        let names = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await read { db in
            try Int64.fetchOne(db, sql: "SELECT min(due_at) FROM commands WHERE state IN (\(names)) AND state <> 'settled'")
                .map(Timestamp.init(microseconds:))
        }
    }

    /// Unsettled commands by state and rank, for metrics and for planning in step with sending.
    public func outboxDepth() async throws -> [(state: Command.State, rank: Int, count: Int)] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT state, rank, count(*) FROM commands WHERE state <> 'settled' GROUP BY state, rank").compactMap { row in
                Command.State(rawValue: row[0]).map { ($0, row[1], row[2]) }
            }
        }
    }

    /// Allegro has the command (its 201, or 409 for the same id). Returns since when each of its offers differed.
    public func accepted(_ command: CommandID, traceID: String?, nextAskAt: Timestamp, at moment: Timestamp) async throws -> [Timestamp] {
        try await write { db in
            try db.cachedStatement(
                sql:
                    "UPDATE commands SET state = 'accepted', accepted_at = ?, due_at = ?, attempts = 0, trace_id = ?, fault = NULL WHERE id = ? AND state = 'written'"
            ).execute(arguments: [moment.microseconds, nextAskAt.microseconds, traceID, command.text])
            guard db.changesCount > 0 else { return [] }
            return try Int64.fetchAll(db.cachedStatement(sql: "SELECT since FROM command_offers WHERE command = ?"), arguments: [command.text])
                .map(Timestamp.init(microseconds:))
        }
    }

    /// Not settled yet: sent or asked about again at `retryAt`, under the same id.
    public func postpone(_ command: CommandID, until retryAt: Timestamp, fault: String?, traceID: String?) async throws {
        try await write { db in
            try db.cachedStatement(
                sql: "UPDATE commands SET due_at = ?, attempts = attempts + 1, fault = ?, trace_id = coalesce(?, trace_id) WHERE id = ?"
            ).execute(arguments: [retryAt.microseconds, fault, traceID, command.text])
        }
    }

    private static func command(_ db: Database, _ row: Row) throws -> Command {
        let id: String = row[0]
        let offers = try String.fetchAll(
            db.cachedStatement(sql: "SELECT offer FROM command_offers WHERE command = ? ORDER BY offer"), arguments: [id])
        guard let state = Command.State(rawValue: row[4]) else { throw StorageError.corrupted(reason: "unknown command state") }
        return Command(
            id: CommandID(id), account: AccountName(row[1]), action: try Offers.action(row[2], row[3]), state: state,
            writtenAt: Timestamp(microseconds: row[5]), acceptedAt: (row[6] as Int64?).map(Timestamp.init(microseconds:)),
            dueAt: Timestamp(microseconds: row[7]), attempts: row[8], offers: offers.map { OfferID($0) })
    }
}
