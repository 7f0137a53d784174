/// What Allegro tells of an offer, applied to what we know of it (`docs/planner.md`, "the model").
extension Offer {
    /// A command's task said SUCCESS. The offer must be read back before the change counts as confirmed (R28).
    public mutating func succeeded(_ action: CommandAction) {
        switch action {
        case .gain(let pieces):
            // An ended offer shows nothing until its quantity is set for a resume.
            if let shown, status != .ended || shown.high > 0 {
                self.shown = shown.changed(by: pieces)
            }
        case .fixed(let quantity): (shown, keptQuantity) = (ShownQuantity(exactly: quantity), quantity)
        // What Allegro keeps on an ended offer is not shown to anybody; a resume sets it anew (R5).
        case .end:
            (endedBy, keptQuantity) = (causeOfOwnEnd, shown?.exact)
            (status, shown) = (.ended, ShownQuantity(exactly: 0))
            if wish == .end { wish = nil }
        case .activate:
            (status, endedBy) = (.activating, nil)
            // Resumed as it is: it shows what Allegro kept.
            if shown?.high == 0, let keptQuantity { shown = ShownQuantity(exactly: keptQuantity) }
            if wish == .resume { wish = nil }
        }
        if isOnSale, let exact = shown?.exact, exact > 0 { lastQuantity = exact }
        readAt = nil
        forgetContradiction()
    }

    /// A command's task said SUCCESS after readings had settled that it did nothing: whether they held it nobody can tell. What it may have added
    /// counts at once; the offer's detail is read, and nothing is raised before it agrees.
    public mutating func succeededLate(_ action: CommandAction, at moment: Timestamp) {
        switch action {
        case .gain(let pieces): shown = shown.map { ShownQuantity(low: max(0, $0.low + min(0, pieces)), high: $0.high + max(0, pieces)) }
        case .fixed(let quantity): shown = shown.map { ShownQuantity(low: min($0.low, quantity), high: max($0.high, quantity)) }
        case .end, .activate: break
        }
        (readAt, contradictedAt, contradictedAgainAt) = (nil, moment, nil)
    }

    /// A command's task said FAIL: nothing changed, and what we knew of the offer did not fit. It is read before anything else is sent.
    public mutating func refused(_ action: CommandAction) {
        (shown, readAt) = (nil, nil)
        forgetContradiction()
    }

    private mutating func forgetContradiction() { (contradictedAt, contradictedAgainAt) = (nil, nil) }

    /// What a page or the offer itself showed, taken while no command of ours was under way for it. Its times, and all that an offer and a ``Record``
    /// keep, are Allegro's clock's.
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
        /// When the last END of ours left that was given up without a report: it may be carried out after a later resume.
        public var givenUpEndSentAt: Timestamp?
        /// When Allegro said that the last end which was taken as knowledge came about; nil where it did not say.
        public var endedAt: Timestamp?
        /// Allegro refused the last change, or sold more than we knew to be there: what we knew was wrong, and so may the next reading be.
        public var isInDoubt = false

        /// Pieces sold before the last reading and told after it: a list that lags may have shown them all the same.
        public var soldUnseen = 0
        /// At the very moment of the end that is shown something of it was bought, or a decrease of ours was carried out.
        public var isTakenAtEnd = false
        /// How far its account's orders are known.
        public var orders = OrderSight.none

        public init(endSentAt: Timestamp? = nil, activateSentAt: Timestamp? = nil, givenUpEndSentAt: Timestamp? = nil) {
            self.endSentAt = endSentAt
            self.activateSentAt = activateSentAt
            self.givenUpEndSentAt = givenUpEndSentAt
        }
    }

    /// How complete our sight of an account's orders is: a sale explains what would else be a foreign hand.
    public enum OrderSight: Sendable, Equatable {
        /// Orders are not fetched: nothing to wait for.
        case none
        /// Orders told before this moment are known: the begin of the last poll of the journal that came to its end; nil before the first.
        case complete(at: Timestamp?)

        func reaches(_ moment: Timestamp) -> Bool {
            guard case .complete(let at) = self else { return true }
            return at.map { $0 >= moment } ?? false
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

    /// Takes a sighting.
    ///
    /// - Parameters:
    ///   - contradiction: how far apart two sightings must be to outweigh what our own commands say.
    ///   - open: its commands whose outcome is unknown; the sighting settles them unless it contradicts.
    public mutating func saw(_ sighting: Sighting, record: Record, contradiction: Duration, open: [OpenCommand] = []) -> Consequence {
        let cause = sighting.status == .ended ? cause(of: sighting, record: record) : nil
        if sighting.status == .ended, cause == nil { return .needsDetail }
        let agrees = agrees(with: sighting, open: open)
        if !agrees, let shown {
            // Fewer pieces than we know of may be a sale that we have not heard of; more of them are not, and come down.
            let isSale = cause == .soldOut || (sighting.status == status && sighting.quantity.map { $0 < shown.low } ?? false)
            if let again = weigh(sighting, contradiction: contradiction, orders: isSale ? record.orders : .none) {
                return .contradicted(lookAgainAt: again)
            }
        }
        let isFirstLook = shown == nil && record.isInDoubt
        take(sighting, endedBy: isByHand(sighting, cause, agrees: agrees, record) ? .hand : cause)
        // One page may be as wrong as what was refused: down at once, up only after a second look.
        if isFirstLook { contradictedAt = sighting.window.to }
        return agrees ? .confirmed : .taken
    }

    /// Two sightings far enough apart outweigh what we know, once the order journal was polled past the second (a poll begun that long after it):
    /// a sale that we had not heard of would explain them. Returns when to look again; nil when the sighting is knowledge.
    private mutating func weigh(_ sighting: Sighting, contradiction: Duration, orders: OrderSight) -> Timestamp? {
        guard let first = contradictedAt, sighting.window.from - first >= contradiction else {
            let first = contradictedAt ?? sighting.window.to
            contradictedAt = first
            return first + contradiction
        }
        guard orders != .none else { return nil }
        let second = contradictedAgainAt ?? sighting.window.to
        contradictedAgainAt = second
        if sighting.window.from >= second, orders.reaches(second + contradiction) { return nil }
        let patience = min(max(Self.orderPatience, (sighting.window.to - second) / 4), Self.longestOrderPatience)
        return max(second + contradiction, sighting.window.to + patience)
    }

    /// Between two looks at an offer while orders are waited for that would explain it: a quarter of the time waited, no less and no more than these.
    private static let orderPatience = Duration.seconds(2)
    private static let longestOrderPatience = Duration.seconds(60)

    /// A sell-out that no sale explains: somebody set it to nothing, which is a person's end (R44). One that still carries all that we know of is
    /// none: sales took the last piece a moment before an increase of ours was carried out. Nor is one of pieces that a page may have shown too late, nor
    /// one at the very moment of a sale or of a decrease of ours: that took the last piece, whoever had taken others before.
    private func isByHand(_ sighting: Sighting, _ cause: EndCause?, agrees: Bool, _ record: Record) -> Bool {
        guard cause == .soldOut, !agrees, record.orders != .none, !record.isTakenAtEnd, status == .active, let shown else { return false }
        return shown.low - record.soldUnseen > sighting.quantity ?? 0
    }

    /// A command that hangs makes what it would have done as likely as what stood before. That it lifted nothing is seen twice, since a stale
    /// page shows the same; that it lowered or ended nothing is acted upon at once.
    private func agrees(with sighting: Sighting, open: [OpenCommand]) -> Bool {
        guard let shown else { return false }
        let isActivated = open.contains { $0.action == .activate }
        // The last piece was sold, as far as we know: Allegro ends it by itself.
        let isSoldOut = status == .active && shown.low == 0
        let isOnSale = sighting.status == .active || sighting.status == .activating
        let isExpected =
            if sighting.status == status {
                !(isActivated && status == .ended)
            } else {
                (status == .activating && sighting.status == .active) || (isActivated && isOnSale)
                    || (sighting.status == .ended && (open.contains { $0.action == .end } || isSoldOut))
            }
        guard isExpected else { return false }
        // Of an ended offer only the number that we set for its resume matters; else Allegro keeps or loses it as it likes.
        guard let quantity = sighting.quantity, sighting.status != .ended || (status == .ended && shown.high > 0) else { return true }
        let reach = Reach(of: shown, with: open)
        let lowest = open.contains { $0.action.gained > 0 } ? reach.high : reach.low
        return lowest <= quantity && quantity <= reach.high
    }

    private mutating func take(_ sighting: Sighting, endedBy cause: EndCause?) {
        let isSetForResume = status == .ended && sighting.status == .ended && (shown?.high ?? 0) > 0
        if sighting.status == .ended, !isSetForResume {
            shown = ShownQuantity(exactly: 0)
        } else if let quantity = sighting.quantity {
            shown = ShownQuantity(exactly: quantity)
        }
        (status, endedBy, readAt) = (sighting.status, cause, sighting.window.to)
        if status == .ended { keptQuantity = sighting.quantity ?? keptQuantity } else { isEndAsked = false }
        if isOnSale, let quantity = sighting.quantity, quantity > 0 { lastQuantity = quantity }
        forgetContradiction()
    }

    /// What we know of Allegro's clock may be this wrong.
    private static let clockSkew = Duration.seconds(60)
    /// Allegro may carry a command out this long after it was sent.
    private static let commandReach = Duration.seconds(3600)

    /// Who ended the offer that `sighting` shows as ended; nil when its detail must be asked.
    private func cause(of sighting: Sighting, record: Record) -> EndCause? {
        // Allegro calls it sold out whoever set it to nothing: what was found to be a person's end is no other one for being asked about again (R44).
        if status == .ended, endedBy == .hand, sighting.endedBy == .soldOut, !isAnotherEnd(sighting, record) { return .hand }
        // USER covers us, people and programs alike; every other word of Allegro's is clear.
        if let told = sighting.endedBy, told != .hand, told != .unknown { return told }
        if status == .ended, let endedBy, endedBy != .unknown, !isAnotherEnd(sighting, record) { return endedBy }
        if isBeforeActivation(sighting, record) || isOurs(sighting, record) { return causeOfOwnEnd }
        // Asked before, and Allegro did not say: it is not asked for ever.
        return sighting.endedBy ?? (status == .ended && endedBy == .unknown ? .unknown : nil)
    }

    /// It was resumed and ended again since: a person may have done both between two sweeps. Both times are Allegro's.
    private func isAnotherEnd(_ sighting: Sighting, _ record: Record) -> Bool {
        guard let known = record.endedAt, let endedAt = sighting.endedAt else { return false }
        return endedAt > known
    }

    /// The old end, which our ACTIVATE came after (a stale page, or an activation that did not take hold): no new one by anybody.
    private func isBeforeActivation(_ sighting: Sighting, _ record: Record) -> Bool {
        guard let activate = record.activateSentAt, let endedAt = sighting.endedAt else { return false }
        return endedAt < activate + (status == .activating ? Self.clockSkew : .zero)
    }

    /// True when an END of ours matches the end by its time: the last one, unless an ACTIVATE came after it, or one that was given up.
    private func isOurs(_ sighting: Sighting, _ record: Record) -> Bool {
        let isResumed = record.endSentAt.flatMap { end in record.activateSentAt.map { $0 > end } } ?? false
        let moment = sighting.endedAt ?? sighting.window.to
        return [isResumed ? nil : record.endSentAt, record.givenUpEndSentAt].contains { sent in
            guard let sent else { return false }
            // It explains one end, which is known.
            if let known = record.endedAt, isAnotherEnd(sighting, record), sent <= known + Self.clockSkew { return false }
            return moment + Self.clockSkew >= sent && moment <= sent + Self.commandReach + Self.clockSkew
        }
    }
}
