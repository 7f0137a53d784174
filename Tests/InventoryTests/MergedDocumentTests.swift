import Inventory
import Testing

@Suite("Documents of merged orders")
struct MergedDocumentTests {
    @Test("a line that a merged form's document covers is documented; a second document would count it twice (R19)")
    func cases() {
        let lines: [LineItemID] = ["l-1", "l-2", "l-3"]
        #expect(MergedDocument(lines: lines, coveredBy: [:]) == .own)
        #expect(MergedDocument(lines: lines, coveredBy: ["l-9": "a"]) == .own)
        #expect(MergedDocument(lines: lines, coveredBy: ["l-1": "a", "l-3": "b", "l-2": "a"]) == .carriedOver(from: ["a", "b"]))
        #expect(MergedDocument(lines: lines, coveredBy: ["l-2": "a"]) == .partly(by: ["a"], missing: ["l-1", "l-3"]))
    }
}
