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
    /// Its owner or another hand ended it; only they bring it back.
    var isEndedByHand = false
    /// Its owner's pause lasts: whoever resumes it meanwhile, it is ended again (R44).
    var isPaused = false
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
    }

    /// What it shows was its owner's until sync goes on, and right until then.
    mutating func synchronise(_ enabled: Bool, _ limits: ReactionLimits, now: Timestamp) {
        if enabled, !isSynchronised { past.append(Past(target: shown, until: now, excusedUntil: now + limits.fall(.told))) }
        isSynchronised = enabled
    }

    mutating func see(_ offer: SandboxOffer) {
        (shown, status, endedBy) = (offer.available, offer.status, offer.endedBy)
        settleHand()
    }

    /// What it shows is no more than it should: what the hand raised is over.
    mutating func settleHand() { if shown <= target || !isOnSale { isRaisedByHand = false } }

    /// Ended by the gateway's command or sold out; what an error or a date ended stays ended (R10).
    var isEndedForWantOfStock: Bool { endedBy == .user || endedBy == .emptyStock }

    var isOnSale: Bool { status == .active || status == .activating }

    /// It shows another number than it should, or is ended for want of stock though there is some.
    var isWrong: Bool { isSynchronised && (isOnSale ? shown != target : target > 0 && !isEndedByHand && isEndedForWantOfStock) }

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
    static let memory: Duration = .seconds(3600)

    /// Journal poll, late events, our own commands' way.
    let reaction: Duration
    let conditions: Conditions

    init(_ conditions: Conditions) {
        self.conditions = conditions
        let isNarrow = conditions.allegro.requestsPerMinute < 9000
        reaction = .seconds(isNarrow ? 27 : 12) + conditions.latency * 20
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
