import Inventory
import Storage
import WFirma

/// Compares products with what wFirma says, warehouse by warehouse (R3, R22, R33): every one, page by page, or those that its newest documents
/// name. What differs goes into the inbox.
struct StockSweep: Sendable {
    /// Products in one delivery.
    static let deliveryLimit = 200
    /// More pages than any shop has: a guard against a listing that never ends.
    static let pageLimit = 100_000
    /// Products read one by one in every warehouse; more than that, and the pages are cheaper.
    static let singleLimit = 50

    let store: Store
    let client: WFirmaClient
    let inbox: any Inbox
    /// The warehouses that count; nil for all.
    let counted: Set<WarehouseID>?
    let clock: @Sendable () -> Timestamp
    let documents: DocumentWatch

    struct Outcome: Sendable {
        var compared = 0
        var drifts: [Drift] = []
        /// Changes of stock that nobody had told of (R23).
        var unannounced = 0
        /// The last delivery with what differed, if anything did.
        var lastDelivery: DeliveryID?
    }

    /// One product over all warehouses of one pass.
    fileprivate struct Seen {
        var listed: ListedProduct
        var readings: [StockReading]
    }

    /// Every product.
    func run() async throws -> Outcome {
        let warehouses = try await self.warehouses()
        var seen: [ProductID: Seen] = [:]
        for warehouse in warehouses { try await read(warehouse.id, into: &seen) }
        return try await keep(seen, warehouses, isWhole: true)
    }

    /// The products that documents changed since the last look. Nil where that cannot be told, or is so much that reading every page is cheaper.
    func runChanged() async throws -> Outcome? {
        guard let changed = try await documents.changedProducts(), changed.products.count <= Self.singleLimit else { return nil }
        let warehouses = try await store.warehouses()
        var seen: [ProductID: Seen] = [:]
        for product in changed.products.sorted() {
            let good = try await GoodReading(product, in: warehouses, client, clock: clock)
            seen[product] = good.listed.map { Seen(listed: $0, readings: good.readings) }
        }
        let outcome = try await keep(seen, warehouses, isWhole: false)
        documents.advance(to: changed.position)
        return outcome
    }

    private func warehouses() async throws -> [ListedWarehouse] {
        var warehouses: [ListedWarehouse] = []
        for number in 1...Self.pageLimit {
            let page = try await client.warehouses(page: number)
            // What is recorded from now on may be missing from the pages that follow.
            if number == 1 { documents.begin(at: page.serverDate) }
            guard page.isComplete, page.rejected.isEmpty else { throw IncompletePage(what: "warehouses", number: number, page.rejected) }
            warehouses += page.rows.map { ListedWarehouse(id: $0.id, name: $0.name, isCounted: counted?.contains($0.id) ?? true) }
            if page.isLast { break }
        }
        return warehouses
    }

    /// Every page of one warehouse. A page that fails ends the whole pass: half a pass is no total.
    private func read(_ warehouse: WarehouseID, into seen: inout [ProductID: Seen]) async throws {
        for number in 1...Self.pageLimit {
            let from = clock()
            let page = try await client.goods(in: warehouse, page: number)
            guard page.isComplete, page.rejected.isEmpty else {
                throw IncompletePage(what: "goods of warehouse \(warehouse)", number: number, page.rejected)
            }
            let window = WarehouseLevel.Window(from: from, to: clock())
            for good in page.rows where good.kind == .good || good.kind == .set {
                let reading = StockReading(
                    key: StockKey(product: good.id, warehouse: warehouse), amount: good.count, window: window, origin: .asked)
                seen[good.id, default: Seen(listed: ListedProduct(good), readings: [])].readings.append(reading)
            }
            if page.isLast { return }
        }
    }

    private func keep(_ seen: [ProductID: Seen], _ warehouses: [ListedWarehouse], isWhole: Bool) async throws -> Outcome {
        let levels = try await store.levels()
        let products = try await store.listedProducts()
        let known = try await store.warehouses()
        var outcome = Outcome(compared: seen.count)
        var polled = PolledReadings()
        polled.warehouses = warehouses.filter { !known.contains($0) }
        for (id, product) in seen.sorted(by: { $0.key < $1.key }) {
            if products[id] != product.listed { polled.products.append(product.listed) }
            guard product.readings.contains(where: { Self.tellsSomething($0, levels[$0.key]) }) else { continue }
            polled.readings += product.readings
            if let drift = Self.drift(id, product.readings, levels) {
                outcome.drifts.append(drift)
                if product.readings.contains(where: { Self.isNews($0, levels[$0.key]) }) { outcome.unannounced += 1 }
            }
            if polled.readings.count >= Self.deliveryLimit * max(1, warehouses.count) { try await hand(over: &polled, &outcome) }
        }
        guard isWhole else {
            try await hand(over: &polled, &outcome)
            return outcome
        }
        // Listed no longer, and stock there: asked for one by one (goods/get decides, a page does not).
        polled.vanished = Set(levels.filter { $0.value.amount != .zero && !(seen[$0.key.product]?.has($0.key) ?? false) }.keys.map(\.product))
            .sorted()
        try await hand(over: &polled, &outcome)
        return outcome
    }

    private func hand(over polled: inout PolledReadings, _ outcome: inout Outcome) async throws {
        guard !polled.isEmpty else { return }
        if case .accepted(let delivery) = try await inbox.accept(polled.delivery(at: clock())) { outcome.lastDelivery = delivery }
        polled = PolledReadings()
    }

    /// A reading that agrees with a level that nothing is in doubt about says nothing new.
    private static func tellsSomething(_ reading: StockReading, _ level: WarehouseLevel?) -> Bool {
        guard let level, level.reading != nil else { return true }
        return level.amount != reading.amount || level.suspicion != nil || level.isDoubted
    }

    /// A difference that an earlier comparison did not see: a rise waits for its second look and is seen until then.
    private static func isNews(_ reading: StockReading, _ level: WarehouseLevel?) -> Bool {
        guard let level, level.reading != nil else { return false }
        return reading.amount != level.amount && reading.amount != level.suspicion?.level
    }

    private static func drift(_ product: ProductID, _ readings: [StockReading], _ levels: [StockKey: WarehouseLevel]) -> Drift? {
        guard readings.contains(where: { levels[$0.key]?.reading != nil }) else { return nil }
        let expected = readings.reduce(StockAmount.zero) { $0 + (levels[$1.key]?.amount ?? .zero) }
        let found = readings.reduce(StockAmount.zero) { $0 + $1.amount }
        guard expected != found else { return nil }
        // Lower counts at once; higher waits for a second look.
        return Drift(subject: .product(product), expected: expected.description, found: found.description, mended: found < expected)
    }
}

extension StockSweep.Seen {
    fileprivate func has(_ key: StockKey) -> Bool { readings.contains { $0.key == key } }
}

/// A page that is partial or holds rows that cannot be read is no reading: the pass ends without one (R33).
struct IncompletePage: Error, CustomStringConvertible {
    let description: String

    init(what: String, number: Int, _ rejected: [RejectedRow]) {
        let reason = rejected.first.map { "row \($0.id ?? "?"): \($0.reason)" } ?? "it is incomplete"
        description = "page \(number) of the \(what) is no reading: \(reason)"
    }
}
