import Inventory
import Storage

extension OfferDetailPage {
    /// The time spans that can be chosen, in days; nil: as far as the last events reach.
    static let spans: [(days: Int?, name: Words)] = [
        (nil, Words(en: "last events", pl: "ostatnie zdarzenia")), (1, Words(en: "24 hours", pl: "doba")), (7, Words(en: "7 days", pl: "7 dni")),
        (30, Words(en: "30 days", pl: "30 dni")),
    ]

    /// Throws ``PageFault/notFound`` for an offer that is not known.
    init(_ id: OfferID, days: Int?, linkFault: String? = nil, desk: Desk, visit: Visit) async throws {
        let start = days.map { visit.at - .seconds(Int64($0) * 86_400) }
        guard let row = try await desk.store.offerRows([id]).first,
            let timeline = try await desk.store.timeline(of: id, since: start, at: visit.at)
        else { throw PageFault.notFound }
        var products: [ProductView] = []
        for component in row.view.offer.link?.components ?? [] {
            if let product = try await desk.store.product(component.product) { products.append(product) }
        }
        let problems = try await desk.store.problems(of: id.text)
        self.init(row, products, timeline, problems, days: days, linkFault: linkFault, visit: visit)
    }

    init(
        _ row: OfferRow, _ products: [ProductView], _ timeline: OfferTimeline, _ problems: [OpenProblem], days: Int?, linkFault: String?, visit: Visit
    ) {
        let (voice, offer) = (visit.voice, row.view.offer)
        title = offer.name
        self.row = OffersPage.Row(row, isOneAccount: true, voice)
        accountName = offer.account.text
        allegro = offer.id.text
        state = self.row.status
        chain = Self.chain(row, products, voice)
        chainNote = Self.note(row, voice)
        mayAct = visit.may(.operator)
        self.problems = problems.map { ProblemCard($0, mayAct: visit.may(.operator), voice) }
        deeds = mayAct ? Self.deeds(row, voice) : []
        axis = OfferAxis(timeline, voice)
        spans = Self.spans.map { span in
            Span(href: Place.offer(offer.id) + query(["days": span.days.map(String.init)]), text: voice(span.name), isCurrent: span.days == days)
        }
        let components = offer.link?.components ?? []
        links = (0..<max(2, components.count + 1)).map { index in
            guard index < components.count else { return LinkRow(number: index + 1, product: "", name: "", units: "1") }
            let product = row.products[components[index].product]
            return LinkRow(
                number: index + 1, product: components[index].product.text, name: product.map { "\($0.code) · \($0.name)" } ?? "",
                units: String(components[index].units))
        }
        buffer = String(offer.link?.buffer ?? 0)
        cap = offer.link?.cap.map(String.init) ?? ""
        self.linkFault = linkFault
        isLinked = offer.link != nil
    }

    /// What can be done to it now.
    private static func deeds(_ row: OfferRow, _ voice: Voice) -> [Deed] {
        let offer = row.view.offer
        var deeds: [OfferDeed] = [offer.isSynchronised ? .syncOff : .syncOn]
        if offer.isPaused { deeds.append(.unpause) } else if offer.isSynchronised, offer.isOnSale { deeds.append(.pause) }
        if !offer.isSynchronised, !row.isProductSynchronised, offer.link != nil {
            deeds += [offer.autoClose ? .autoCloseOff : .autoCloseOn, offer.autoResume ? .autoResumeOff : .autoResumeOn]
        }
        if offer.isOnSale { deeds.append(.end) }
        if offer.status == .ended { deeds.append(.resume) }
        return deeds.map { Deed(deed: $0.rawValue, text: voice($0.name), isGrave: $0 == .end || $0 == .pause) }
    }
}
