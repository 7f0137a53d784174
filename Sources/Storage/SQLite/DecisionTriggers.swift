import GRDB

/// Tells of each decision as it is written: by triggers of the writing connection alone, so that the file stays as it is and no rule knows of it.
enum DecisionTriggers {
    static func watch(_ pool: DatabasePool, _ note: @escaping @Sendable (Decision) -> Void) throws {
        let function = DatabaseFunction("note_decision", argumentCount: 3) { values in
            if let kind = String.fromDatabaseValue(values[0]).flatMap(Decision.Kind.init), let subject = String.fromDatabaseValue(values[1]) {
                note(Decision(kind: kind, subject: subject, what: String.fromDatabaseValue(values[2]) ?? ""))
            }
            return nil
        }
        try pool.writeWithoutTransaction { db in
            db.add(function: function)
            try db.execute(sql: triggers)
        }
    }

    private static let triggers =
        """
        CREATE TEMP TRIGGER decided_command AFTER INSERT ON main.command_offers BEGIN
            SELECT note_decision('command', NEW.offer, (SELECT action || coalesce(' ' || value, '') FROM commands WHERE id = NEW.command));
        END;
        CREATE TEMP TRIGGER decided_problem AFTER INSERT ON main.problems BEGIN
            SELECT note_decision('problem', NEW.kind || ' ' || NEW.subject, 'raised');
        END;
        CREATE TEMP TRIGGER settled_problem AFTER UPDATE OF settled_at ON main.problems
            WHEN OLD.settled_at IS NULL AND NEW.settled_at IS NOT NULL BEGIN
            SELECT note_decision('problem', NEW.kind || ' ' || NEW.subject, 'settled');
        END;
        """ + ofDocuments("document", "order_documents") + ofDocuments("correction", "order_corrections")

    private static func ofDocuments(_ kind: String, _ table: String) -> String {
        let what = "NEW.state || coalesce(' ' || NEW.kind, '') || coalesce(' ' || NEW.total || ' ' || NEW.currency, '')"
        return """

            CREATE TEMP TRIGGER began_\(kind) AFTER INSERT ON main.\(table) BEGIN SELECT note_decision('\(kind)', NEW.order_id, \(what)); END;
            CREATE TEMP TRIGGER decided_\(kind) AFTER UPDATE OF state ON main.\(table) BEGIN
                SELECT note_decision('\(kind)', NEW.order_id, \(what));
            END;
            """
    }
}
