import Inventory
import Testing

@Suite("An offer comes to show its target, whatever Allegro does on the way")
struct OfferConvergenceTests {
    /// The number of a story is its seed: a failing one is repeated by its argument.
    @Test("in the end shown = target on a running offer, and a zero has ended it", arguments: UInt64(1)...150)
    func converges(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let faults = chance.number(0...15)
        let start = SimulatedAllegro.Listing(status: .active, quantity: chance.number(1...20))
        let allegro = SimulatedAllegro(start, clockSkew: Double(chance.number(-20...20)), faultPercent: faults)
        var driver = OfferDriver(.example(shows: nil, isRead: false), on: allegro)
        var now = 1.0
        while now < 900 {
            if chance.happens(4) {
                driver.target = Availability(stock: StockAmount(pieces: max(0, chance.number(-4...20))), isDoubted: chance.happens(20))
            }
            try driver.step(at: now, &chance)
            now += 1
        }
        if chance.happens(50) { driver.target.isDoubted = false }
        // Stock stands still; commands that hang are carried out up to half an hour later, and may hang anew.
        var quietSince = now
        while now < 20_000, now - quietSince < 2400 {
            try driver.step(at: now, &chance)
            if !driver.isQuiet { quietSince = now }
            now += driver.isQuiet ? 5 : 1
        }
        let wanted = Target(quantity: try #require(driver.target.available), isDoubted: driver.target.isDoubted)
        let listing = driver.allegro.listing
        if listing.status == .ended {
            #expect(wanted.quantity == 0, "it stayed ended while there are \(wanted.quantity) to sell")
        } else {
            #expect(listing.status == .active)
            #expect(listing.quantity == wanted.published)
            #expect(driver.offer.shown == ShownQuantity(exactly: listing.quantity))
        }
        #expect(driver.offer.status == listing.status)
        #expect(driver.offer.endedBy.map(\.isWantOfStock) ?? true, "nobody but us ended it")
        #expect(Set(driver.allegro.overwrites).isSubset(of: driver.ghosts), "FIXED overwrote an offer on sale")
    }
}
