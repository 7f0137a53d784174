import Inventory
import Storage
import WFirma

/// One good as wFirma tells it, warehouse by warehouse of one pass, so that the readings make one total (R33).
struct GoodReading: Sendable {
    /// Nil: wFirma knows no such good, or it is one that lies in no warehouse.
    var listed: ListedProduct?
    /// One for each warehouse; a good that a warehouse does not list has nothing there.
    var readings: [StockReading] = []

    init(
        _ product: ProductID, in warehouses: [ListedWarehouse], _ client: WFirmaClient, clock: @Sendable () -> Timestamp
    ) async throws(WFirmaError) {
        for warehouse in warehouses {
            let from = clock()
            // Nothing lies in a warehouse that is gone, and wFirma may answer anything about it.
            let good = warehouse.isListed ? try await client.good(product, in: warehouse.id) : nil
            if let good, good.kind == .good || good.kind == .set { listed = ListedProduct(good) }
            readings.append(
                StockReading(
                    key: StockKey(product: product, warehouse: warehouse.id), amount: good?.count ?? .zero,
                    window: .init(from: from, to: clock()), origin: .asked))
        }
    }
}

extension ListedProduct {
    init(_ good: GoodInWarehouse) {
        self.init(id: good.id, code: good.code ?? "", ean: good.ean ?? "", name: good.name)
    }
}

extension WFirmaError {
    /// True where it is no matter of the one record that was asked for: others would fail in the same way now.
    var concernsEverything: Bool {
        switch self {
        case .authentication, .wrongCompany, .limitExceeded, .unavailable, .unreachable: true
        case .refused, .http, .unreadable: false
        }
    }
}
