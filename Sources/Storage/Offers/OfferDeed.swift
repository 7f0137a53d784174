import Inventory

/// What a person does to many offers at once.
public enum OfferDeed: String, Sendable, CaseIterable {
    case syncOn = "sync_on"
    case syncOff = "sync_off"
    case autoCloseOn = "auto_close_on"
    case autoCloseOff = "auto_close_off"
    case autoResumeOn = "auto_resume_on"
    case autoResumeOff = "auto_resume_off"
    case end, resume, pause, unpause
}

extension OfferDeed {
    /// Whether it is an act on Allegro, which is done at its time or not at all.
    private var isByHand: Bool {
        switch self {
        case .end, .resume, .pause, .unpause: true
        case .syncOn, .syncOff, .autoCloseOn, .autoCloseOff, .autoResumeOn, .autoResumeOff: false
        }
    }

    /// Decides for one offer and writes what follows, within a transaction.
    func carryOut(_ db: Database, _ id: OfferID, _ products: AvailabilityCache, at moment: Timestamp) throws -> SwitchOutcome {
        if isByHand, try Store.shadowSince(db) != nil { return .refused(.shadow) }
        let offer = try Offers.offer(db, id)
        switch self {
        case .syncOn, .syncOff:
            let outcome = try Switches.decideSync(db, offer, enabled: self == .syncOn, products)
            switch outcome {
            case .enabled: if let offer { try Switches.on(db, offer, products, at: moment) }
            case .disabled: try Switches.off(db, [id], at: moment)
            case .ended, .resumed, .unchanged, .waiting, .frozen, .refused: break
            }
            return outcome
        case .autoCloseOn: return try auto(db, .close, offer, id, enabled: true, at: moment)
        case .autoCloseOff: return try auto(db, .close, offer, id, enabled: false, at: moment)
        case .autoResumeOn: return try auto(db, .resume, offer, id, enabled: true, at: moment)
        case .autoResumeOff: return try auto(db, .resume, offer, id, enabled: false, at: moment)
        case .end:
            let outcome = HandSwitch.end(offer)
            if outcome == .ended, let offer { try Switches.wish(db, offer, .end, isPaused: false, at: moment) }
            return try told(outcome, db)
        case .resume:
            let target = try target(of: offer, products)
            let outcome = HandSwitch.resume(offer, target: target, sellable: offer?.link?.sellable { products[$0] }?.quantity)
            if outcome == .resumed, let offer { try Switches.wish(db, offer, .resume, isPaused: false, at: moment) }
            return try told(outcome, db)
        case .pause:
            let outcome = PauseSwitch.pause(offer)
            guard outcome == .ended || outcome == .waiting, let offer else { return outcome }
            // One that a person had resumed, and that was not back yet, comes back after the pause.
            try Switches.wish(db, offer, outcome == .waiting ? offer.wish : nil, isPaused: true, at: moment)
            return try told(outcome, db)
        case .unpause:
            let outcome = PauseSwitch.unpause(offer, target: try target(of: offer, products))
            guard outcome == .resumed || outcome == .waiting, let offer else { return outcome }
            // Sync went off during the pause: it comes back as it was.
            try Switches.wish(db, offer, offer.isSynchronised ? offer.wish : .resume, isPaused: false, at: moment)
            return try told(outcome, db)
        }
    }

    /// Nobody is told that an offer ended, or is back, while nothing is sent (R49).
    private func told(_ outcome: SwitchOutcome, _ db: Database) throws -> SwitchOutcome {
        guard outcome == .ended || outcome == .resumed, try Store.isFrozen(db) else { return outcome }
        return .frozen
    }

    private func auto(
        _ db: Database, _ kind: AutoSwitch, _ offer: Offer?, _ id: OfferID, enabled: Bool, at moment: Timestamp
    ) throws -> SwitchOutcome {
        let outcome = kind.decide(offer, enabled: enabled, productIsSynchronised: try Switches.isProductSynchronised(db, of: id))
        guard outcome == .enabled || outcome == .disabled else { return outcome }
        let column = kind == .close ? "auto_close" : "auto_resume"
        try db.execute(sql: "UPDATE offers SET \(column) = ? WHERE id = ?", arguments: [enabled, id.text])
        try DirtyMarks.mark(db, offer: id, falls: true, since: moment)
        return outcome
    }

    private func target(of offer: Offer?, _ products: AvailabilityCache) throws -> Int? {
        guard let offer else { return nil }
        try products.load(for: offer)
        return offer.link?.target { products[$0] }?.quantity
    }
}
