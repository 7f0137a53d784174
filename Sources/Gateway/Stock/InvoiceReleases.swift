import Inventory
import WFirma

/// What wFirma made from invoices, asked for in one step. Where it does not look for the releases of an invoice alone, its list is the same whatever
/// the invoice, and is read once.
struct InvoiceReleases {
    /// Pages that are read of all releases.
    static let pageLimit = 10

    private let client: WFirmaClient
    private let clock: @Sendable () -> Timestamp
    private var isSameForAll = false
    private var pages: [Listed] = []

    private struct Listed {
        let releases: [WarehouseDocument]
        let total: Int
        let isLast: Bool
        let isWhole: Bool
    }

    init(_ client: WFirmaClient, clock: @escaping @Sendable () -> Timestamp) { (self.client, self.clock) = (client, clock) }

    /// The releases made from `invoice`, their times told by our clock; nil where nobody knows.
    mutating func made(from invoice: String) async throws(WFirmaError) -> [WarehouseDocument]? {
        if !isSameForAll {
            let page = try await read(1, madeFrom: invoice)
            guard page.releases.isEmpty else { return page.releases }
            guard page.isWhole else { return nil }
            if page.isLast { return [] }
            isSameForAll = true
        }
        var total = 0
        for number in 1...Self.pageLimit {
            if pages.count < number { pages.append(try await read(number)) }
            let page = pages[number - 1]
            let releases = page.releases.filter { $0.invoice == invoice }
            guard releases.isEmpty else { return releases }
            // Where a row cannot be read, or one that went meanwhile moved others to a page that was read already, nobody knows.
            guard page.isWhole, page.total >= total else { return nil }
            if page.isLast { return [] }
            total = page.total
        }
        return nil
    }

    private func read(_ number: Int, madeFrom invoice: String? = nil) async throws(WFirmaError) -> Listed {
        let from = clock()
        let page = try await client.documents(DocumentQuery(types: [.wz, .rw], invoice: invoice, isNewestFirst: true, page: number))
        return Listed(
            releases: page.documents(askedFor: WarehouseLevel.Window(from: from, to: clock())), total: page.total ?? 0, isLast: page.isLast,
            isWhole: page.isComplete && page.rejected.isEmpty)
    }
}
