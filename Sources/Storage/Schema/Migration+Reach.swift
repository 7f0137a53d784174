extension Migration {
    /// Which programs may work with the store: those that know this many steps at least, although it may have more by now. So one version back can be
    /// gone while every step in between is additive.
    static let reach = Migration(
        name: "reach",
        sql: """
            CREATE TABLE store_reach (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                steps INTEGER NOT NULL
            ) STRICT;
            INSERT INTO store_reach (id, steps) VALUES (1, 0);
            """)

    /// The steps of a program, each with the note of what it asks of those that open the store after it; within the step's own transaction.
    static func noting(_ steps: [Migration]) -> [Migration] {
        guard let first = steps.firstIndex(where: { $0.name == reach.name }) else { return steps }
        return steps.enumerated().map { index, step in
            guard index >= first, !step.isAdditive else { return step }
            return Migration(name: step.name, sql: step.sql + "\nUPDATE store_reach SET steps = \(index + 1);")
        }
    }

    /// Whether a program that knows `steps` may work with a store that has `applied`.
    ///
    /// - Parameter reach: what `store_reach` says; nil: the table is not there.
    static func mayOpen(_ applied: Set<String>, knowing steps: [Migration], reach: Int?) -> Bool {
        applied.isSubset(of: steps.map(\.name)) || reach.map { $0 <= steps.count } == true
    }
}
