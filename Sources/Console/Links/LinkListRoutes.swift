import Hummingbird
import Inventory
import Listener
import Storage

/// Links of many offers: proposals, a table out, a table in.
struct LinkListRoutes {
    let desk: Desk

    func add(toInside inside: RouterGroup<ConsoleContext>, acting: RouterGroup<ConsoleContext>) {
        inside.get("links") { [desk] request, context in
            let fields = FormFields(request.uri.query ?? "")
            let notice = fields["linked"].flatMap { Int($0) }.map {
                let voice = context.visit.voice
                return voice(Words(en: "Linked: %@.", pl: "Powiązano: %@.")).replacing("%@", with: voice.count($0, .offersObject))
            }
            let page = try await LinksPage(after: fields["after"].map { OfferID($0) }, desk: desk, visit: context.visit)
            return try await desk.show(page, context.visit, notice: notice)
        }
        inside.get("links.csv") { [desk] _, context in
            CSV.download(Self.table(try await desk.store.choices(), context.visit.voice), name: "stockgate-links.csv", isMarked: true)
        }
        acting.post("links/proposals", use: take)
        acting.post("links/import", use: bring)
    }

    @Sendable private func take(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let pairs = context.form.all("offer").map { $0.split(separator: " ").map(String.init) }.filter { $0.count == 2 }
        guard !pairs.isEmpty else { throw PageFault.unfit(Words(en: "No offer is selected.", pl: "Nie zaznaczono żadnej oferty.")) }
        let entry = try await desk.store.noteDeed(
            who: try context.user().name, deed: "link", subject: "offers: \(pairs.count)", at: context.visit.at)
        var linked = 0
        for pair in pairs {
            do {
                try await desk.store.link(
                    OfferID(pair[0]), to: OfferLink(components: [.init(product: ProductID(pair[1]), units: 1)]), at: context.visit.at)
                linked += 1
            } catch is Store.LinkRefusal { continue }
        }
        desk.onChange()
        try await desk.store.noteOutcome(entry, "linked=\(linked) refused=\(pairs.count - linked)")
        return desk.see("/links?linked=\(linked)")
    }

    @Sendable private func bring(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let table = context.form.verbatim("table") ?? ""
        var report = try await LinkImport(table, isChecked: context.form["deed"] != "put", by: desk.store)
        if !report.isChecked {
            let entry = try await desk.store.noteDeed(
                who: try context.user().name, deed: "links_import", subject: "offers: \(report.links.count)", at: context.visit.at)
            try await report.carryOut(by: desk.store, at: context.visit.at)
            desk.onChange()
            try await desk.store.noteOutcome(entry, "refused=\(report.lines.count { $0.isRefused })")
        }
        let page = try await LinksPage(after: nil, table: report.isChecked ? table : "", import: report, desk: desk, visit: context.visit)
        return try await desk.show(page, context.visit)
    }

    private static func table(_ kept: (choices: Choices, names: [OfferID: String]), _ voice: Voice) -> [[String]] {
        let heading = [
            Words(en: "offer", pl: "oferta"), Words(en: "product", pl: "produkt"), Words(en: "pieces in the set", pl: "sztuk w zestawie"),
            Words(en: "held back", pl: "nie wystawiaj ostatnich"), Words(en: "at most", pl: "pokazuj najwyżej"), Words(en: "title", pl: "tytuł"),
            Words(en: "sync", pl: "synchronizacja"),
        ].map { voice($0) }
        return [heading]
            + kept.choices.offers.sorted { $0.key < $1.key }.flatMap { offer, choice in
                (choice.link?.components ?? []).map { component in
                    [
                        offer.text, component.product.text, "\(component.units)", "\(choice.link?.buffer ?? 0)",
                        choice.link?.cap.map(String.init) ?? "", kept.names[offer] ?? "", choice.isSynchronised ? "1" : "0",
                    ]
                }
            }
    }
}
