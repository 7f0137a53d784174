import CurlClient
import Inventory
import Storage

/// A small shop in the store: a mug of which 70 and 3 pieces lie in two warehouses, a teapot that nobody has counted, and offers of every kind.
extension Store {
    static let mug = OfferID("7700000501")
    static let multipack = OfferID("7700000511")
    static let auction = OfferID("7700000503")
    static let advertisement = OfferID("7700000504")
    static let atAllegro = OfferID("7700000505")
    static let archived = OfferID("7700000506")
    static let endedByHand = OfferID("7700000507")

    func stockShelves() async throws {
        let window = WarehouseLevel.Window(from: Shopfront.opening - .seconds(2), to: Shopfront.opening - .seconds(1))
        func reading(_ warehouse: WarehouseID, _ pieces: Int) -> StockReading {
            StockReading(key: StockKey(product: "501", warehouse: warehouse), amount: StockAmount(pieces: pieces), window: window, origin: .asked)
        }
        try await understand([
            .warehouse(ListedWarehouse(id: "1", name: "Magazyn główny", isCounted: true)),
            .warehouse(ListedWarehouse(id: "2", name: "Sklep", isCounted: true)),
            .product(ListedProduct(id: "501", code: "KUB-1", ean: "5901234123457", name: "Kubek biały 330 ml")),
            .product(ListedProduct(id: "502", code: "CZA-1", ean: "5901234123464", name: "Czajnik żeliwny 1 l")),
            .readings([reading("1", 67), reading("2", 3)]),
        ])
        try await understand([
            .document(
                WarehouseDocument(
                    id: "9001", kind: .receipt, name: "PZ 12/2026", version: DocumentVersion(number: 1, modified: nil), warehouse: "1",
                    lines: [.init(product: "501", count: StockAmount(pieces: 3))]))
        ])
        try await list([
            listing(Self.mug, "Kubek biały 330 ml", shows: 10), listing(Self.multipack, "Kubek biały, zestaw 2 sztuk", shows: 3),
            listing(Self.auction, "Kubek od złotówki", format: .auction), listing(Self.advertisement, "Kubki, ogłoszenie", format: .advertisement),
            listing(Self.atAllegro, "Kubek z magazynu Allegro", fulfilled: true), listing(Self.archived, "Kubek dawny", status: .archived),
        ])
        try await list([listing(Self.endedByHand, "Kubek wycofany", status: .ended, endedBy: .hand)], account: "second")
    }

    /// Stock, both switches on, and the mug's offer linked and synchronised.
    func openShop() async throws {
        try await stockShelves()
        try await updateSettings {
            $0.fetchOrders = true
            $0.issueInvoices = true
        }
        try await link(Self.mug, to: OfferLink(components: [.init(product: "501", units: 1)]), at: Shopfront.opening)
        _ = try await switchSync([Self.mug], enabled: true, at: Shopfront.opening)
        // What Allegro shows is read before the first plan.
        try await list([listing(Self.mug, "Kubek biały 330 ml", shows: 10)])
    }

    func understand(_ inputs: [StockInput]) async throws {
        let delivery = UnderstoodDelivery(id: "none", sequence: 0, receivedAt: Shopfront.opening, meaning: .success(inputs))
        _ = try await apply([delivery], rules: LedgerRules(), at: Shopfront.opening)
    }

    func list(_ listings: [OfferListing], account: AccountName = "main") async throws {
        _ = try await take(listings, account: account, rules: CommandRules(), at: Shopfront.opening)
    }

    func listing(
        _ id: OfferID, _ name: String, shows quantity: Int = 1, format: OfferFormat = .buyNow, status: OfferStatus = .active,
        endedBy: EndCause? = nil, fulfilled: Bool = false, mark: String? = nil
    ) -> OfferListing {
        let window = WarehouseLevel.Window(from: Shopfront.opening, to: Shopfront.opening)
        return OfferListing(
            id: id, name: name, format: format, externalID: mark, imageURL: nil, isFulfilledByAllegro: fulfilled,
            sighting: Offer.Sighting(status: status, quantity: quantity, endedBy: endedBy, window: window))
    }
}
