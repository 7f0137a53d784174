extension Store {
    /// Executes what a recording heard, in one transaction.
    public func repeatStatements(_ statements: [String]) async throws {
        try await write { db in
            for statement in statements { try db.execute(sql: statement) }
        }
    }
}
