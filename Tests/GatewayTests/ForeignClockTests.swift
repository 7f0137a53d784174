import Inventory
import Testing

@testable import Gateway
@testable import WFirma

@Suite("wFirma's clock")
struct ForeignClockTests {
    private static let asked = WarehouseLevel.Window(from: Timestamp(seconds: 1000), to: Timestamp(microseconds: 1_000_200_000))

    private static func recorded(_ document: Int64, date: Int64?) -> Timestamp? {
        let row = WarehouseDocument(
            id: "1", kind: .release, name: "WZ 1", version: DocumentVersion(number: nil, modified: nil), warehouse: "1", lines: [],
            recordedAt: Timestamp(seconds: document))
        let page = Page(
            number: 1, rows: [row], rejected: [], unasked: 0, skipped: 0, total: 1, isLast: true, isComplete: true,
            serverDate: date.map(Timestamp.init(seconds:)))
        return page.documents(askedFor: asked).first?.recordedAt
    }

    @Test(
        "a document's time of recording is told by our clock: what wFirma's goes wrong is taken off, what whole seconds explain is not",
        arguments: [(1000, 990.0), (999, 990), (1040, 949.6), (991, 998.6)])
    func calibrated(_ date: Int64, _ expected: Double) {
        #expect(Self.recorded(990, date: date) == Timestamp(microseconds: Int64(expected * 1_000_000)))
    }

    @Test("a page without a date is taken as it is")
    func noDate() { #expect(Self.recorded(990, date: nil) == Timestamp(seconds: 990)) }
}
