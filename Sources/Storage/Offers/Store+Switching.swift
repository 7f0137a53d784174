public import Inventory

/// Which offers an action is for.
public enum OfferSelection: Sendable, Equatable {
    case these([OfferID])
    /// Every synchronised offer.
    case all
}

extension Store {
    /// How many offers are synchronised: whoever takes this store out of work leaves them at what Allegro shows.
    public func synchronisedOffers() async throws -> Int {
        try await read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM offers WHERE is_synchronised = 1") ?? 0 }
    }

    /// The answers of one action, in the order asked.
    public typealias Outcomes = [(offer: OfferID, outcome: SwitchOutcome)]

    /// Offers switched in one transaction: deliveries are not kept waiting by a large action. Each offer is switched wholly or not at all.
    private static let switchBatch = 500

    /// Does one thing to many offers in one action (R17); each is answered, the refused ones with the reason (R14, R16).
    public func carryOut(_ deed: OfferDeed, on offers: [OfferID], at moment: Timestamp) async throws -> Outcomes {
        var outcomes: Outcomes = []
        for start in stride(from: 0, to: offers.count, by: Self.switchBatch) {
            let batch = offers[start..<min(start + Self.switchBatch, offers.count)]
            outcomes += try await write { db in
                let products = AvailabilityCache(db)
                return try batch.map { ($0, try deed.carryOut(db, $0, products, at: moment)) }
            }
        }
        return outcomes
    }

    /// Switches sync on or off for many offers in one action (R17).
    ///
    /// Auto-close and auto-resume go off for every offer of the same products (R12).
    public func switchSync(_ offers: [OfferID], enabled: Bool, at moment: Timestamp) async throws -> Outcomes {
        try await carryOut(enabled ? .syncOn : .syncOff, on: offers, at: moment)
    }

    /// Switches auto-close or auto-resume on or off for many offers (R11–R13).
    public func switchAuto(_ kind: AutoSwitch, _ offers: [OfferID], enabled: Bool, at moment: Timestamp) async throws -> Outcomes {
        switch kind {
        case .close: try await carryOut(enabled ? .autoCloseOn : .autoCloseOff, on: offers, at: moment)
        case .resume: try await carryOut(enabled ? .autoResumeOn : .autoResumeOff, on: offers, at: moment)
        }
    }

    /// Ends many offers by hand: they stay ended until a person resumes them (R10).
    public func endByHand(_ offers: [OfferID], at moment: Timestamp) async throws -> Outcomes {
        try await carryOut(.end, on: offers, at: moment)
    }

    /// Resumes many offers by hand. A synchronised one gets its quantity first; any other keeps its own.
    public func resumeByHand(_ offers: [OfferID], at moment: Timestamp) async throws -> Outcomes {
        try await carryOut(.resume, on: offers, at: moment)
    }

    /// "Przerwa": ends chosen or all synchronised offers until ``unpause(_:at:)`` (R44).
    public func pause(_ selection: OfferSelection, at moment: Timestamp) async throws -> Outcomes {
        try await carryOut(.pause, on: try await chosen(selection, all: "is_synchronised = 1"), at: moment)
    }

    /// Resumes what the pause ended, and nothing else (R44); one that is out of stock waits for it.
    public func unpause(_ selection: OfferSelection, at moment: Timestamp) async throws -> Outcomes {
        try await carryOut(.unpause, on: try await chosen(selection, all: "is_paused = 1"), at: moment)
    }

    private func chosen(_ selection: OfferSelection, all condition: String) async throws -> [OfferID] {
        switch selection {
        case .these(let asked): asked
        case .all: try await read { db in try String.fetchAll(db, sql: "SELECT id FROM offers WHERE \(condition) ORDER BY id").map { OfferID($0) } }
        }
    }
}
