import Testing

@Suite("A file holds one idea")
struct FileTests {
    @Test("no file is over 300 lines without its reason at the top")
    func fileLengths() {
        let wrong = (House.sources + House.tests).filter { $0.lines.count > 301 && !$0.text.hasPrefix("// Long because") }
            .map { "\($0.path): \($0.lines.count - 1) lines" }
        #expect(wrong == [])
    }

    @Test("half of the files are under 100 lines, nine in ten under 250")
    func mostFilesAreShort() {
        let lengths = House.sources.map(\.lines.count).sorted()
        #expect(lengths[lengths.count / 2] <= 101)
        #expect(lengths[lengths.count * 9 / 10] <= 251)
    }

    @Test("a function fits on a screen")
    func functionLengths() {
        let wrong = (House.sources + House.tests).flatMap { file in
            FunctionLengths.of(file.code).filter { $0.lines > 70 }.map { "\(file.path):\($0.line): \($0.name) has \($0.lines) lines" }
        }
        #expect(wrong == [])
    }

    @Test("nothing is named for being a drawer")
    func names() {
        let types = #/\b(?:struct|class|enum|actor|protocol|typealias)\s+\w*(?:Manager|Helper|Helpers|Util|Utils|Utility|Utilities|Impl)\b/#
        let drawers: Set = ["Core", "Common", "Shared", "Extensions", "Utilities", "Helpers", "Utils"]
        var wrong = (House.sources + House.tests).flatMap { $0.places(of: types, in: $0.code) }
        wrong += (House.sources + House.tests).map(\.path).filter { path in path.split(separator: "/").contains { drawers.contains(String($0)) } }
        #expect(wrong == [])
    }
}

/// Finds the functions of a file and how many lines each takes, by counting braces in code without strings.
enum FunctionLengths {
    static func of(_ code: String) -> [(name: String, line: Int, lines: Int)] {
        var found: [(name: String, line: Int, lines: Int)] = []
        for match in code.matches(of: #/(?m)^[ \t]*(?:[@a-z][\w().]* )*(func [^\s(<]+|init[?]?|deinit)(?=[\s(<])/#) {
            guard let end = end(of: code, after: match.range.upperBound) else { continue }
            let line = code[..<match.range.upperBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
            let lines = code[match.range.upperBound..<end].utf8.count { $0 == UInt8(ascii: "\n") } + 1
            found.append((String(match.output.1), line, lines))
        }
        return found
    }

    /// Where the body that follows a signature ends; nil when there is no body, as in a protocol.
    private static func end(of code: String, after start: String.Index) -> String.Index? {
        let rest = code[start...]
        guard let open = rest.firstIndex(of: "{") else { return nil }
        let signature = rest[..<open]
        if signature.contains(
            #/\}|\n\s*(?:@\w+\s+)?(?:public |private |static |mutating )*(?:func|var|let|init|case|struct|class|enum|extension|protocol|actor)\b/#)
        {
            return nil
        }
        var depth = 0
        for index in code.utf8[open...].indices {
            if code.utf8[index] == UInt8(ascii: "{") { depth += 1 }
            if code.utf8[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
