/// What stands for a statement's parameters: `?` in order, or `:name` by name.
struct StatementArguments: Sendable {
    private(set) var values: [(any DatabaseValueConvertible)?] = []
    private(set) var named: [String: any DatabaseValueConvertible] = [:]

    var isEmpty: Bool { values.isEmpty && named.isEmpty }

    init(_ values: some Sequence<some DatabaseValueConvertible>) {
        self.values = values.map { $0 }
    }

    static func + (first: StatementArguments, second: StatementArguments) -> StatementArguments {
        var both = first
        both += second
        return both
    }

    static func += (first: inout StatementArguments, second: StatementArguments) {
        first.values += second.values
        first.named.merge(second.named) { _, new in new }
    }
}

extension StatementArguments: ExpressibleByArrayLiteral {
    init(arrayLiteral values: (any DatabaseValueConvertible)?...) { self.values = values }
}

extension StatementArguments: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral values: (String, (any DatabaseValueConvertible)?)...) {
        for (name, value) in values { named[name] = value ?? DatabaseValue.null }
    }
}

/// So many parameters for a list: `?,?,?`. A list of nothing is a query that finds nothing, for only SQLite knows `()`.
func databaseQuestionMarks(count: Int) -> String {
    count == 0 ? "SELECT NULL WHERE FALSE" : repeatElement("?", count: count).joined(separator: ",")
}
