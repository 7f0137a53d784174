import Inventory
import Sandbox
import Testing

@testable import Simulation

@Suite("For how long an offer may be wrong")
struct OfferWatchTests {
    @Test("before it was first aimed at anything nothing was right, whatever trouble comes later")
    func first() {
        var offer = WatchedOffer()
        offer.aim(at: 5, 0)
        #expect(offer.excuseForEnd(1) == nil)
        offer.trouble(50_000)
        #expect(offer.excuseForEnd(50_000) == nil)
    }

    @Test("trouble excuses what it met on its way, and nothing that was long known when it began or that changed when it was long over")
    func ended() {
        var offer = WatchedOffer.backAt1010
        #expect(offer.excuseForEnd(1011) == .inTime)
        offer.trouble(2800)
        #expect(offer.excuseForEnd(2800) == nil)
        offer.aim(at: 0, 5000)
        offer.aim(at: 5, 5010)
        #expect(offer.excuseForEnd(5200) == nil)
        offer.aim(at: 0, 8000)
        offer.aim(at: 5, 8010)
        offer.trouble(8020)
        #expect(offer.excuseForEnd(8300) == .late)
        #expect(offer.excuseForEnd(8520) == nil)
    }

    @Test("trouble that begins before the last is over goes on with it: what the one kept back the other may have as well")
    func joined() {
        var offer = WatchedOffer.backAt1010
        offer.trouble(1020, for: 60)
        offer.trouble(1300, for: 100)
        #expect(offer.excuseForEnd(1800) == .late)
        #expect(offer.excuseForEnd(1821) == nil)
    }

    @Test("a commit that the disk refused excuses for a moment, and cuts no other trouble short")
    func refused() {
        var offer = WatchedOffer.backAt1010
        offer.trouble(1015, recovery: ReactionLimits.diskRecovery)
        #expect(offer.excuseForEnd(1120) == .late)
        #expect(offer.excuseForEnd(1170) == nil)
        offer.trouble(1020)
        offer.trouble(1030, recovery: ReactionLimits.diskRecovery)
        #expect(offer.excuseForEnd(1440) == .late)
    }

    @Test("a freeze keeps back all that was on its way as it began, for as long as it lasts and until it is caught up (R49)")
    func frozen() {
        var offer = WatchedOffer.backAt1010
        offer.freeze(1020)
        #expect(offer.excuseForEnd(9000) == .late)
        offer.thaw(9000)
        #expect(offer.excuseForEnd(9400) == .late)
        #expect(offer.excuseForEnd(9421) == nil)
    }
}

/// An offer and the troubles of its day, by seconds.
private struct WatchedOffer {
    private let limits = ReactionLimits(Conditions(seed: 6))
    private var offer = OfferWatch(ShopPlan(seed: 6).offers[0])
    private var troubles = Troubles()

    /// Aimed at 5, and for ten seconds from 1000 on at nothing.
    static var backAt1010: WatchedOffer {
        var offer = WatchedOffer()
        for (target, second) in [(5, 0), (0, 1000), (5, 1010)] { offer.aim(at: target, second) }
        return offer
    }

    private func moment(_ second: Int) -> Timestamp { Timestamp(seconds: 1_795_500_000 + Int64(second)) }

    mutating func aim(at target: Int, _ second: Int) { offer.aim(at: target, .told, limits, now: moment(second)) }

    mutating func trouble(_ second: Int, for seconds: Int = 0, recovery: Duration = ReactionLimits.recovery) {
        troubles.add(until: moment(second + seconds), recovery: recovery, now: moment(second))
    }

    mutating func freeze(_ second: Int) { troubles.freeze(at: moment(second)) }

    mutating func thaw(_ second: Int) { troubles.thaw(at: moment(second)) }

    func excuseForEnd(_ second: Int) -> OfferWatch.Excuse? { offer.excuseForEnd(troubles, now: moment(second)) }
}
