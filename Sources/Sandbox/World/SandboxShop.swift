/// A shop to start with: what lies in the warehouses and what is listed on Allegro.
public struct SandboxShop: Sendable {
    public var warehouses: [SandboxWarehouse]
    /// Goods with their opening counts by warehouse.
    public var goods: [(good: SandboxGood, opening: [String: SandboxCount])]
    public var offers: [SandboxOffer]

    public init(warehouses: [SandboxWarehouse], goods: [(good: SandboxGood, opening: [String: SandboxCount])], offers: [SandboxOffer]) {
        self.warehouses = warehouses
        self.goods = goods
        self.offers = offers
    }

    /// A small shop: a mug of which 70 and 3 pieces lie in two warehouses, on two offers; a teapot; and one offer of each
    /// kind that can not be synchronised.
    public static let mugs = SandboxShop(
        warehouses: [.init(id: "1", name: "Magazyn główny"), .init(id: "2", name: "Sklep")],
        goods: [
            (.init(id: "501", code: "KUB-1", name: "Kubek biały 330 ml", ean: "5901234123457"), ["1": .init(70), "2": .init(3)]),
            (.init(id: "502", code: "CZA-1", name: "Czajnik żeliwny 1 l", ean: "5901234123464"), ["1": .init(5)]),
        ],
        offers: [
            .init(id: "7700000501", name: "Kubek biały 330 ml", externalID: "KUB-1", available: 10, republish: true),
            .init(id: "7700000511", name: "Kubek biały, zestaw 2 sztuk", externalID: "KUB-1", available: 3, unitsInSet: 2, price: "89.99"),
            .init(id: "7700000502", name: "Czajnik żeliwny 1 l", externalID: "CZA-1", available: 5, price: "149.00"),
            .init(id: "7700000503", name: "Kubek od złotówki", externalID: "KUB-1", available: 1, format: .auction, price: "1.00"),
            .init(id: "7700000504", name: "Kubki, ogłoszenie", externalID: "KUB-1", available: 1, format: .advertisement),
            .init(id: "7700000505", name: "Kubek z magazynu Allegro", externalID: "KUB-1", available: 40, isFulfillment: true),
        ])

    /// Many offers, each of its own good, all with the same stock: for measuring.
    public static func large(offers count: Int, pieces: Int = 10) -> SandboxShop {
        let numbers = 1...max(1, count)
        return SandboxShop(
            warehouses: [.init(id: "1", name: "Magazyn główny")],
            goods: numbers.map { (.init(id: String($0), code: "T-\($0)", name: "Towar \($0)"), ["1": .init(pieces)]) },
            offers: numbers.map { .init(id: String(8_000_000_000 + $0), name: "Towar \($0)", externalID: "T-\($0)", available: pieces) })
    }
}

extension SandboxWorld {
    /// Fills the shelves; what is there already stays as it is.
    public func open(_ shop: SandboxShop) {
        wfirma { wfirma, _ in
            shop.warehouses.forEach { wfirma.add($0) }
            shop.goods.forEach { wfirma.add($0.good, opening: $0.opening) }
        }
        allegro { allegro, _ in shop.offers.forEach { allegro.add($0) } }
    }
}
