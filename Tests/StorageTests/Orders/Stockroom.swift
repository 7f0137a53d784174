import Foundation
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

/// A store with one mug in one warehouse and two offers of it, to which documents, readings and orders are told one after another.
final class Stockroom {
    static let mug = ProductID("501")
    static let saucer = ProductID("502")
    static let shelf = WarehouseID("1")
    /// Sells one mug.
    static let single = OfferID("7700000501")
    /// Sells six mugs at a time.
    static let sixpack = OfferID("7700000506")
    /// Sells a mug with a saucer.
    static let set = OfferID("7700000511")

    let directory: TestDirectory
    let store: Store
    let inbox: GroupCommitInbox
    var rules = LedgerRules()
    private(set) var now = morning
    private var revision = 0

    convenience init(stock: Int = 10, isFile: Bool = TestEngine.isFile, _ change: (inout StoreOptions) -> Void = { _ in }) async throws {
        let directory = try TestDirectory(isFile: isFile)
        try await self.init(directory, directory.openQuickly(change), stock: stock)
    }

    init(_ directory: TestDirectory, _ store: Store, stock: Int = 10) async throws {
        (self.directory, self.store) = (directory, store)
        inbox = GroupCommitInbox(store: store) {}
        let goods = [Self.mug, Self.saucer].map { ListedProduct(id: $0, code: "K-\($0)", ean: "", name: "Good \($0)") }
        try await tell(
            [.warehouse(ListedWarehouse(id: Self.shelf, name: "Main", isCounted: true))] + goods.map { .product($0) }
                + [reading(stock), reading(stock, of: Self.saucer)])
        let listings = [Self.single, Self.sixpack, Self.set].map { offer in
            OfferListing(
                id: offer, name: "Offer \(offer)", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
                sighting: Offer.Sighting(status: .active, quantity: 10, window: .init(from: now, to: now)))
        }
        _ = try await store.take(listings, account: "main", rules: CommandRules(), at: now)
        try await store.link(Self.single, to: OfferLink(components: [.init(product: Self.mug, units: 1)]), at: now)
        try await store.link(Self.sixpack, to: OfferLink(components: [.init(product: Self.mug, units: 6)]), at: now)
        try await store.link(
            Self.set, to: OfferLink(components: [.init(product: Self.mug, units: 1), .init(product: Self.saucer, units: 2)]), at: now)
        pass(.seconds(60))
    }

    func pass(_ span: Duration) { now = now + span }

    /// Tells all of it in one delivery, applied at once; a second passes.
    func tell(_ inputs: [StockInput]) async throws {
        let acceptance = try await inbox.accept(delivery(at: now))
        let row = try #require(try await store.delivery(id: acceptance.id))
        let batch = try await store.apply(
            [UnderstoodDelivery(id: row.id, sequence: row.sequence, receivedAt: now, meaning: .success(inputs))], rules: rules, at: now)
        #expect(batch.dead == 0)
        pass(.seconds(1))
    }

    func reading(_ count: Int, of product: ProductID = mug) -> StockInput {
        .readings([
            StockReading(
                key: StockKey(product: product, warehouse: Self.shelf), amount: StockAmount(pieces: count), window: .init(from: now, to: now),
                origin: .asked)
        ])
    }

    /// A release of mugs, recorded now.
    func release(
        _ id: DocumentID, _ pieces: Int, of product: ProductID = mug, for order: OrderID? = nil, invoice: String? = nil, version: Int = 1,
        deleted: Bool = false
    ) -> StockInput {
        .document(
            WarehouseDocument(
                id: id, kind: .release, name: "WZ \(id)", version: DocumentVersion(number: version, modified: nil), warehouse: Self.shelf,
                lines: [.init(product: product, count: StockAmount(pieces: pieces))], isDeleted: deleted, externalID: order?.text, invoice: invoice,
                recordedAt: now))
    }

    func order(
        _ id: OrderID, _ lines: [(id: LineItemID, offer: OfferID, quantity: Int)], status: Order.Status = .ready,
        fulfilment: Order.Fulfilment = .new, fulfilledByAllegro: Bool = false, boughtAt: Timestamp? = nil, updatedAt: Timestamp? = nil
    ) -> StockInput {
        let bought = boughtAt ?? now
        return .order(
            Order(
                id: id, account: "main", status: status, fulfilment: fulfilment, boughtAt: bought, updatedAt: updatedAt ?? now,
                isFulfilledByAllegro: fulfilledByAllegro,
                lines: lines.map { OrderLine(id: $0.id, offer: $0.offer, quantity: $0.quantity, boughtAt: bought) }),
            readAt: .init(from: now, to: now))
    }

    func event(_ id: OrderID, _ line: LineItemID, _ offer: OfferID = single, quantity: Int = 1, isInJournal: Bool = false) -> StockInput {
        .orderEvent(
            OrderSighting(
                order: id, account: "main", lines: [OrderLine(id: line, offer: offer, quantity: quantity, boughtAt: now)], occurredAt: now,
                isInJournal: isInJournal))
    }

    /// The commands that the dirty offers need now.
    @discardableResult
    func plan() async throws -> [Command] {
        let number = NIOLockedValueBox(0)
        return try await store.planDirtyOffers(limit: 100, at: now) {
            CommandID("00000000-0000-0000-0000-00000000000\(number.withLockedValue { $0 += 1; return $0 })")
        }.commands
    }

    /// Stock, reserved and available mugs.
    func mugs() async throws -> [Int?] { try await pieces(of: Self.mug) }

    /// Mugs that readings above the ledger speak of.
    func suspected() async throws -> Int { try #require(try await store.product(Self.mug)).availability.suspected.wholePieces }

    func pieces(of product: ProductID) async throws -> [Int?] {
        let availability = try #require(try await store.product(product)).availability
        return [availability.stock?.wholePieces, availability.reserved, availability.available]
    }
}
