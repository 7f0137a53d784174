import Inventory
import Storage

/// A deed that a person asked for, and which offers it is for.
struct DeedRequest: Sendable {
    /// The most offers that one action takes.
    static let limit = 20_000

    let deed: OfferDeed
    let offers: [OfferID]
    /// The filter whose matches these are; nil where they were chosen one by one.
    let filter: String?

    /// Throws a ``PageFault`` for a form that asks for nothing.
    init(_ form: FormFields, desk: Desk) async throws {
        guard let deed: OfferDeed = form.choice("deed") else {
            throw PageFault.unfit(Words(en: "Choose what to do with the offers.", pl: "Wybierz, co zrobić z ofertami."))
        }
        self.deed = deed
        if form["all"] == "1" {
            let filter = form["filter"] ?? ""
            offers = try await desk.store.offerIDs(OfferListFilter(FormFields(filter)).filter, limit: Self.limit + 1)
            self.filter = filter
        } else {
            var seen: Set<OfferID> = []
            offers = form.all("offer").filter { !$0.isEmpty }.map { OfferID($0) }.filter { seen.insert($0).inserted }
            filter = nil
        }
        guard !offers.isEmpty else {
            throw PageFault.unfit(Words(en: "No offer is selected.", pl: "Nie zaznaczono żadnej oferty."))
        }
        guard offers.count <= Self.limit else {
            throw PageFault.unfit(
                Words(
                    en: "More than \(Self.limit) offers match. Narrow the filter and do it in parts.",
                    pl: "Pasuje więcej niż \(Self.limit) ofert. Zawęź filtr i zrób to po kolei."))
        }
    }
}
