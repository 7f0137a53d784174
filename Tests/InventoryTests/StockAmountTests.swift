import Inventory
import Testing

@Suite("Amounts of goods")
struct StockAmountTests {
    @Test(
        "a count is read as wFirma writes it, exactly",
        arguments: [
            ("73.0000", 730_000), ("73", 730_000), ("0.25", 2_500), ("2,5", 25_000), ("3,0000", 30_000), ("0,250", 2_500),
            ("1234,567", 12_345_670), ("1.234", 12_340), ("-1.5", -15_000), ("+3", 30_000), ("1.50000000", 15_000), ("0", 0),
        ] as [(String, Int64)])
    func reads(_ text: String, _ tenThousandths: Int64) {
        #expect(StockAmount(text)?.tenThousandths == tenThousandths)
    }

    @Test(
        "what is no count, or could be two, is refused",
        arguments: ["", "-", ".5", "1.2.3", "1e3", "0.00001", "1000000001", "99999999999999999999", " 1", "1 234,5", "1,234"]
    )
    func refuses(_ text: String) {
        #expect(StockAmount(text) == nil)
    }

    @Test("fractions are rounded down and negatives show as none (R9)", arguments: [(3.9999, 3), (0.5, 0), (0, 0), (-0.5, 0), (-7, 0), (1, 1)])
    func wholePieces(_ count: Double, _ whole: Int) {
        #expect(pieces(count).wholePieces == whole)
    }

    @Test("an amount is written as the shortest decimal", arguments: [(73, "73"), (2.5, "2.5"), (-0.25, "-0.25"), (0.0001, "0.0001")])
    func writes(_ count: Double, _ text: String) {
        #expect(pieces(count).description == text)
        #expect(StockAmount(text) == pieces(count))
    }

    @Test("sums beyond all reason stay where they are instead of stopping the gateway")
    func saturates() {
        let most = StockAmount(tenThousandths: .max)
        #expect(most + pieces(1) == most)
        #expect(-most - pieces(1) == -most)
        #expect(StockAmount(tenThousandths: .min + 1) + StockAmount(tenThousandths: -1) == -most)
        #expect(StockAmount(pieces: .max) == most)
        #expect(StockAmount(pieces: .min) == -most)
    }
}
