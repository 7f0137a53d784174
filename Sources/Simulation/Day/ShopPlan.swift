import Inventory
import Sandbox

/// The shop of a seed: goods in two warehouses and the offers that sell them, alone, by several on one offer, and as a set.
struct ShopPlan: Sendable {
    struct PlannedOffer: Sendable {
        let id: OfferID
        let link: OfferLink
    }

    let shop: SandboxShop
    let goods: [ProductID]
    let warehouses = ["1", "2"]
    let offers: [PlannedOffer]

    init(seed: UInt64) {
        var dice = Dice(seed: seed, for: 2)
        let goods = (1...dice.int(3...9)).map { ProductID(String(500 + $0)) }
        var planned: [PlannedOffer] = []
        for good in goods {
            for place in 0..<dice.one(weighted: [(4, 1), (3, 2), (1, 3)]) {
                let units = place == 0 ? 1 : dice.one(weighted: [(3, 1), (1, 2), (1, 6)])
                planned.append(
                    PlannedOffer(
                        id: OfferID("77\(good)\(place)"),
                        link: OfferLink(
                            components: [.init(product: good, units: units)], buffer: dice.one(weighted: [(5, 0), (1, 2)]),
                            cap: dice.one(weighted: [(5, nil), (1, 5)]))))
            }
        }
        if goods.count > 3, dice.chance(0.6) {
            let components = [OfferLink.Component(product: goods[0], units: 1), .init(product: goods[1], units: 2)]
            planned.append(PlannedOffer(id: "779990", link: OfferLink(components: components)))
        }
        self.goods = goods
        offers = planned
        shop = SandboxShop(
            warehouses: [.init(id: "1", name: "Magazyn główny"), .init(id: "2", name: "Sklep")],
            goods: goods.map { good in
                let second = dice.chance(0.6) ? ["2": SandboxCount(dice.int(0...8))] : [:]
                let opening = ["1": SandboxCount(dice.one(weighted: [(1, 0), (3, dice.int(1...12)), (3, dice.int(10...60))]))]
                return (.init(id: good.text, code: "KOD-\(good)", name: "Towar \(good)"), opening.merging(second) { one, _ in one })
            },
            offers: planned.map { offer in
                SandboxOffer(
                    id: offer.id.text, name: "Oferta \(offer.id)", externalID: "KOD-\(offer.link.components[0].product)",
                    available: dice.int(1...12), republish: dice.chance(0.2), price: "\(dice.int(5...200)).\(dice.int(10...99))")
            })
    }
}
