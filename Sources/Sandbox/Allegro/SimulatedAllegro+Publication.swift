/// An offer's way between ACTIVE and ENDED, whoever sends it there.
extension SimulatedAllegro {
    mutating func end(_ id: String) -> CommandTask.State {
        guard let offer = visibleOffer(id) else { return .failed(code: "OFFER_NOT_FOUND", message: "Offer \(id) not found") }
        switch offer.status {
        case .active, .activating:
            finish(id, by: .user)
            return .success
        case .ended, .inactive, .archived:
            return temper.needlessChangeSucceeds ? .success : .failed(code: "CHANGE_PUBLICATION_STATUS_ERROR", message: "The offer is not active")
        }
    }

    mutating func activate(_ id: String, fate: TaskFate?) -> CommandTask.State {
        guard let offer = visibleOffer(id) else { return .failed(code: "OFFER_NOT_FOUND", message: "Offer \(id) not found") }
        switch offer.status {
        case .active, .activating:
            return temper.needlessChangeSucceeds ? .success : .failed(code: "CHANGE_PUBLICATION_STATUS_ERROR", message: "The offer is active")
        case .ended, .inactive, .archived: break
        }
        if endsRunning[id] != nil { return .failed(code: "CHANGE_PUBLICATION_STATUS_ERROR", message: "The offer is being ended") }
        if offer.isBarred { return .failed(code: "ERR_ITEM_CAN_NOT_BE_RENEW", message: "The offer can not be renewed") }
        if offer.available < 1 { return .failed(code: "ERR_INVALID_QUANTITY", message: "incorrect initial quantity") }
        shelf.change(id, at: time) { $0.status = .activating }
        if fate != .activateForEver {
            agenda.add(.activated(id, inError: fate == .activateInError), due: time + dice.span(in: temper.activationDelay))
        }
        return .success
    }

    mutating func finishActivation(of id: String, inError: Bool) {
        guard let offer = shelf[id], offer.status == .activating else { return }
        if inError { return finish(id, by: .error) }
        if offer.available < 1 { return finish(id, by: .emptyStock) }
        let now = time
        shelf.change(id, at: now) {
            $0.status = .active
            $0.startedAt = now
            $0.initialStock = $0.available
        }
        noteOfferEvent("OFFER_ACTIVATED", id)
    }

    /// Ends a running offer; a sold-out or expired one that is set to relist comes back at once under a new id.
    mutating func finish(_ id: String, by cause: SandboxOffer.EndedBy) {
        let now = time
        noteOfferEvent("OFFER_ENDED", id, endedBy: cause)
        shelf.change(id, at: now) { $0.end(by: cause, at: now) }
        agenda.add(.archive(id, endedAt: now), due: now + Self.archivedAfter)
        if let offer = shelf[id], offer.republish, cause == .emptyStock || cause == .expiration { relist(offer) }
    }

    /// Ended so long, an offer is archived (threads 11959, 9857).
    private static let archivedAfter: Duration = .seconds(60 * 24 * 3600)

    mutating func archive(_ id: String, endedAt: SandboxInstant) {
        guard let offer = shelf[id], offer.status == .ended, offer.endedAt == endedAt else { return }
        shelf.change(id, at: time) { $0.status = .archived }
        noteOfferEvent("OFFER_ARCHIVED", id)
    }

    private mutating func relist(_ offer: SandboxOffer) {
        relistings += 1
        let copy = SandboxOffer(
            id: "\(offer.id)\(relistings)", name: offer.name, externalID: offer.externalID, available: offer.initialStock, format: offer.format,
            republish: true, isFulfillment: offer.isFulfillment, unitsInSet: offer.unitsInSet, price: offer.price,
            taxRate: offer.taxRate)
        shelf.add(copy, at: time)
        noteOfferEvent("OFFER_ACTIVATED", copy.id)
    }
}
