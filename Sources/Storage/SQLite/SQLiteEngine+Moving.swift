extension SQLiteEngine {
    /// Beside the file: on the disk before the transaction is.
    func list(_ db: Database, erased digests: [[UInt8]]) throws { try ErasedOrders(beside: path).add(digests) }

    func listedErasures(_ db: Database) throws -> Set<[UInt8]> { ErasedOrders(beside: path).all }

    func appliedSteps(_ db: Database) throws -> Set<String> { Set(try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")) }

    func tables(_ db: Database) throws -> Set<String> {
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'")
        // What the file says of itself, as every engine does in its own way.
        return Set(names).subtracting(["grdb_migrations", "store_reach"])
    }

    func columns(_ db: Database, of table: String) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid", arguments: [table])
    }

    /// SQLite has no way to let a trigger rest: they are dropped and made again.
    func withoutTriggers(_ db: Database, _ work: () throws -> Void) throws {
        let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").map { row in
            (name: row[0] as String, sql: row[1] as String)
        }
        for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger.name)") }
        try work()
        for trigger in triggers { try db.execute(sql: trigger.sql) }
    }

    func givenNumbers(_ db: Database) throws -> [String: Int64] {
        try Row.fetchAll(db, sql: "SELECT name, seq FROM sqlite_sequence").reduce(into: [:]) { $0[$1[0]] = $1[1] }
    }

    /// Of a table without AUTOINCREMENT the rows alone tell (sqlite.org/autoinc.html).
    func continueNumbers(_ db: Database, after numbers: [String: Int64]) throws {
        let numbered = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND instr(sql, 'AUTOINCREMENT') > 0")
        for table in numbered {
            guard let number = numbers[table], number > 0 else { continue }
            try db.execute(sql: "DELETE FROM sqlite_sequence WHERE name = ?", arguments: [table])
            try db.execute(sql: "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", arguments: [table, number])
        }
    }

    func forbidChanges(_ db: Database, in tables: [String], reason: String) throws {
        let quoted = reason.replacing("'", with: "''")
        for table in tables {
            for deed in Self.deeds {
                try db.execute(
                    sql: """
                        CREATE TRIGGER IF NOT EXISTS \(Self.barrier)_\(table)_\(deed) BEFORE \(deed) ON \(table)
                        BEGIN SELECT RAISE(ABORT, '\(quoted)'); END
                        """)
            }
        }
    }

    func allowChanges(_ db: Database, in tables: [String]) throws {
        for table in tables {
            for deed in Self.deeds { try db.execute(sql: "DROP TRIGGER IF EXISTS \(Self.barrier)_\(table)_\(deed)") }
        }
    }

    private static let deeds = ["INSERT", "UPDATE", "DELETE"]
}
