public import Inventory

/// What a deed on many offers would do, before it is done.
public struct DeedPreview: Sendable {
    /// What each would be answered, in the order asked.
    public var outcomes: Store.Outcomes = []
    /// What would then be sent for them (R32), by id.
    public var items: [(offer: Offer, plan: Plan)] = []
    /// Until all of it has left, at the limits.
    public var duration: Duration = .zero
    /// Offers that lose auto-close or auto-resume by it (R12).
    public var losingAutos: [OfferID] = []
    /// The shop's switches that sync needs and that are off (R16); with them on, `items` is what would be sent.
    public var missing: [SwitchOutcome.Refusal] = []
}

extension Store {
    /// The most offers that a preview plans: others wait for the store meanwhile.
    public static let previewLimit = 1000

    /// Does `deed` in a transaction that is taken back, and plans what would be sent then.
    public func preview(_ deed: OfferDeed, on offers: [OfferID], terms: ForecastTerms, at moment: Timestamp) async throws -> DeedPreview {
        try await rehearse { db in
            var preview = DeedPreview()
            let autos = try Self.autos(db, besides: offers)
            if deed == .syncOn {
                let products = AvailabilityCache(db)
                preview.outcomes = try offers.map { ($0, try Switches.decideSync(db, try Offers.offer(db, $0), enabled: true, products)) }
                preview.missing = try Self.missing(db, for: offers)
                _ = try Self.suppose(db, offers, at: moment)
            } else {
                let products = AvailabilityCache(db)
                preview.outcomes = try offers.map { ($0, try deed.carryOut(db, $0, products, at: moment)) }
            }
            preview.losingAutos = autos.subtracting(try Self.autos(db, besides: offers)).sorted()
            let forecast = try Self.forecast(db, also: offers, asked: Set(offers), refused: [], terms: terms, at: moment)
            (preview.items, preview.duration) = (forecast.items, forecast.duration)
            return preview
        }
    }

    /// The offers of the same products that close or resume by the older switches, those asked for among them.
    private static func autos(_ db: Database, besides offers: [OfferID]) throws -> Set<OfferID> {
        let statement = try db.cachedStatement(
            sql: """
                SELECT o.id FROM offers o WHERE (o.auto_close = 1 OR o.auto_resume = 1)
                    AND o.id IN (SELECT b.offer FROM offer_components a JOIN offer_components b ON b.product = a.product WHERE a.offer = ?)
                """)
        return try offers.reduce(into: []) { found, offer in
            for id in try String.fetchAll(statement, arguments: [offer.text]) { found.insert(OfferID(id)) }
        }
    }

    private static func missing(_ db: Database, for offers: [OfferID]) throws -> [SwitchOutcome.Refusal] {
        let settings = try settings(db)
        let accounts = try Set(offers.compactMap { try Offers.offer(db, $0)?.account })
        let needs = accounts.map { settings.prerequisites(of: $0) }
        return (needs.contains { !$0.fetchOrders } ? [.orderFetchOff] : []) + (needs.contains { !$0.issueInvoices } ? [.invoicingOff] : [])
    }
}
