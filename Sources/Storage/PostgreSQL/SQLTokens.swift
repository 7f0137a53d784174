/// A statement cut into what it is made of, as far as its translation needs to know it.
struct SQLTokens {
    enum Token: Equatable {
        /// A word, a number or a name.
        case word(Substring)
        /// `'…'`, quotes included.
        case text(Substring)
        /// `?`, `?3` or `:name`.
        case parameter(Substring)
        /// Anything else, a character each; a comment counts as a space.
        case symbol(Character)
    }

    /// Spaces and comments are one space each.
    private(set) var tokens: [Token] = []

    init(_ sql: String) {
        var rest = sql[...]
        while let first = rest.first {
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if first.isWhitespace {
                rest = rest.drop(while: \.isWhitespace)
                if tokens.last != .symbol(" ") { tokens.append(.symbol(" ")) }
            } else if first == "'" {
                tokens.append(.text(Self.cut(&rest, after: Self.endOfText(rest))))
            } else if Self.isWord(first) {
                tokens.append(.word(Self.cut(&rest, after: rest.firstIndex { !Self.isWord($0) } ?? rest.endIndex)))
            } else if first == "?" || first == ":" {
                tokens.append(.parameter(Self.cut(&rest, after: rest.dropFirst().firstIndex { !Self.isWord($0) } ?? rest.endIndex)))
            } else {
                tokens.append(.symbol(first))
                rest.removeFirst()
            }
        }
    }

    private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }

    private static func cut(_ rest: inout Substring, after end: Substring.Index) -> Substring {
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    /// A quote within a text is written twice.
    private static func endOfText(_ text: Substring) -> Substring.Index {
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            if text[index] == "'" {
                let next = text.index(after: index)
                guard next < text.endIndex, text[next] == "'" else { return next }
                index = next
            }
            index = text.index(after: index)
        }
        return index
    }
}

extension SQLTokens.Token {
    var text: String {
        switch self {
        case .word(let text), .text(let text), .parameter(let text): String(text)
        case .symbol(let character): String(character)
        }
    }
}
