import Inventory
import Testing

@testable import Gateway
@testable import Storage

@Suite("What is withheld is no drift")
struct WithheldDriftTests {
    private static let morning = Timestamp(microseconds: 1_796_000_000_000_000)

    /// Of 70 two releases, of 3 and of 2, were told that the last count may hold: 65, and 5 are withheld.
    private static func compared(_ found: Int) -> StockComparison.Outcome {
        var level = WarehouseLevel(
            amount: StockAmount(pieces: 65), reading: WarehouseLevel.Window(from: morning, to: morning + .seconds(1)))
        level.withheld = StockAmount(pieces: 5)
        let listed = ListedProduct(id: "501", code: "MUG", ean: "", name: "Mug")
        let later = morning + .seconds(300)
        let reading = StockReading(
            key: StockKey(product: "501", warehouse: "1"), amount: StockAmount(pieces: found),
            window: WarehouseLevel.Window(from: later, to: later + .seconds(1)), origin: .asked)
        var comparison = StockComparison()
        comparison.take(
            "501", seen: StockComparison.Seen(listed: listed, readings: [reading]), known: KnownStock(listed: listed, levels: ["1": level]))
        return comparison.outcome
    }

    @Test("a count that holds one of two withheld releases is what was told, and tells of no lost notice (R22, R23)", arguments: [65, 67, 68, 70])
    func within(found: Int) {
        let outcome = Self.compared(found)
        #expect(outcome.drifts.isEmpty)
        #expect(outcome.unannounced == 0)
    }

    @Test("what no withheld release explains is drift (R22)", arguments: [64, 71])
    func beyond(found: Int) {
        let outcome = Self.compared(found)
        #expect(outcome.drifts.map(\.expected) == ["65"])
        #expect(outcome.unannounced == 1)
    }
}
