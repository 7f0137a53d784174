import Hummingbird
import Inventory
import Storage

/// Notifications: the list, one of them, and processing again.
struct DeliveryRoutes {
    let desk: Desk

    func add(toInside inside: RouterGroup<ConsoleContext>, acting: RouterGroup<ConsoleContext>) {
        inside.get("deliveries") { [desk] request, context in
            let fields = FormFields(request.uri.query ?? "")
            let notice = fields["replayed"].flatMap { Int($0) }.map {
                let voice = context.visit.voice
                return voice(Words(en: "Being processed again: %@", pl: "Przetwarzane ponownie: %@")).replacing("%@", with: voice.number($0))
            }
            return try await desk.show(try await DeliveriesPage(fields, desk: desk, visit: context.visit), context.visit, notice: notice)
        }
        inside.get("deliveries/:delivery") { [desk] _, context in
            let page = try await DeliveryDetailPage(DeliveryID(try context.identifier("delivery")), desk: desk, visit: context.visit)
            return try await desk.show(page, context.visit)
        }
        acting.post("deliveries/replay", use: replaySince)
        acting.post("deliveries/:delivery/replay", use: replay)
    }

    @Sendable private func replay(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let id = DeliveryID(try context.identifier("delivery"))
        let entry = try await desk.store.noteDeed(who: try context.user().name, deed: "replay", subject: id.text, at: context.visit.at)
        do {
            try await desk.store.replay(id: id)
        } catch StorageError.unknownDelivery {
            throw PageFault.notFound
        } catch StorageError.notReplayable, StorageError.bodyDropped {
            throw PageFault.unfit(
                Words(
                    en: "This notification was turned away or its body is gone: there is nothing to process again.",
                    pl: "To powiadomienie odrzucono albo jego treści już nie ma: nie ma czego przetwarzać ponownie."))
        }
        desk.onChange()
        try await desk.store.noteOutcome(entry, "done")
        return desk.see(Place.delivery(id))
    }

    @Sendable private func replaySince(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        guard let since = context.form["since"].flatMap(Self.moment) else {
            throw PageFault.unfit(Words(en: "Name a day and a time.", pl: "Podaj dzień i godzinę."))
        }
        let entry = try await desk.store.noteDeed(
            who: try context.user().name, deed: "replay", subject: "since \(since)", at: context.visit.at)
        let count = try await desk.store.replay(since: since)
        desk.onChange()
        try await desk.store.noteOutcome(entry, "\(count)")
        return desk.see(Section.deliveries.rawValue + "?replayed=\(count)")
    }

    /// What a browser's field for day and time says, on a Polish clock: `2026-11-29T14:05`.
    static func moment(_ text: String) -> Timestamp? {
        guard let utc = Timestamp(rfc3339: text + (text.utf8.count == 16 ? ":00Z" : "Z")) else { return nil }
        return utc - PolishTime.offset(at: utc - PolishTime.winterOffset)
    }
}
