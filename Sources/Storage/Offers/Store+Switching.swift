import GRDB
public import Inventory

/// Which offers an action is for.
public enum OfferSelection: Sendable, Equatable {
    case these([OfferID])
    /// Every synchronised offer.
    case all
}

extension Store {
    /// The answers of one action, in the order asked.
    public typealias Outcomes = [(offer: OfferID, outcome: SwitchOutcome)]

    /// Offers switched in one transaction: deliveries are not kept waiting by a large action. Each offer is switched wholly or not at all.
    private static let switchBatch = 500

    /// Switches sync on or off for many offers in one action (R17); each is answered, the refused ones with the reason (R14, R16).
    ///
    /// Auto-close and auto-resume go off for every offer of the same products (R12).
    public func switchSync(_ offers: [OfferID], enabled: Bool, at moment: Timestamp) async throws -> Outcomes {
        try await answer(.these(offers)) { db, id, products in
            let outcome = try Switches.decideSync(db, try Offers.offer(db, id), enabled: enabled, products)
            switch outcome {
            case .enabled: try Switches.on(db, id, at: moment)
            case .disabled: try Switches.off(db, [id], at: moment)
            case .ended, .resumed, .unchanged, .waiting, .refused: break
            }
            return outcome
        }
    }

    /// Switches auto-close or auto-resume on or off for many offers (R11–R13).
    public func switchAuto(_ kind: AutoSwitch, _ offers: [OfferID], enabled: Bool, at moment: Timestamp) async throws -> Outcomes {
        try await answer(.these(offers)) { db, id, _ in
            let outcome = kind.decide(
                try Offers.offer(db, id), enabled: enabled, productIsSynchronised: try Switches.isProductSynchronised(db, of: id))
            guard outcome == .enabled || outcome == .disabled else { return outcome }
            let column = kind == .close ? "auto_close" : "auto_resume"
            try db.execute(sql: "UPDATE offers SET \(column) = ? WHERE id = ?", arguments: [enabled, id.text])
            try DirtyMarks.mark(db, offer: id, falls: true, since: moment)
            return outcome
        }
    }

    /// Ends many offers by hand: they stay ended until a person resumes them (R10).
    public func endByHand(_ offers: [OfferID], at moment: Timestamp) async throws -> Outcomes {
        try await answer(.these(offers)) { db, id, _ in
            let offer = try Offers.offer(db, id)
            let outcome = HandSwitch.end(offer)
            if outcome == .ended, let offer { try Switches.wish(db, offer, .end, isPaused: false, at: moment) }
            return outcome
        }
    }

    /// Resumes many offers by hand. A synchronised one gets its quantity first; any other keeps its own.
    public func resumeByHand(_ offers: [OfferID], at moment: Timestamp) async throws -> Outcomes {
        try await answer(.these(offers)) { db, id, products in
            let offer = try Offers.offer(db, id)
            let target = try Self.target(of: offer, products)
            let outcome = HandSwitch.resume(offer, target: target, sellable: offer?.link?.sellable { products[$0] }?.quantity)
            if outcome == .resumed, let offer { try Switches.wish(db, offer, .resume, isPaused: false, at: moment) }
            return outcome
        }
    }

    /// "Przerwa": ends chosen or all synchronised offers until ``unpause(_:at:)`` (R44).
    public func pause(_ selection: OfferSelection, at moment: Timestamp) async throws -> Outcomes {
        try await answer(selection) { db, id, _ in
            let offer = try Offers.offer(db, id)
            let outcome = PauseSwitch.pause(offer)
            if outcome == .ended || outcome == .waiting, let offer { try Switches.wish(db, offer, nil, isPaused: true, at: moment) }
            return outcome
        }
    }

    /// Resumes what the pause ended, and nothing else (R44); one that is out of stock waits for it.
    public func unpause(_ selection: OfferSelection, at moment: Timestamp) async throws -> Outcomes {
        try await answer(selection, all: "is_paused = 1") { db, id, products in
            let offer = try Offers.offer(db, id)
            let outcome = PauseSwitch.unpause(offer, target: try Self.target(of: offer, products))
            guard outcome == .resumed || outcome == .waiting, let offer else { return outcome }
            // Sync went off during the pause: it comes back as it was.
            try Switches.wish(db, offer, offer.isSynchronised ? nil : .resume, isPaused: false, at: moment)
            return outcome
        }
    }

    private static func target(of offer: Offer?, _ products: AvailabilityCache) throws -> Int? {
        guard let offer else { return nil }
        try products.load(for: offer)
        return offer.link?.target { products[$0] }?.quantity
    }

    /// Decides for each offer, a bounded number in one transaction.
    private func answer(
        _ selection: OfferSelection, all condition: String = "is_synchronised = 1",
        _ decide: @Sendable @escaping (Database, OfferID, AvailabilityCache) throws -> SwitchOutcome
    ) async throws -> Outcomes {
        let offers: [OfferID]
        switch selection {
        case .these(let asked): offers = asked
        case .all:
            offers = try await read { db in
                try String.fetchAll(db, sql: "SELECT id FROM offers WHERE \(condition) ORDER BY id").map { OfferID($0) }
            }
        }
        var outcomes: Outcomes = []
        for start in stride(from: 0, to: offers.count, by: Self.switchBatch) {
            let batch = offers[start..<min(start + Self.switchBatch, offers.count)]
            outcomes += try await write { db in
                let products = AvailabilityCache(db)
                return try batch.map { ($0, try decide(db, $0, products)) }
            }
        }
        return outcomes
    }
}
