import Foundation
import Testing

@Suite("What the pages tell people to type")
struct PageTests {
    private static let pages =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "deploy/debian/README.Debian"] + House.files(under: "docs", endings: [".md"])

    @Test("every call of the program is one of its calls")
    func calls() {
        #expect(Self.calls.isSuperset(of: ["serve", "check", "replay-day"]))
        #expect(Self.said(#/\bstockgate ([a-z][a-z-]+)/#).filter { !Self.calls.contains($0.word) }.map(\.place) == [])
    }

    @Test("every target of make is in the Makefile")
    func targets() {
        let targets = Set(House.read("Makefile").matches(of: #/(?m)^([a-z][a-z-]*):/#).map { String($0.output.1) })
        #expect(targets.contains("test"))
        #expect(Self.said(#/\bmake ([a-z][a-z-]+)/#).filter { !targets.contains($0.word) }.map(\.place) == [])
    }

    @Test("every route that an operator is told of is in openapi.yaml")
    func routes() {
        let known = Set(House.read("openapi.yaml").matches(of: #/(?m)^  (\/\S*):/#).map { Self.shape(String($0.output.1)) })
        #expect(known.contains("/api/v1/offers/{}/link"))
        let said = Self.said(#/\b(?:GET|POST|PUT|PATCH|DELETE) ((?:\$API|\$api)?\/[\w\/{}.-]+)/#) + Self.said(#/"(\$api\/[\w\/-]+)/#)
        let unknown = said.filter { route in
            let path = route.word.replacing(#/^\$(?:API|api)/#, with: "/api/v1")
            return ["README.md", "docs/runbook.md", "docs/operating.md", "docs/first-offer.md"].contains(route.page)
                && !known.contains(Self.shape(path)) && !known.contains(Self.shape("/api/v1" + path))
        }
        #expect(unknown.map(\.place) == [])
    }

    @Test("the program, openapi.yaml and the changelog say one version, and its tables are kept")
    func version() throws {
        let number = try #require(House.read("Sources/stockgate/Stockgate.swift").firstMatch(of: #/static let number = "([\d.]+)"/#)).output.1
        #expect(House.read("openapi.yaml").firstMatch(of: #/(?m)^  version: ([\d.]+)$/#)?.output.1 == number)
        #expect(House.read("CHANGELOG.md").firstMatch(of: #/(?m)^## (\S+)$/#)?.output.1 == number)
        #expect(House.files(under: "Tests/StorageTests/Versions", endings: [".sql"]).contains("Tests/StorageTests/Versions/\(number).sql"))
    }

    private struct Said {
        var page: String
        var word: String
        var place: String { "\(page): \(word)" }
    }

    /// What stands in code on any page and matches.
    private static func said(_ pattern: Regex<(Substring, Substring)>) -> [Said] {
        pages.flatMap { page in
            code(House.read(page)).flatMap { $0.matches(of: pattern).map { Said(page: page, word: String($0.output.1)) } }
        }
    }

    /// Fenced blocks of shell, and what stands between backticks.
    private static func code(_ text: String) -> [Substring] {
        let parts = text.split(separator: "```", omittingEmptySubsequences: false)
        let prose = every(second: parts, from: 0).flatMap { every(second: $0.split(separator: "`", omittingEmptySubsequences: false), from: 1) }
        return every(second: parts, from: 1).filter { $0.hasPrefix("sh\n") } + prose
    }

    private static func every(second parts: [Substring], from first: Int) -> [Substring] {
        stride(from: first, to: parts.count, by: 2).map { parts[$0] }
    }

    /// A route with nothing in its placeholders: `{offer}`, `OFFER`, a number or a month.
    private static func shape(_ path: String) -> String {
        path.split(separator: "/").map { part in
            let isPlace = part.hasPrefix("{") || part.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "-" }
            return isPlace ? "/{}" : "/\(part)"
        }.joined()
    }

    /// By their declarations, nested ones too.
    private static let calls: Set<String> = {
        var names: Set<String> = []
        for file in House.sources where file.target == "stockgate" {
            for part in file.uncommented.split(separator: #/\bstruct (?=\w+: (?:Async)?ParsableCommand\b)/#).dropFirst() {
                let name = part.prefix { $0.isLetter }.lowercased()
                names.insert(part.firstMatch(of: #/commandName: "([a-z-]+)"/#).map { String($0.output.1) } ?? name)
            }
        }
        return names
    }()
}
