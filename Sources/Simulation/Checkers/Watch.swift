public import Inventory
import NIOConcurrencyHelpers
import Sandbox

/// Looks at the world after everything that happens in it: what each offer should show, what it shows, who ended it.
final class Watch {
    private let world: SandboxWorld
    private let plan: ShopPlan
    private let schedule: Schedule
    private let limits: ReactionLimits
    var promises = Promises()
    private(set) var offers: [OfferWatch]
    private var troubles = Troubles()
    private(set) var violations: [Violation] = []

    init(_ world: SandboxWorld, _ plan: ShopPlan, _ conditions: Conditions, _ schedule: Schedule) {
        (self.world, self.plan, self.schedule) = (world, plan, schedule)
        limits = ReactionLimits(conditions)
        offers = plan.offers.map { OfferWatch($0) }
    }

    /// News is kept back for `span` from now on; `recovery` later all is known.
    func trouble(for span: Duration, recovery: Duration = ReactionLimits.recovery) {
        troubles.add(until: schedule.now + span, recovery: recovery, now: schedule.now)
    }

    /// Nothing is sent, for as long as the owner has it so (R49).
    func freeze() { troubles.freeze(at: schedule.now) }

    func thaw() { troubles.thaw(at: schedule.now) }

    func report(_ violation: Violation) { violations.append(violation) }

    func change(_ place: Int, _ change: (inout OfferWatch) -> Void) { change(&offers[place]) }

    /// Another hand, or a moderator, has ended an offer.
    func endByHand(_ place: Int) {
        let now = schedule.now
        let (id, earliest) = (offers[place].planned.id.text, now - limits.fall(.silent))
        let ends = world.allegro { allegro, _ in allegro.takenCommands(activating: false, offer: id) }
        let isOurs = offers[place].excuseForEnd(troubles, now: now) != nil || ends.contains { $0 >= earliest.sandbox }
        offers[place].end(byHandAt: now, isOurs: isOurs)
    }

    func endByOwner(_ place: Int) { offers[place].end(byOwnerAt: schedule.now) }

    func pause(_ place: Int) { offers[place].pause(at: schedule.now) }

    func unpause(_ place: Int) { offers[place].unpause(limits, at: schedule.now) }

    /// Its owner brings it back at the console.
    func resumeByOwner(_ place: Int) { offers[place].resume(limits, endsPause: true, at: schedule.now) }

    /// Another hand has brought it back.
    func resumeByHand(_ place: Int) {
        offers[place].resume(limits, endsPause: false, at: schedule.now)
        raiseByHand(place)
    }

    /// Somebody else raised or resumed an offer.
    func raiseByHand(_ place: Int) {
        offers[place].isRaisedByHand = true
        offers[place].handUnheardUntil = schedule.now + limits.fall(.silent)
    }

    /// Its owner switches sync on or off.
    func synchronise(_ place: Int, _ enabled: Bool) { offers[place].synchronise(enabled, limits, now: schedule.now) }

    /// Takes in what changed, and how news of it reaches us.
    func look(_ news: OfferWatch.News) {
        let now = schedule.now
        let (documents, stock) = world.wfirma { wfirma, _ in
            (wfirma.allDocuments, plan.goods.map { wfirma.count(ofGood: $0.text).tenThousandths })
        }
        promises.settle(by: documents) { [world] invoice in world.invoice(invoice)?.externalID }
        let open = promises.open()
        let free = Dictionary(uniqueKeysWithValues: zip(plan.goods, stock).map { good, stock in (good, stock - (open[good] ?? 0) * 10_000) })
        for place in offers.indices {
            let link = offers[place].planned.link
            let target = link.target { free[$0].map { Availability(stock: StockAmount(tenThousandths: Int64($0))) } }
            offers[place].aim(at: target?.quantity ?? 0, news, limits, now: now)
        }
        for good in plan.goods {
            let rise = (free[good] ?? 0) - (self.free[good] ?? 0)
            unheard[good, default: []].removeAll { !$0.isUnheard(at: now) }
            if rise > 0 { unheard[good, default: []].append(Rise(amount: rise, news: news, until: isDown ? nil : now + limits.rise(news))) }
        }
        self.free = free
        lookAtAllegro()
    }

    /// Pieces of each product that nobody was promised, in ten-thousandths; negative where more was promised than there is.
    private(set) var free: [ProductID: Int] = [:]

    /// How a product rose lately, for news comes out of turn.
    private struct Rise {
        /// In ten-thousandths.
        let amount: Int
        let news: OfferWatch.News
        /// Until then we may not have heard of it; nil: nobody runs who could.
        var until: Timestamp?

        func isUnheard(at now: Timestamp) -> Bool { until.map { $0 >= now } ?? true }
    }

    private var unheard: [ProductID: [Rise]] = [:]
    private var isDown = false

    /// Nobody runs from now on, so nobody hears.
    func gatewayEnds() {
        isDown = true
        changeUnheard { $0.until = nil }
    }

    /// What rose meanwhile takes its time from here: orders from the journal may make a zero of the stock from before, and that ends at once (R31).
    /// The comparison at the start reads all stock, so that no rise of it takes longer than one that is told.
    func gatewayStarts() {
        isDown = false
        let now = schedule.now
        changeUnheard { rise in
            guard rise.until == nil else { return }
            switch rise.news {
            case .order: rise.until = now + limits.rise(.order)
            case .told, .polled, .silent: rise.until = now + limits.rise(.told)
            }
        }
    }

    private func changeUnheard(_ change: (inout Rise) -> Void) {
        for good in plan.goods {
            let left = (unheard[good] ?? []).filter { $0.isUnheard(at: schedule.now) }
            unheard[good] = left.map { rise in
                var rise = rise
                change(&rise)
                return rise
            }
        }
    }

    /// What the offer should show as far as all may know.
    private func leastTarget(_ offer: OfferWatch) -> Int {
        let now = schedule.now
        let target = offer.planned.link.target { product in
            guard let there = free[product] else { return nil }
            let unheard = (unheard[product] ?? []).filter { $0.isUnheard(at: now) }.reduce(0) { $0 + $1.amount }
            return Availability(stock: StockAmount(tenThousandths: Int64(there - unheard)))
        }
        return target?.quantity ?? 0
    }

    /// Allegro's count of changes of offers when they were last looked at.
    private var seenChanges: Int?

    /// Takes in what offers show.
    func lookAtAllegro() {
        let changes = world.allegro { allegro, _ in allegro.offerChanges }
        defer { seenChanges = changes }
        if changes == seenChanges {
            for place in offers.indices { offers[place].settleHand() }
            return
        }
        for place in offers.indices {
            guard let offer = world.offer(offers[place].planned.id.text) else { continue }
            let (wasOnSale, isByHand) = (offers[place].isOnSale, offers[place].isRaisedByHand)
            offers[place].see(offer)
            if !wasOnSale, offers[place].isOnSale, offers[place].isSynchronised, !isByHand { checkResume(offers[place]) }
            if wasOnSale, offer.status == .ended, offer.endedBy == .user, !offers[place].isEndedByHand, !offers[place].isPaused,
                offers[place].isSynchronised
            {
                checkEnd(offers[place])
            }
        }
    }

    /// From when Allegro takes an ACTIVATE until it is done, at most, unless it hangs for good.
    private static let activation: Duration = .seconds(60)

    /// An ACTIVATE that left before a person wanted it ended may take it back all the same.
    private func checkResume(_ offer: OfferWatch) {
        guard let since = offer.unwantedSince else { return }
        let onTheWay = (since - Self.activation).sandbox...(since + limits.way).sandbox
        let activations = world.allegro { allegro, _ in allegro.takenCommands(activating: true, offer: offer.planned.id.text) }
        if schedule.now <= since + Self.activation, activations.contains(where: { onTheWay.contains($0) }) { return }
        let what = "offer \(offer.planned.id) is on sale again at \(schedule.now) though a person wants it ended since \(since)"
        violations.append(Violation(.resumedAgainstWill, what))
    }

    private func checkEnd(_ offer: OfferWatch) {
        guard offer.excuseForEnd(troubles, now: schedule.now) == nil, leastTarget(offer) > 0 else { return }
        violations.append(Violation(.endedWithStock, "offer \(offer.planned.id) was ended at \(schedule.now) though \(offer.target) were to be sold"))
    }

    /// Oversold pieces of a purchase that is about to be made, each with its cause.
    func oversold(by lines: [(place: Int, quantity: Int)]) -> [OversoldPieces] {
        var left = free
        var oversold: [OversoldPieces] = []
        for (place, quantity) in lines {
            let offer = offers[place]
            for component in offer.planned.link.components {
                let pieces = quantity * component.units
                let there = max(0, (left[component.product] ?? 0) / 10_000)
                left[component.product, default: 0] -= pieces * 10_000
                guard pieces > there else { continue }
                // What another line of the same purchase took is gone at this very moment.
                let wasThere = pieces * 10_000 <= free[component.product] ?? 0
                oversold.append(
                    OversoldPieces(
                        offer: offer.planned.id, product: component.product, pieces: pieces - there, cause: wasThere ? .sameMoment : cause(offer),
                        age: wasThere ? .zero : offer.age(now: schedule.now)))
            }
        }
        return oversold
    }

    private func cause(_ offer: OfferWatch) -> OversoldPieces.Cause {
        if !offer.isSynchronised { return .notSynchronised }
        if offer.isRaisedByHand { return .foreignHand }
        switch offer.excuse(for: offer.shown, troubles, now: schedule.now) {
        case .inTime: return .sameMoment
        case .late: return .late
        case nil: return offer.handUnheardUntil.map { schedule.now <= $0 } ?? false ? .foreignHand : .ours
        }
    }
}

/// Pieces sold that were not there.
public struct OversoldPieces: Sendable {
    public let offer: OfferID
    public let product: ProductID
    public let pieces: Int
    public internal(set) var cause: Cause
    /// How long ago what its offer shows was right; nil where it never was, for as long as we remember.
    public let age: Duration?

    /// Why they could be sold.
    public enum Cause: String, Sendable, CaseIterable {
        /// Sold at the same moment, or before the news could reach us.
        case sameMoment = "same_moment"
        /// The news, or what we did about it, was kept back by a fault, a crash or a wrong clock.
        case late
        /// Another hand raised the offer.
        case foreignHand = "foreign_hand"
        /// The brake held its end: it showed 1.
        case brake
        /// Its owner had switched sync off.
        case notSynchronised = "not_synchronised"
        case ours
    }
}
