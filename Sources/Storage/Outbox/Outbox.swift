import Inventory

/// The rows of `commands` and `command_offers`, within a transaction.
enum Outbox {
    /// True of a part `p` of a command `c` that has not left and that raises, resumes or ends: the next plan may take its place. A decrease that
    /// waits is kept, whatever is planned: another one follows it, and it never loses its turn (R31).
    static let isReplaceable =
        "(p.outcome IS NULL AND c.state = 'written' AND c.sent_at IS NULL AND NOT (c.action = 'gain' AND c.value < 0))"

    /// The commands that wait for this offer and may be replaced.
    static func replaceable(_ db: Database, of offer: OfferID) throws -> [(id: CommandID, action: CommandAction)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.id, c.action, c.value FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE p.offer = ? AND p.outcome IS NULL AND \(isReplaceable) ORDER BY c.written_at, c.id
                    """), arguments: [offer.text]
        ).map { (CommandID($0[0]), try Offers.action($0[1], $0[2])) }
    }

    /// Takes an offer out of a command that has not left.
    static func withdraw(_ db: Database, _ offer: OfferID, from command: CommandID, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE command_offers SET outcome = 'withdrawn' WHERE command = ? AND offer = ? AND outcome IS NULL")
            .execute(arguments: [command.text, offer.text])
        try closeIfDone(db, command, traceID: nil, at: moment)
    }

    /// Takes an offer out of every command that has not left.
    static func withdraw(_ db: Database, _ offer: OfferID, at moment: Timestamp) throws {
        let waiting = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.id FROM command_offers p JOIN commands c ON c.id = p.command
                    WHERE p.offer = ? AND p.outcome IS NULL AND c.state = 'written' AND c.sent_at IS NULL
                    """), arguments: [offer.text])
        for command in waiting { try withdraw(db, offer, from: CommandID(command), at: moment) }
    }

    /// Takes back every command that has not left.
    static func withdrawAll(_ db: Database, at moment: Timestamp) throws {
        let waiting = try Row.fetchAll(
            db,
            sql: """
                SELECT p.offer, c.id FROM command_offers p JOIN commands c ON c.id = p.command
                WHERE p.outcome IS NULL AND c.state = 'written' AND c.sent_at IS NULL ORDER BY c.id, p.offer
                """)
        for row in waiting { try withdraw(db, OfferID(row[0]), from: CommandID(row[1]), at: moment) }
    }

    /// What was known of a part before its report came.
    enum PartState {
        case expected, unknown
        /// A reading has settled it.
        case superseded
    }

    /// Keeps what Allegro reports of a part; nil when it was reported or withdrawn before.
    static func record(_ db: Database, _ outcome: CommandOutcome, of command: Command) throws -> PartState? {
        let part = [command.id.text, outcome.offer.text]
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT outcome FROM command_offers WHERE command = ? AND offer = ?"), arguments: StatementArguments(part))
        guard let row else { return nil }
        let state: PartState
        switch row[0] as String? {
        case nil: state = .expected
        case "unknown": state = .unknown
        case "superseded": state = .superseded
        default: return nil
        }
        try db.cachedStatement(sql: "UPDATE command_offers SET outcome = ?, code = ?, message = ? WHERE command = ? AND offer = ?").execute(
            arguments: [outcome.isSuccess ? "success" : "refused", outcome.code, outcome.message] + StatementArguments(part))
        return state
    }

    /// Gives every part that is still expected this outcome; its offer is read and planned anew.
    static func leave(_ db: Database, _ command: Command, as outcome: String, at moment: Timestamp) throws -> [OfferID] {
        let offers = try String.fetchAll(
            db.cachedStatement(sql: "SELECT offer FROM command_offers WHERE command = ? AND outcome IS NULL ORDER BY offer"),
            arguments: [command.id.text]
        ).map { OfferID($0) }
        try db.cachedStatement(sql: "UPDATE command_offers SET outcome = ? WHERE command = ? AND outcome IS NULL")
            .execute(arguments: [outcome, command.id.text])
        for offer in offers {
            try DirtyMarks.look(db, at: offer, due: moment)
            try DirtyMarks.mark(db, offer: offer, falls: command.action.prevents, since: moment)
        }
        return offers
    }

    /// A command is settled once every part of it is reported or withdrawn.
    static func closeIfDone(_ db: Database, _ command: CommandID, traceID: String?, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE commands SET state = 'settled', settled_at = ?, trace_id = coalesce(?, trace_id) WHERE id = ? AND NOT EXISTS (
                    SELECT 1 FROM command_offers p WHERE p.command = commands.id
                        AND (p.outcome IS NULL OR p.outcome IN ('unknown', 'superseded')))
                """
        ).execute(arguments: [moment.microseconds, traceID, command.text])
    }
}
