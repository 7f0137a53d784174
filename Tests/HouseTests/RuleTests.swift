import Foundation
import Testing

@Suite("Every rule has its code and its tests")
struct RuleTests {
    /// Rules that are still to come, wholly or in part.
    private static let toCome: Set = [35]
    private static let rules = (1...50).filter { !toCome.contains($0) }.map { "R\($0)" }

    /// By rule: the names of tests, and of rows of tests, that end in its number.
    private static let tests = House.tests.reduce(into: [String: Set<String>]()) { found, file in
        for match in file.text.matches(of: #/"((?:[^"\\\n]|\\.)*)\((R\d+(?:, R\d+)*)\)"/#) {
            for rule in match.output.2.split(separator: ", ") {
                found[String(rule), default: []].insert(match.output.1.trimmingCharacters(in: .whitespaces))
            }
        }
    }

    @Test("some test's name ends in its number", arguments: rules)
    func isTested(rule: String) {
        #expect(Self.tests[rule]?.isEmpty == false, "\(rule) has no test that names it")
    }

    /// That the links lead somewhere ``WordTests`` looks at.
    @Test("docs/rules.md leads from it to code and to tests that there are")
    func page() {
        let rows = House.read("docs/rules.md").split(separator: "\n").filter { $0.hasPrefix("| R") }
        var wrong = Set(Self.rules).subtracting(rows.compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) })
            .map { "\($0) has no row" }
        for row in rows {
            guard let rule = row.split(separator: " ").dropFirst().first.map(String.init), Self.rules.contains(rule) else { continue }
            if !row.contains("](../Sources/") { wrong.append("\(rule) leads to no code") }
            let named = row.matches(of: #/“([^”]*)”/#).map { String($0.output.1.replacing("\\|", with: "|")) }
            if named.isEmpty { wrong.append("\(rule) leads to no test") }
            wrong += named.filter { Self.tests[rule]?.contains($0) != true }.map { "\(rule) leads to a test that is not there: \($0)" }
        }
        #expect(wrong == [], "scripts/rules-page writes the tests anew")
    }
}
