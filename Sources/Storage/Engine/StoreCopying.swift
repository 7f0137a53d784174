/// What an engine does its own way where a whole store is copied from one to another. All of it within one transaction.
protocol StoreCopying {
    /// The steps of the tables' life that the store has, by their names.
    func appliedSteps(_ db: Database) throws -> Set<String>
    /// The store's tables, without what the engine keeps for itself.
    func tables(_ db: Database) throws -> Set<String>
    /// A table's columns that are written, in their order; what the table computes is not among them.
    func columns(_ db: Database, of table: String) throws -> [String]
    /// Does `work` while no trigger of the tables does its deed.
    func withoutTriggers(_ db: Database, _ work: () throws -> Void) throws
    /// The greatest number that each table which numbers its rows has ever given.
    func givenNumbers(_ db: Database) throws -> [String: Int64]
    /// The next number of each table is greater than these, and than those of its rows.
    func continueNumbers(_ db: Database, after numbers: [String: Int64]) throws
    /// From now on every change of a row in these tables fails with `reason`, in whatever process, however long it has the store open.
    func forbidChanges(_ db: Database, in tables: [String], reason: String) throws
    /// Takes back what ``forbidChanges(_:in:reason:)`` did.
    func allowChanges(_ db: Database, in tables: [String]) throws
}

extension StoreCopying {
    /// The name of what forbids changes.
    static var barrier: String { "store_departed" }
}
