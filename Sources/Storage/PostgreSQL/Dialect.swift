/// A statement as it stands in the sources, in the words of PostgreSQL. The sources keep to what both engines understand; what is left is small:
/// parameters are numbered, `IS` compares only with NULL, conflicts are ignored by `ON CONFLICT`, hints for SQLite's planner fall away, and a few
/// types have other names.
struct Dialect {
    /// A parameter's place among the arguments, from 0, or its name.
    enum Parameter: Equatable {
        case place(Int)
        case name(String)
    }

    private(set) var sql = ""
    /// What `$1`, `$2` … stand for.
    private(set) var parameters: [Parameter] = []

    init(_ source: String) {
        var tokens = Words(SQLTokens(source).tokens)
        var ending = ""
        while let token = tokens.next() {
            switch token {
            case .parameter(let text):
                let place = number(of: text)
                sql += place
            case .word("OR") where tokens.skip("IGNORE"): ending = " ON CONFLICT DO NOTHING"
            case .word("IS"): sql += tokens.comparison
            case .word("INDEXED"): tokens.drop(2)
            case .word("CROSS"): break
            case .word("LIMIT") where tokens.skip("-", "1"): break
            case .word("GLOB"): sql += "SIMILAR TO"
            case .word("INTEGER"): sql += "BIGINT"
            case .word("BLOB"): sql += "BYTEA"
            case .word("user"): sql += "\"user\""
            default: sql += token.text
            }
        }
        sql += ending
    }

    /// SQLite's rule: `?` is one more than the greatest so far, a name keeps its number.
    private mutating func number(of text: Substring) -> String {
        let name = text.dropFirst()
        if text.first == "?" {
            let place = Int(name) ?? parameters.count + 1
            while parameters.count < place { parameters.append(.place(parameters.count)) }
            return "$\(place)"
        }
        if let known = parameters.firstIndex(of: .name(String(name))) { return "$\(known + 1)" }
        parameters.append(.name(String(name)))
        return "$\(parameters.count)"
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
