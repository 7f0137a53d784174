import Foundation
import Testing

@Suite("Faults put in on purpose")
struct MutantTests {
    private static let mutants = House.files(under: "Tests/Mutants", endings: [".mutant"])

    @Test("there are at least twenty")
    func enough() { #expect(Self.mutants.count >= 20) }

    @Test("each fault's lines stand once in the code that it breaks: else it would break nothing", arguments: mutants)
    func fits(mutant: String) throws {
        let parts = House.read(mutant).components(separatedBy: "\n--- was\n")
        let file = try #require(parts[0].split(separator: "\n").first { $0.hasPrefix("file: ") }?.dropFirst("file: ".count))
        let was = try #require(parts.last?.components(separatedBy: "\n--- becomes\n").first).filter { !"«»".contains($0) }
        #expect(!was.isEmpty && House.read(String(file)).components(separatedBy: was).count == 2)
    }
}
