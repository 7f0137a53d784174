/// A statement as it stands in the sources, in the words of PostgreSQL. The sources keep to what both engines understand; what is left is small:
/// parameters are numbered, `IS` compares only with NULL, conflicts are ignored by `ON CONFLICT`, hints for SQLite's planner fall away, and a few
/// types have other names.
struct Dialect {
    /// A parameter's place among the arguments, from 0, or its name.
    enum Parameter: Equatable {
        case place(Int)
        case name(String)
    }

    /// What stands before each parameter, with the parameter's place among ``parameters``.
    private var parts: [(text: String, place: Int)] = []
    private var end = ""
    /// What `$1`, `$2` … stand for.
    private(set) var parameters: [Parameter] = []

    init(_ source: String) {
        var tokens = Words(SQLTokens(source).tokens)
        var ending = ""
        while let token = tokens.next() {
            switch token {
            case .parameter(let text):
                parts.append((end, number(of: text)))
                end = ""
            case .word("OR") where tokens.skip("IGNORE"): ending = " ON CONFLICT DO NOTHING"
            case .word("IS"): end += tokens.comparison
            case .word("INDEXED"): tokens.drop(2)
            case .word("CROSS"): break
            case .word("LIMIT") where tokens.skip("-", "1"): break
            case .word("GLOB"): end += "SIMILAR TO"
            case .word("INTEGER"): end += "BIGINT"
            case .word("BLOB"): end += "BYTEA"
            case .word("user"): end += "\"user\""
            default: end += token.text
            }
        }
        end += ending
    }

    /// The statement for arguments none of which is NULL.
    var sql: String { sql { _ in false } }

    /// The statement for arguments of which these are NULL: the word stands in their place, and only the others are parameters, in their order.
    /// The server cannot tell the type of a parameter that is only compared with NULL.
    func sql(isNull: (_ place: Int) -> Bool) -> String {
        var numbers: [Int: Int] = [:]
        for place in parameters.indices where !isNull(place) { numbers[place] = numbers.count + 1 }
        return parts.map { part in part.text + (numbers[part.place].map { "$\($0)" } ?? "NULL") }.joined() + end
    }

    /// SQLite's rule: `?` is one more than the greatest so far, a name keeps its number.
    private mutating func number(of text: Substring) -> Int {
        let name = text.dropFirst()
        if text.first == "?" {
            let place = Int(name) ?? parameters.count + 1
            while parameters.count < place { parameters.append(.place(parameters.count)) }
            return place - 1
        }
        if let known = parameters.firstIndex(of: .name(String(name))) { return known }
        parameters.append(.name(String(name)))
        return parameters.count - 1
    }
}

/// Tokens that are taken one after another, with a look ahead over spaces.
private struct Words {
    private let tokens: [SQLTokens.Token]
    private var index = 0

    init(_ tokens: [SQLTokens.Token]) { self.tokens = tokens }

    mutating func next() -> SQLTokens.Token? {
        guard index < tokens.count else { return nil }
        defer { index += 1 }
        return tokens[index]
    }

    /// The place of the next token that is no space.
    private func following(_ start: Int) -> Int {
        var place = start
        while place < tokens.count, tokens[place] == .symbol(" ") { place += 1 }
        return place
    }

    /// Passes these tokens where they are what comes next.
    mutating func skip(_ texts: String...) -> Bool {
        var place = index
        for text in texts {
            place = following(place)
            guard place < tokens.count, tokens[place].text == text else { return false }
            place += 1
        }
        index = place
        return true
    }

    mutating func drop(_ count: Int) {
        for _ in 0..<count { index = following(index) + 1 }
    }

    /// Behind `IS`: SQLite compares with anything so, NULL being equal to NULL.
    var comparison: String {
        mutating get {
            let isNegated = skip("NOT")
            let place = following(index)
            let isNull = place < tokens.count && tokens[place] == .word("NULL")
            if isNull { return isNegated ? "IS NOT" : "IS" }
            return isNegated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM"
        }
    }
}
