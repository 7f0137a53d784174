public import Inventory

extension Store {
    /// What would be sent now, offer by offer, the dirty marks aside (R32).
    ///
    /// - Parameter offers: only these; nil for every offer that something may be sent for.
    public func plans(for offers: [OfferID]?, brake: Brake.Rules = Brake.Rules(), at moment: Timestamp) async throws -> [(offer: Offer, plan: Plan)] {
        try await forecast(for: offers, terms: ForecastTerms(brake: brake), at: moment).items
    }

    /// What would be sent if all of `whatIf` had just happened: the rules themselves run on the store, in a transaction that is taken back.
    /// Without a supposition it is read from a snapshot, and nothing waits for it.
    ///
    /// Throws a ``DeadReason`` for a supposed delivery that would become a dead letter; its pointer begins with the delivery's place.
    public func forecast(
        _ whatIf: WhatIf = WhatIf(), for offers: [OfferID]? = nil, terms: ForecastTerms, at moment: Timestamp
    ) async throws -> Forecast {
        let asked = offers.map { Set($0).union(whatIf.sync) }
        if whatIf.isNothing { return try await read { try Self.forecast($0, also: [], asked: asked, refused: [], terms: terms, at: moment) } }
        return try await rehearse { db in
            let refused = try Self.suppose(db, whatIf.sync, at: moment)
            for (index, delivery) in whatIf.deliveries.enumerated() {
                let refusal: Refusal? =
                    switch try StockWriter.attempt(db, delivery, rules: terms.ledger, at: moment) {
                    case .success(let changed): changed.waiting
                    case .failure(let refusal): refusal
                    }
                guard let refusal else { continue }
                throw DeadReason(refusal.reason.text, pointer: "/\(index)" + (refusal.reason.pointer ?? ""))
            }
            return try Self.forecast(db, also: whatIf.sync, asked: asked, refused: refused, terms: terms, at: moment)
        }
    }

    static func forecast(
        _ db: Database, also named: [OfferID], asked: Set<OfferID>?, refused: [(offer: OfferID, reason: SwitchOutcome.Refusal)], terms: ForecastTerms,
        at moment: Timestamp
    ) throws -> Forecast {
        let followed = try String.fetchAll(
            db, sql: "SELECT id FROM offers WHERE \(Offers.isFollowed)"
        ).map { OfferID($0) }
        // All of them even where a few are asked for: the brake looks at all ends together.
        let all = try Set(followed).union(named).union(asked ?? []).sorted().compactMap { try Offers.offer(db, $0) }
        let items = try PlanningPass(db, rules: terms.brake, at: moment).plan(all).compactMap { planned in
            asked?.contains(planned.offer.id) ?? true ? (planned.offer, planned.plan) : nil
        }
        return Forecast(items, refused: refused, paces: terms.paces)
    }

    /// Switches sync on as ``switchSync(_:enabled:at:)`` does, but for asking both sides anew: what is known of them stands for what they would say.
    /// An offer that only lacks the shop's switches (R16) counts as on, and is told all the same.
    static func suppose(
        _ db: Database, _ offers: [OfferID], at moment: Timestamp
    ) throws -> [(offer: OfferID, reason: SwitchOutcome.Refusal)] {
        var refused: [(offer: OfferID, reason: SwitchOutcome.Refusal)] = []
        for id in offers {
            let products = AvailabilityCache(db)
            let offer = try Offers.offer(db, id)
            var outcome = try Switches.decideSync(db, offer, enabled: true, products)
            if case .refused(let reason) = outcome { refused.append((id, reason)) }
            if outcome == .refused(.orderFetchOff) || outcome == .refused(.invoicingOff) {
                outcome = SyncSwitch.decide(offer, enabled: true, fetchOrders: true, issueInvoices: true) { products[$0]?.stock != nil }
                if case .refused(let reason) = outcome { refused.append((id, reason)) }
            }
            if outcome == .enabled { try Switches.suppose(db, id) }
        }
        return refused
    }
}
