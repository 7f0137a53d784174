import Inventory
import Sandbox

/// What one offer showed and what it should have shown, as the world alone tells, and for how long we may still not know better.
struct OfferWatch {
    /// How a change of what an offer should show comes to be known.
    enum News {
        /// Bought or cancelled: the order journal tells.
        case order
        /// A document, which a notice tells at once.
        case told
        /// A document that is found when the newest ones are looked at.
        case polled
        /// What only a whole comparison finds.
        case silent
    }

    /// That it is to stay ended.
    private struct Will {
        let since: Timestamp
        /// Said to the gateway itself, so that no END of ours is mistaken for it.
        let isTold: Bool
    }

    /// A target that was right once.
    private struct Past {
        let target: Int
        let until: Timestamp
        /// So long it may be acted on.
        let excusedUntil: Timestamp
    }

    let planned: ShopPlan.PlannedOffer
    var isSynchronised = false
    private(set) var target = 0
    private(set) var shown = 0
    private(set) var status = SandboxOffer.Status.active
    private var endedBy: SandboxOffer.EndedBy?
    /// Another hand raised or resumed it, and it has not shown what it should since.
    var isRaisedByHand = false
    /// Until then nobody may have told us of the hand that raised or resumed it: only a whole comparison finds it.
    var handUnheardUntil: Timestamp?
    /// Its owner or another hand ended it, or may have; only they bring it back.
    private(set) var isEndedByHand = false
    private var isEmptiedOnItsWay = false
    /// Since when they surely did; nil where the end may as well be one of ours (R10).
    private var will: Will?
    /// Since when its owner's pause lasts: whoever resumes it meanwhile, it is ended again (R44).
    private(set) var pausedSince: Timestamp?
    private var past: [Past] = []
    /// Before it is aimed at anything nothing was right.
    private var isAimed = false

    init(_ planned: ShopPlan.PlannedOffer) { self.planned = planned }

    mutating func aim(at target: Int, _ news: News, _ limits: ReactionLimits, now: Timestamp) {
        if isAimed {
            guard target != self.target else { return }
            let window = target < self.target ? limits.fall(news) : limits.rise(news)
            past.removeAll { now - $0.until > ReactionLimits.memory }
            past.append(Past(target: self.target, until: now, excusedUntil: now + window))
        }
        (isAimed, self.target) = (true, target)
        forgetUntoldWill()
    }

    /// From then on an END of ours may be what ended it, for all that Allegro says.
    private mutating func forgetUntoldWill() { if target <= 0 || isPaused, will?.isTold == false { will = nil } }

    /// Another hand, or a moderator, ended it.
    ///
    /// - Parameter isOurs: an END of ours may have ended it at the same time.
    mutating func end(byHandAt now: Timestamp, isOurs: Bool) {
        (isEndedByHand, will) = (true, isOurs ? nil : Will(since: now, isTold: false))
        forgetUntoldWill()
    }

    /// Its owner ended it at the console.
    mutating func end(byOwnerAt now: Timestamp) {
        (isEndedByHand, pausedSince) = (true, nil)
        if will?.isTold != true { will = Will(since: now, isTold: true) }
    }

    /// A person set 0: it ends by that, a running one at once (R44). One that was ended already stays ours.
    mutating func emptyByHand() {
        isEndedByHand = isEndedByHand || status == .active
        isEmptiedOnItsWay = status == .activating
    }

    mutating func pause(at now: Timestamp) {
        if pausedSince == nil { pausedSince = now }
        forgetUntoldWill()
    }

    mutating func unpause(_ limits: ReactionLimits, at now: Timestamp) {
        guard isPaused else { return }
        pausedSince = nil
        excuseEnd(limits, now)
    }

    /// Its owner, who ends a pause by it, or another hand, who does not, brings it back.
    mutating func resume(_ limits: ReactionLimits, endsPause: Bool, at now: Timestamp) {
        (isEndedByHand, will) = (false, nil)
        if endsPause { pausedSince = nil }
        excuseEnd(limits, now)
    }

    /// An END that was wanted until now may be on its way.
    private mutating func excuseEnd(_ limits: ReactionLimits, _ now: Timestamp) {
        past.append(Past(target: 0, until: now, excusedUntil: now + limits.fall(.told)))
    }

    var isPaused: Bool { pausedSince != nil }

    /// Since when nobody but they may bring it back.
    var unwantedSince: Timestamp? { [will?.since, pausedSince].compactMap(\.self).min() }

    /// What it shows was its owner's until sync goes on, and right until then.
    mutating func synchronise(_ enabled: Bool, _ limits: ReactionLimits, now: Timestamp) {
        if enabled, !isSynchronised { past.append(Past(target: shown, until: now, excusedUntil: now + limits.fall(.told))) }
        isSynchronised = enabled
    }

    mutating func see(_ offer: SandboxOffer) {
        if isEmptiedOnItsWay, offer.status != .activating {
            isEmptiedOnItsWay = false
            if offer.endedBy == .emptyStock { isEndedByHand = true }
        }
        let wasOnSale = isOnSale
        (shown, status, endedBy) = (offer.available, offer.status, offer.endedBy)
        // What may have been a person's end was none, or is over.
        if !wasOnSale, isOnSale, will == nil { isEndedByHand = false }
        settleHand()
    }

    /// What it shows is no more than it should: what the hand raised is over.
    mutating func settleHand() { if shown <= target || !isOnSale { isRaisedByHand = false } }

    /// Ended by the gateway's command or sold out; what an error or a date ended stays ended (R10).
    var isEndedForWantOfStock: Bool { endedBy == .user || endedBy == .emptyStock }

    var isOnSale: Bool { status == .active || status == .activating }

    /// It shows another number than it should, or is ended for want of stock though there is some.
    var isWrong: Bool { isSynchronised && (isOnSale ? shown != target : target > 0 && !isEndedByHand && !isPaused && isEndedForWantOfStock) }

    /// Whether what it shows was right so lately that no news can have changed it yet (`.inTime`), or trouble kept the news back (`.late`).
    func excuse(for quantity: Int, _ troubles: Troubles, now: Timestamp) -> Excuse? {
        if quantity <= target { return .inTime }
        return excuse(troubles, now) { $0.target >= quantity }
    }

    /// The same for an end: that nothing was to be sold.
    func excuseForEnd(_ troubles: Troubles, now: Timestamp) -> Excuse? {
        if target <= 0 { return .inTime }
        return excuse(troubles, now) { $0.target <= 0 }
    }

    /// How long ago what it shows was right.
    func age(now: Timestamp) -> Duration? {
        shown <= target ? .zero : past.filter { $0.target >= shown }.map(\.until).max().map { now - $0 }
    }

    enum Excuse { case inTime, late }

    private func excuse(_ troubles: Troubles, _ now: Timestamp, where fits: (Past) -> Bool) -> Excuse? {
        let fitting = past.filter(fits)
        if fitting.contains(where: { now <= $0.excusedUntil }) { return .inTime }
        return fitting.contains { troubles.keepBack($0.until, dueBy: $0.excusedUntil, now: now) } ? .late : nil
    }
}

/// How long news may take under a seed's conditions; what takes longer is our fault.
struct ReactionLimits {
    /// After trouble (a fault, a crash, a wrong clock): retries back off up to five minutes.
    static let recovery: Duration = .seconds(420)
    /// After a commit that the disk refused: a second later it is tried again.
    static let diskRecovery: Duration = .seconds(75)
    static let memory: Duration = .seconds(3600)

    /// Journal poll, late events, our own commands' way.
    let reaction: Duration
    /// A request's, until Allegro has it.
    let way: Duration
    let conditions: Conditions

    init(_ conditions: Conditions) {
        self.conditions = conditions
        let isNarrow = conditions.allegro.requestsPerMinute < 9000
        reaction = .seconds(isNarrow ? 27 : 12) + conditions.latency * 20
        way = conditions.latency
    }

    func fall(_ news: OfferWatch.News) -> Duration {
        switch news {
        case .order, .told: reaction
        case .polled: reaction + .seconds(35)
        case .silent: reaction + .seconds(345)
        }
    }

    /// What raises is explained or seen twice first; a cancellation may wait for its document's release.
    func rise(_ news: OfferWatch.News) -> Duration {
        switch news {
        case .order: reaction + .seconds(75)
        case .told, .polled, .silent: fall(news) + .seconds(40)
        }
    }
}
