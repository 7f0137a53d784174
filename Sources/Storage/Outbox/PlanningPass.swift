import Inventory

/// One pass of the planner over some offers: each is planned, then the brake looks at all ends together (R30). What a dry run shows is what the
/// real run does, because both are this (R32).
struct PlanningPass {
    /// One offer, as it is after what has come true was forgotten and the brake has spoken, and its plan.
    struct Planned {
        var offer: Offer
        var plan: Plan
        var open: [OpenCommand]
        /// Products of a set that cannot be counted (R42).
        var missing: [ProductID]
        /// The end counts for the brake.
        var isSuspect = false

        var isSet: Bool { offer.link.map { $0.components.count > 1 } ?? false }
    }

    let db: Database
    let rules: Brake.Rules
    let moment: Timestamp
    private let products: AvailabilityCache

    init(_ db: Database, rules: Brake.Rules, at moment: Timestamp) {
        (self.db, self.rules, self.moment) = (db, rules, moment)
        products = AvailabilityCache(db)
    }

    func plan(_ offers: [Offer]) throws -> [Planned] {
        var planned = try offers.map { try plan($0) }
        try brake(&planned)
        return planned
    }

    private func plan(_ offer: Offer, without command: CommandID? = nil) throws -> Planned {
        var offer = offer
        try products.load(for: offer)
        let open = try Offers.openCommands(db, of: offer.id, without: command)
        offer.lateIncrease = try Offers.lateIncrease(db, of: offer.id)
        offer.settle(open: open) { products[$0] }
        return Planned(offer: offer, plan: plan(offer, open), open: open, missing: offer.link?.missing { products[$0] } ?? [])
    }

    /// Whether a command that Allegro has not answered is what would be sent now, were it not there.
    func wants(_ command: Command, of offer: OfferID) throws -> Bool {
        guard let offer = try Offers.offer(db, offer) else { return false }
        return try plan(offer, without: command.id).plan.command == command.action
    }

    private func plan(_ offer: Offer, _ open: [OpenCommand]) -> Plan { Planner.plan(offer, open: open) { products[$0] } }

    /// Holds the ends of this pass where they are too many; what a person let go is not asked about again.
    private func brake(_ planned: inout [Planned]) throws {
        let unreserved = planned.indices.compactMap { index in end(planned[index]).map { (index, $0) } }
        guard !unreserved.isEmpty else { return }
        // What left with the releases of orders is no riddle either, neither now nor for a later pass.
        let sold = try soldLately(unreserved.flatMap(\.1.products))
        let ends = unreserved.compactMap { index, _ in end(planned[index], sold: sold).map { (index, $0) } }
        guard !ends.isEmpty else { return }
        let isHeld = try holds(ends.map(\.1))
        for (index, _) in ends {
            planned[index].isSuspect = true
            guard isHeld else { continue }
            planned[index].offer.hold = .held
            planned[index].plan = plan(planned[index].offer, planned[index].open)
        }
    }

    private func end(_ planned: Planned, sold: [ProductID: Int] = [:]) -> Brake.End? {
        guard planned.plan.command == .end, planned.plan.reason == .outOfStock, planned.offer.hold != .released else { return nil }
        return Brake.end(of: planned.offer, availability: { products[$0] }, sold: { sold[$0] ?? 0 })
    }

    private func holds(_ ends: [Brake.End]) throws -> Bool {
        let since = (moment - rules.window).microseconds
        // A share of what sells, or did until this window's ends: what was archived, or ended long ago, could not end now.
        let synchronised =
            try Int.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT count(*) FROM offers WHERE is_synchronised = 1 AND (status IN ('active', 'activating') OR suspect_end_at >= ?)
                        """), arguments: [since]) ?? 0
        let mine = Set(ends.map(\.offer))
        let earlier = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.offer, c.product FROM offer_components c JOIN offers o ON o.id = c.offer
                    WHERE o.id IN (SELECT id FROM offers WHERE suspect_end_at >= ?)
                    """), arguments: [since]
        ).map { Brake.End(offer: OfferID($0[0]), products: [ProductID($0[1])]) }.filter { !mine.contains($0.offer) }
        return Brake.holds(ends, earlier: earlier, synchronised: synchronised, rules: rules)
    }

    /// Pieces of each product that releases of orders took out of stock within the window.
    private func soldLately(_ wanting: [ProductID]) throws -> [ProductID: Int] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT coalesce(sum(pieces), 0) FROM closings
                WHERE product = ?1 AND document IN (SELECT family FROM ledger WHERE product = ?1 AND family IS NOT NULL AND known_at >= ?2)
                """)
        var sold: [ProductID: Int] = [:]
        for product in Set(wanting) {
            sold[product] = try Int.fetchOne(statement, arguments: [product.text, (moment - rules.window).microseconds])
        }
        return sold
    }
}
