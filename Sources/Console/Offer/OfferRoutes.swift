import Foundation
import HTTPTypes
import Hummingbird
import Inventory
import Storage

/// One offer: its page, and its link with a product.
struct OfferRoutes {
    let desk: Desk

    func add(toInside inside: RouterGroup<ConsoleContext>, acting: RouterGroup<ConsoleContext>) {
        inside.get("offers/:offer") { [desk] request, context in
            let id = OfferID(try context.identifier("offer"))
            let days = FormFields(request.uri.query ?? "")["days"].flatMap { Int($0) }.flatMap { [1, 7, 30].contains($0) ? $0 : nil }
            return try await desk.show(try await OfferDetailPage(id, days: days, desk: desk, visit: context.visit), context.visit)
        }
        acting.post("offers/:offer/link", use: link)
    }

    @Sendable private func link(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let (id, visit) = (OfferID(try context.identifier("offer")), context.visit)
        let who = try context.user().name
        do {
            if context.form["unlink"] == "1" {
                let entry = try await desk.store.noteDeed(who: who, deed: "unlink", subject: id.text, at: visit.at)
                try await desk.store.unlink(id, at: visit.at)
                try await desk.store.noteOutcome(entry, "done")
            } else {
                let link = try await LinkForm(context.form).link(by: desk.store)
                let entry = try await desk.store.noteDeed(who: who, deed: "link", subject: id.text, at: visit.at)
                let correction = try await desk.store.link(id, to: link, correctsOrders: context.form["correct"] == "1", at: visit.at)
                try await desk.store.noteOutcome(entry, Self.outcome(link, correction))
            }
        } catch let fault as LinkFault {
            let page = try await OfferDetailPage(id, days: nil, linkFault: visit.voice(fault.words), desk: desk, visit: visit)
            return try await desk.show(page, visit, status: .unprocessableContent)
        } catch let refusal as Store.LinkRefusal {
            if case .unknownOffer = refusal { throw PageFault.notFound }
            let page = try await OfferDetailPage(id, days: nil, linkFault: visit.voice(refusal.words), desk: desk, visit: visit)
            return try await desk.show(page, visit, status: .unprocessableContent)
        }
        desk.onChange()
        return desk.see(Place.offer(id))
    }

    private static func outcome(_ link: OfferLink, _ correction: LinkCorrection) -> String {
        let components = link.components.map { "\($0.product.text) × \($0.units)" }.joined(separator: ", ")
        let orders = [("orders corrected", correction.corrected), ("orders with a document", correction.documented)]
        return ([components] + orders.filter { !$1.isEmpty }.map { "\($0): \($1.map(\.text).joined(separator: ", "))" }).joined(separator: "; ")
    }
}

/// Why a link's form cannot be taken.
enum LinkFault: Error, Equatable {
    case noProduct(String)
    /// More than one product carries this mark; a person names one by its number.
    case ambiguous(String, [ProductID])
    case noNumber(String)
    case nothing
    case repeated(ProductID)

    var words: Words {
        switch self {
        case .noProduct(let mark):
            Words(en: "No product has the code, EAN or number “\(mark)”.", pl: "Żaden produkt nie ma kodu, EAN ani numeru „\(mark)”.")
        case .ambiguous(let mark, let products):
            Words(
                en: "“\(mark)” fits several products: \(products.map(\.text).joined(separator: ", ")). Enter one of these numbers.",
                pl: "„\(mark)” pasuje do kilku produktów: \(products.map(\.text).joined(separator: ", ")). Wpisz jeden z tych numerów.")
        case .noNumber(let text): Words(en: "“\(text)” is no whole number that fits here.", pl: "„\(text)” nie jest tu właściwą liczbą całkowitą.")
        case .nothing: Words(en: "Name at least one product.", pl: "Podaj co najmniej jeden produkt.")
        case .repeated(let product): Store.LinkRefusal.repeatedProduct(product).words
        }
    }
}

/// What a person typed of a link.
struct LinkForm {
    /// Products of a set, at most.
    static let componentLimit = 20
    private static let largest = 1_000_000_000
    private let form: FormFields

    init(_ form: FormFields) { self.form = form }

    /// Throws a ``LinkFault``.
    func link(by store: Store) async throws -> OfferLink {
        let marks = form.all("product").map { $0.trimmingCharacters(in: .whitespaces) }
        let units = form.all("units")
        var components: [OfferLink.Component] = []
        for (index, mark) in marks.prefix(Self.componentLimit).enumerated() where !mark.isEmpty {
            let found = try await store.products(marked: mark)
            guard let product = found.first else { throw LinkFault.noProduct(mark) }
            guard found.count == 1 else { throw LinkFault.ambiguous(mark, found) }
            guard !components.contains(where: { $0.product == product }) else { throw LinkFault.repeated(product) }
            components.append(.init(product: product, units: try Self.number(index < units.count ? units[index] : "1", least: 1) ?? 1))
        }
        guard !components.isEmpty else { throw LinkFault.nothing }
        return OfferLink(
            components: components, buffer: try Self.number(form["buffer"] ?? "", least: 0) ?? 0, cap: try Self.number(form["cap"] ?? "", least: 0))
    }

    private static func number(_ text: String, least: Int) throws -> Int? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if text.isEmpty { return nil }
        guard let number = Int(text), (least...largest).contains(number) else { throw LinkFault.noNumber(text) }
        return number
    }
}

extension Store.LinkRefusal {
    var words: Words {
        switch self {
        case .unknownOffer(let offer): Words(en: "There is no offer \(offer).", pl: "Nie ma oferty \(offer).")
        case .unknownProduct(let product): LinkFault.noProduct(product.text).words
        case .noComponents: LinkFault.nothing.words
        case .repeatedProduct(let product):
            Words(
                en: "Product \(product) stands there twice; enter it once, with its pieces.",
                pl: "Produkt \(product) jest podany dwa razy; podaj go raz, z liczbą sztuk.")
        case .unitsBelowOne: Words(en: "At least one piece.", pl: "Co najmniej jedna sztuka.")
        case .negative: Words(en: "Not below zero.", pl: "Nie mniej niż zero.")
        }
    }
}
