import Inventory
import Storage

extension OfferDetailPage {
    /// R24's chain of an offer of one product, read from left to right; a set's is told by its components.
    static func chain(_ row: OfferRow, _ products: [ProductView], _ voice: Voice) -> [Link] {
        let offer = row.view.offer
        guard let link = offer.link else { return [] }
        var chain: [Link] = []
        if products.count == 1, let product = products.first {
            chain += single(product, link, voice)
        } else {
            for (index, component) in link.components.enumerated() {
                let product = products.first { $0.product.id == component.product }
                let left = product?.availability.available.map { max(0, $0 - link.buffer) / component.units }
                chain.append(
                    Link(
                        sign: index == 0 ? "" : "min", value: left.map(voice.number) ?? "?", name: product?.product.code ?? component.product.text,
                        details: [
                            voice(Words(en: "available %@", pl: "dostępne %@")).replacing(
                                "%@", with: product?.availability.available.map(voice.number) ?? "?"),
                            "÷ \(voice.number(component.units))",
                        ], isResult: false))
            }
        }
        if let cap = link.cap {
            chain.append(Link(sign: "≤", value: voice.number(cap), name: voice(Words(en: "at most", pl: "najwyżej")), details: [], isResult: false))
        }
        chain.append(
            Link(
                sign: "=", value: row.view.target.map(voice.number) ?? "?", name: voice(Words(en: "should show", pl: "powinno pokazywać")),
                details: [], isResult: false))
        chain.append(shown(row, voice))
        return chain
    }

    private static func single(_ product: ProductView, _ link: OfferLink, _ voice: Voice) -> [Link] {
        let counted = product.warehouses.filter { $0.warehouse.isCounted }
        var chain = [
            Link(
                sign: "", value: product.availability.stock.map(voice.amount) ?? "?", name: voice(Words(en: "stock", pl: "stan w magazynach")),
                details: counted.prefix(6).map {
                    "\($0.warehouse.name.isEmpty ? $0.warehouse.id.text : $0.warehouse.name): \(voice.amount($0.stock))"
                },
                isResult: false),
            Link(
                sign: "−", value: voice.number(product.availability.reserved),
                name: voice(Words(en: "sold, not released", pl: "sprzedane, niewydane")),
                details: product.reservations.isEmpty ? [] : [voice.count(Set(product.reservations.map(\.order)).count, .orders)], isResult: false),
            Link(
                sign: "=", value: product.availability.available.map(voice.number) ?? "?", name: voice(Words(en: "available", pl: "dostępne")),
                details: [], isResult: false),
        ]
        if link.buffer > 0 {
            chain.append(
                Link(
                    sign: "−", value: voice.number(link.buffer), name: voice(Words(en: "held back", pl: "nie wystawiaj ostatnich")), details: [],
                    isResult: false))
        }
        if let units = link.components.first?.units, units > 1 {
            chain.append(
                Link(
                    sign: "÷", value: voice.number(units), name: voice(Words(en: "pieces in the set", pl: "sztuk w zestawie")), details: [],
                    isResult: false))
        }
        return chain
    }

    private static func shown(_ row: OfferRow, _ voice: Voice) -> Link {
        let offer = row.view.offer
        let value = offer.shown.map { shown in shown.exact.map(voice.number) ?? "\(voice.number(shown.low))–\(voice.number(shown.high))" } ?? "?"
        let read = row.view.shownAt.map { voice(Words(en: "confirmed %@", pl: "potwierdzono %@")).replacing("%@", with: voice.age($0)) }
        return Link(
            sign: "→", value: value, name: voice(Words(en: "shown on Allegro", pl: "pokazano na Allegro")), details: [read].compactMap(\.self),
            isResult: true)
    }

    /// What stands between the number that it should show and the one that it shows; nil where nothing does.
    static func note(_ row: OfferRow, _ voice: Voice) -> String? {
        let offer = row.view.offer
        if offer.link == nil {
            return voice(
                Words(
                    en: "It is not linked to a product: Stockgate does not touch its quantity.",
                    pl: "Nie jest powiązana z produktem: Stockgate nie zmienia jej liczby sztuk."))
        }
        if offer.isPaused {
            return voice(Words(en: "A break is on: it comes back when the break ends.", pl: "Trwa przerwa: oferta wróci po jej zakończeniu."))
        }
        if let hold = offer.hold, hold == .held {
            return voice(
                Words(
                    en: "Its end is held by the brake on mass ends; it shows 1 until a person decides.",
                    pl: "Jej zakończenie wstrzymała blokada masowego kończenia; pokazuje 1 sztukę, dopóki ktoś nie zdecyduje."))
        }
        if !offer.isSynchronised {
            return voice(
                Words(
                    en: "Sync is off: the number on Allegro is left as it is.",
                    pl: "Synchronizacja jest wyłączona: liczba na Allegro pozostaje, jaka jest."))
        }
        if offer.isContested {
            return voice(
                Words(
                    en: "Somebody else keeps changing it: it is lowered and ended, but no longer raised or resumed.",
                    pl: "Ktoś inny wciąż ją zmienia: jest zmniejszana i kończona, ale już nie zwiększana ani wznawiana."))
        }
        if offer.status == .ended, let cause = offer.endedBy, !cause.isWantOfStock {
            return voice(
                Words(
                    en: "It ended otherwise (%@) and stays ended until you resume it.",
                    pl: "Zakończyła się inaczej (%@) i pozostanie zakończona, dopóki jej nie wznowisz.")
            )
            .replacing("%@", with: voice(cause.name))
        }
        return nil
    }
}
