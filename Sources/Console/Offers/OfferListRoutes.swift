import Hummingbird

/// The list of offers.
struct OfferListRoutes {
    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.get("offers") { [desk] request, context in
            let asked = OfferListFilter(FormFields(request.uri.query ?? ""))
            return try await desk.show(try await OffersPage(asked, desk: desk, visit: context.visit), context.visit)
        }
    }
}
