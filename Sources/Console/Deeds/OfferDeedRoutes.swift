import Hummingbird
import Inventory
import Storage

/// Deeds on many offers: seen first, then done, then told.
struct OfferDeedRoutes {
    let desk: Desk

    func add(toInside inside: RouterGroup<ConsoleContext>, acting: RouterGroup<ConsoleContext>) {
        acting.post("offers/preview") { [desk] _, context in
            let asked = try await DeedRequest(context.form, desk: desk)
            return try await desk.show(try await DeedPreviewPage(asked, desk: desk, visit: context.visit), context.visit)
        }
        acting.post("offers/deed", use: carryOut)
        inside.get("deeds/:entry", use: result)
    }

    @Sendable private func carryOut(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let asked = try await DeedRequest(context.form, desk: desk)
        let subject = asked.offers.count == 1 ? asked.offers[0].text : "offers: \(asked.offers.count)"
        let entry = try await desk.store.noteDeed(
            who: try context.user().name, deed: asked.deed.rawValue, subject: subject, at: context.visit.at)
        let outcomes = try await desk.store.carryOut(asked.deed, on: asked.offers, at: context.visit.at)
        desk.onChange()
        try await desk.store.noteOutcome(entry, DeedOutcome(outcomes).text)
        return desk.see(Place.deed(entry))
    }

    @Sendable private func result(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        guard let id = Int64(try context.identifier("entry")), let entry = try await desk.store.auditEntry(id),
            let deed = OfferDeed(rawValue: entry.deed)
        else { throw PageFault.notFound }
        let refused = DeedOutcome(entry.outcome ?? "").refused.prefix(DeedPreviewPage.rowLimit).map(\.offer)
        let rows = try await desk.store.offerRows(refused)
        let names = Dictionary(rows.map { ($0.view.offer.id, $0.view.offer.name) }) { first, _ in first }
        return try await desk.show(DeedResultPage(entry, deed, names: names, visit: context.visit), context.visit)
    }
}
