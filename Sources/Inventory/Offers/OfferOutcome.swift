/// What Allegro tells of an offer, applied to what we know of it (`docs/planner.md`, "the model").
extension Offer {
    /// A command's task said SUCCESS. The offer must be read back before the change counts as confirmed (R28).
    public mutating func succeeded(_ action: CommandAction) {
        switch action {
        case .gain(let pieces):
            if let shown { self.shown = ShownQuantity(low: max(0, shown.low + pieces), high: max(0, shown.high + pieces)) }
        case .fixed(let quantity): shown = ShownQuantity(exactly: quantity)
        case .end: (status, endedBy) = (.ended, .gateway)
        case .activate: (status, endedBy) = (.activating, nil)
        }
        (readAt, contradictedAt) = (nil, nil)
    }

    /// A command's task said FAIL: nothing changed, and what we knew of the offer did not fit. It is read before anything else is sent.
    public mutating func refused(_ action: CommandAction) {
        readAt = nil
        if let shown, case .gain = action { self.shown = ShownQuantity(low: 0, high: shown.high) }
    }

    /// What a page or the offer itself showed, taken while no command of ours was under way for it.
    public struct Sighting: Sendable, Equatable {
        public var status: OfferStatus
        /// Pieces available; nil where Allegro did not say.
        public var quantity: Int?
        /// Who ended it, as Allegro says; nil where that was not asked.
        public var endedBy: EndCause?
        public var endedAt: Timestamp?
        public var window: WarehouseLevel.Window

        public init(
            status: OfferStatus, quantity: Int?, endedBy: EndCause? = nil, endedAt: Timestamp? = nil, window: WarehouseLevel.Window
        ) {
            self.status = status
            self.quantity = quantity
            self.endedBy = endedBy
            self.endedAt = endedAt
            self.window = window
        }
    }

    /// What our own record says of this offer's last commands (R10: only it tells who ended an offer).
    public struct Record: Sendable, Equatable {
        /// When the last END of ours left, whatever we know of its outcome.
        public var endSentAt: Timestamp?
        /// When the last ACTIVATE of ours left.
        public var activateSentAt: Timestamp?

        public init(endSentAt: Timestamp? = nil, activateSentAt: Timestamp? = nil) {
            self.endSentAt = endSentAt
            self.activateSentAt = activateSentAt
        }
    }

    /// What a sighting did to the model.
    public enum Consequence: Sendable, Equatable {
        /// It shows what we expected.
        case confirmed
        /// It is knowledge now: the first reading of this offer, or the second that contradicts us.
        case taken
        /// It contradicts what we know; one stale reading is nothing, so the offer is read again at that time.
        case contradicted(lookAgainAt: Timestamp)
        /// Ended, and neither our record nor the sighting tells by whom: the offer's detail must be asked.
        case needsDetail
    }

    /// Takes a sighting. `contradiction` is how far apart two sightings must be to outweigh what our own commands say.
    public mutating func saw(_ sighting: Sighting, record: Record, contradiction: Duration) -> Consequence {
        let endedByUs = sighting.isExplained(by: record)
        if sighting.status == .ended, !endedByUs, sighting.endedBy == nil, status != .ended || endedBy == nil { return .needsDetail }
        let agrees = sightingAgrees(sighting)
        if !agrees, shown != nil {
            guard let first = contradictedAt, sighting.window.from - first >= contradiction else {
                contradictedAt = contradictedAt ?? sighting.window.to
                return .contradicted(lookAgainAt: (contradictedAt ?? sighting.window.to) + contradiction)
            }
        }
        take(sighting, endedByUs: endedByUs)
        return agrees ? .confirmed : .taken
    }

    private func sightingAgrees(_ sighting: Sighting) -> Bool {
        let sameQuantity = sighting.quantity == nil || (shown.map { $0.low...max($0.low, $0.high) ~= (sighting.quantity ?? 0) } ?? false)
        let sameStatus = sighting.status == status || (status == .activating && sighting.status == .active)
        // An ended offer keeps or loses its number as Allegro likes; only what it is set to before a resume matters.
        return sameStatus && (sameQuantity || (status == .ended && !(shown?.low ?? 0 > 0)))
    }

    private mutating func take(_ sighting: Sighting, endedByUs: Bool) {
        if sighting.status != .ended {
            endedBy = nil
        } else if endedByUs {
            endedBy = endedBy == .pause ? .pause : .gateway
        } else if let cause = sighting.endedBy {
            endedBy = cause
        }
        status = sighting.status
        if let quantity = sighting.quantity { shown = ShownQuantity(exactly: quantity) }
        (readAt, contradictedAt) = (sighting.window.to, nil)
    }
}

extension Offer.Sighting {
    /// True when an END of ours stands behind the end: it left after the last ACTIVATE and not after the end itself.
    func isExplained(by record: Offer.Record) -> Bool {
        guard status == .ended, let end = record.endSentAt else { return false }
        if let activate = record.activateSentAt, activate > end {
            // Ended before our activation took hold: still the old end, still ours.
            return endedAt.map { $0 < activate } ?? false
        }
        // Allegro's clock and ours may differ by a little.
        return endedAt.map { $0 + .seconds(60) >= end } ?? true
    }
}
