import Inventory
import Storage
import WFirma

/// Compares products with what wFirma says, warehouse by warehouse (R3, R22, R33): every one, page by page, or those that its newest documents
/// name. What differs goes into the inbox.
struct StockSweep: Sendable {
    typealias Outcome = StockComparison.Outcome

    /// Products in one delivery.
    static let deliveryLimit = 200
    /// Known products held at a time.
    static let knownLimit = 1000
    /// More pages than any shop has: a guard against a listing that never ends.
    static let pageLimit = 100_000
    /// Products read one by one in every warehouse; more than that, and the pages are cheaper.
    static let singleLimit = 50
    /// Products whose rows cannot be read; more than that, and it is no matter of single rows.
    static let unreadableLimit = 100
    /// Products that a comparison leaves out; more than that, and it confirms none.
    static let leftOutLimit = 1000

    let store: Store
    let client: WFirmaClient
    let inbox: any Inbox
    /// The warehouses that count; nil for all.
    let counted: Set<WarehouseID>?
    let clock: @Sendable () -> Timestamp
    let documents: DocumentWatch
    let progress: ReadingProgress

    /// What the pages of all warehouses showed.
    private struct Pages {
        var seen: [ProductID: StockComparison.Seen] = [:]
        /// Products of which a row could not be read.
        var unreadable: Set<ProductID> = []
    }

    /// Every product.
    func run() async throws -> Outcome {
        // Counts do not wait for it: what cannot be told now the next comparison tells.
        try? await catchUp()
        let from = clock()
        let warehouses = try await self.warehouses()
        var pages = Pages()
        for warehouse in warehouses { try await read(warehouse.id, into: &pages) }
        let window = WarehouseLevel.Window(from: from, to: clock())
        var comparison = StockComparison()
        comparison.polled.warehouses = try await changes(of: warehouses)
        try await compare(pages, &comparison, warehouses: warehouses.count)
        // Most products are as they are known: one row says of all of them that they were read.
        if comparison.leftOut.count <= Self.leftOutLimit { comparison.polled.compared = .init(window: window, leftOut: comparison.leftOut) }
        try await hand(over: &comparison)
        return comparison.outcome
    }

    /// The products that documents changed since the last look. Nil where that cannot be told, or is so much that reading every page is cheaper.
    func runChanged() async throws -> Outcome? {
        guard let changes = try await documents.changes(pages: DocumentWatch.lookPages, clock: clock) else { return nil }
        guard changes.isWhole else {
            documents.fellBehind()
            return nil
        }
        try await tell(changes)
        let products = Set(changes.documents.flatMap { $0.lines.map(\.product) }).sorted()
        guard products.count <= Self.singleLimit else {
            try await documents.advance(past: changes)
            return nil
        }
        let warehouses = try await store.warehouses()
        let known = try await store.knownStock(of: products)
        var comparison = StockComparison()
        for product in products {
            do throws(WFirmaError) {
                let good = try await GoodReading(product, in: warehouses, client, clock: clock)
                guard let listed = good.listed else { continue }
                comparison.take(product, seen: .init(listed: listed, readings: good.readings), known: known[product])
            } catch {
                if error.concernsEverything { throw error }
                comparison.take(product, seen: nil, known: known[product], isReadable: false)
            }
        }
        try await hand(over: &comparison)
        try await documents.advance(past: changes)
        return comparison.outcome
    }

    /// What wFirma recorded while nobody ran, or more than a look could read, is told before its counts are: a release whose fall a receipt hides
    /// closes its order all the same (R7, R22).
    private func catchUp() async throws {
        guard documents.isBehind, let changes = try await documents.changes(pages: DocumentWatch.catchUpPages, clock: clock) else { return }
        try await tell(changes)
        try await documents.advance(past: changes)
    }

    /// Each counts, and closes what it fulfils of an order, before a reading takes the difference for drift. The oldest first.
    private func tell(_ changes: DocumentWatch.Changes) async throws {
        for document in try await store.unseen(changes.documents).reversed() {
            _ = try await inbox.accept(PolledDocuments([document]).delivery(at: clock()))
        }
    }

    private func warehouses() async throws -> [ListedWarehouse] {
        var warehouses: [ListedWarehouse] = []
        for number in 1...Self.pageLimit {
            let page = try await client.warehouses(page: number)
            // What is recorded from now on may be missing from the pages that follow.
            if number == 1 { try await documents.begin(at: page.serverDate) }
            guard page.isComplete, page.rejected.isEmpty else { throw IncompletePage(what: "warehouses", number: number, page.rejected) }
            warehouses += page.rows.map { ListedWarehouse(id: $0.id, name: $0.name, isCounted: counted?.contains($0.id) ?? true) }
            if page.isLast { break }
        }
        // An empty page is no reading: it would take every warehouse for gone.
        guard !warehouses.isEmpty else { throw IncompletePage(what: "warehouses", number: 1, []) }
        return warehouses
    }

    /// Warehouses that are new, other than they are known, or listed no longer.
    private func changes(of warehouses: [ListedWarehouse]) async throws -> [ListedWarehouse] {
        let known = try await store.warehouses()
        let listed = Set(warehouses.map(\.id))
        var gone = known.filter { $0.isListed && !listed.contains($0.id) }
        for index in gone.indices { gone[index].isListed = false }
        return warehouses.filter { !known.contains($0) } + gone
    }

    /// Every page of one warehouse. A page that fails ends the whole pass: half a pass is no total. A row that cannot be read leaves out its
    /// product alone.
    private func read(_ warehouse: WarehouseID, into pages: inout Pages) async throws {
        progress.began(.goods(warehouse), at: clock())
        defer { progress.ended() }
        for number in 1...Self.pageLimit {
            let from = clock()
            let page = try await client.goods(in: warehouse, page: number)
            pages.unreadable.formUnion(page.rejected.compactMap(\.id).map { ProductID($0) })
            guard page.isComplete, page.rejected.allSatisfy({ $0.id != nil }), pages.unreadable.count <= Self.unreadableLimit else {
                throw IncompletePage(what: "goods of warehouse \(warehouse)", number: number, page.rejected)
            }
            progress.read((number - 1) * WFirmaClient.pageLimit + page.rows.count, of: page.total)
            let window = WarehouseLevel.Window(from: from, to: clock())
            for good in page.rows where good.kind == .good || good.kind == .set {
                let reading = StockReading(
                    key: StockKey(product: good.id, warehouse: warehouse), amount: good.count, window: window, origin: .asked)
                pages.seen[good.id, default: .init(listed: ListedProduct(good))].readings.append(reading)
            }
            if page.isLast { return }
        }
    }

    /// Goes through what was seen and what is known side by side, both by id, and holds a bounded part of what is known.
    private func compare(_ pages: Pages, _ comparison: inout StockComparison, warehouses: Int) async throws {
        var waiting = pages.unreadable.union(pages.seen.keys).sorted()[...]
        func take(_ product: ProductID, _ known: KnownStock?, _ comparison: inout StockComparison) {
            comparison.take(product, seen: pages.seen[product], known: known, isReadable: !pages.unreadable.contains(product))
        }
        var after: ProductID?
        var isLast = false
        while !isLast {
            let known = try await store.knownStock(after: after, limit: Self.knownLimit)
            (after, isLast) = (known.last?.listed.id, known.count < Self.knownLimit)
            for product in known {
                while let new = waiting.first, new < product.listed.id { take(waiting.removeFirst(), nil, &comparison) }
                if waiting.first == product.listed.id { waiting.removeFirst() }
                take(product.listed.id, product, &comparison)
                if comparison.polled.readings.count >= Self.deliveryLimit * warehouses { try await hand(over: &comparison) }
            }
        }
        for product in waiting {
            take(product, nil, &comparison)
            if comparison.polled.readings.count >= Self.deliveryLimit * warehouses { try await hand(over: &comparison) }
        }
    }

    private func hand(over comparison: inout StockComparison) async throws {
        guard !comparison.polled.isEmpty else { return }
        if case .accepted(let delivery) = try await inbox.accept(comparison.polled.delivery(at: clock())) {
            comparison.outcome.lastDelivery = delivery
        }
        comparison.polled = PolledReadings()
    }
}

/// A page that is partial or that nobody can read is no reading: the pass ends without one (R33).
struct IncompletePage: Error, CustomStringConvertible {
    let description: String

    init(what: String, number: Int, _ rejected: [RejectedRow]) {
        let reason = rejected.first.map { "row \($0.id ?? "?"): \($0.reason)" } ?? "it is incomplete"
        description = "page \(number) of the \(what) is no reading: \(reason)"
    }
}
