/// What every page of the console says besides its own.
public struct FrameFigures: Sendable, Equatable {
    /// Nothing is sent (R49).
    public var isFrozen = false
    /// Nothing is sent, for another program still acts.
    public var isInShadow = false
    /// Open problems, counted to 100.
    public var problems = 0

    public init() {}
}

extension Store {
    /// What every page says besides its own; two small reads, whatever the shop's size.
    public func frameFigures() async throws -> FrameFigures {
        try await read { db in
            var figures = FrameFigures()
            figures.isFrozen = try Bool.fetchOne(db.cachedStatement(sql: "SELECT frozen FROM settings")) ?? false
            figures.isInShadow = try Self.shadowSince(db) != nil
            figures.problems =
                try Int.fetchOne(
                    db.cachedStatement(sql: "SELECT count(*) FROM (SELECT 1 FROM problems WHERE settled_at IS NULL LIMIT 100) p")) ?? 0
            return figures
        }
    }
}
