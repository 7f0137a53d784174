public import Inventory

extension Store {
    /// Why a link cannot be made.
    public enum LinkRefusal: Error, Sendable, Equatable {
        case unknownOffer(OfferID)
        case unknownProduct(ProductID)
        case noComponents
        case repeatedProduct(ProductID)
        case unitsBelowOne
        case negative(field: String)
    }

    /// Links an offer to what it sells, replacing an earlier link; a synchronised offer is planned anew. Throws a ``LinkRefusal``.
    ///
    /// Orders that were seen before keep what they hold by the earlier link, unless that was wrong: then, in the same transaction, the open ones
    /// without a document are reserved and drafted anew, and those with one are put before a person.
    ///
    /// - Parameter correctsOrders: the earlier link was wrong.
    @discardableResult
    public func link(_ offer: OfferID, to link: OfferLink, correctsOrders: Bool = false, at moment: Timestamp) async throws -> LinkCorrection {
        if link.components.isEmpty { throw LinkRefusal.noComponents }
        if link.components.contains(where: { $0.units < 1 }) { throw LinkRefusal.unitsBelowOne }
        if link.buffer < 0 { throw LinkRefusal.negative(field: "buffer") }
        if let cap = link.cap, cap < 0 { throw LinkRefusal.negative(field: "cap") }
        var seen: Set<ProductID> = []
        for component in link.components where !seen.insert(component.product).inserted { throw LinkRefusal.repeatedProduct(component.product) }
        let outcome: Result<LinkCorrection, LinkRefusal> = try await write { db in
            guard try Offers.offer(db, offer) != nil else { return .failure(.unknownOffer(offer)) }
            for component in link.components where try !Catalogue.isKnown(db, component.product) {
                return .failure(.unknownProduct(component.product))
            }
            try Offers.saveLink(db, offer, link, at: moment)
            guard correctsOrders else { return .success(LinkCorrection()) }
            return .success(try LinkCorrections(db: db, offer: offer, link: link, moment: moment).carryOut())
        }
        return try outcome.get()
    }

    /// Removes an offer's link; sync, auto-close and auto-resume go off with it, for it has nothing to follow any more. Throws a ``LinkRefusal``.
    public func unlink(_ offer: OfferID, at moment: Timestamp) async throws {
        let refusal: LinkRefusal? = try await write { db in
            guard try Offers.offer(db, offer) != nil else { return .unknownOffer(offer) }
            try db.execute(sql: "DELETE FROM offer_components WHERE offer = ?", arguments: [offer.text])
            try Switches.off(db, [offer], at: moment)
            try db.execute(
                sql: "UPDATE offers SET auto_close = 0, auto_resume = 0, buffer = 0, cap = NULL WHERE id = ?", arguments: [offer.text])
            return nil
        }
        if let refusal { throw refusal }
    }
}
