import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("Switches, by hand and older, on a whole shop")
struct SwitchTests {
    @Test("ended by hand, an offer stays ended when goods come in; resumed by hand, it gets its quantity first (R10)")
    func byHand() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        #expect(try await shop.store.endByHand([Shop.offer], at: shop.now).map(\.outcome) == [.ended])
        #expect(try await shop.store.endByHand([Shop.offer], at: shop.now).map(\.outcome) == [.unchanged])
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .hand)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
        #expect(try await shop.store.resumeByHand([Shop.offer, "1"], at: shop.now).map(\.outcome) == [.resumed, .refused(.unknownOffer)])
        try await shop.run(for: .seconds(8))
        #expect(shop.shown == (78, .active))
    }

    @Test("switching sync on leaves what a person ended ended, with the right quantity, and wakes what ended for want of stock (R1, R10)")
    func syncOfEnded() async throws {
        let shop = try await Shop()
        shop.world.end(Shop.offer.text)
        shop.world.allegro { _ = $0.setQuantity(0, ofOffer: Shop.set.text, at: $1) }
        try await shop.run(for: .seconds(1))
        for (offer, units) in [(Shop.offer, 1), (Shop.set, 2)] {
            try await shop.store.link(offer, to: OfferLink(components: [.init(product: Shop.mug, units: units)]), at: shop.now)
        }
        _ = try await shop.store.switchSync([Shop.offer, Shop.set], enabled: true, at: shop.now)
        try await shop.run(for: .seconds(10))
        #expect(shop.shown == (73, .ended))
        #expect(shop.shown(Shop.set) == (36, .active))
    }

    @Test("without sync an offer is ended and resumed by hand as it is, and its quantity is nobody's business (R10, R12)")
    func withoutSync() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        #expect(try await shop.store.endByHand([Shop.set], at: shop.now).map(\.outcome) == [.ended])
        try await shop.run(for: .seconds(3))
        #expect(shop.shown(Shop.set).status == .ended)
        #expect(try await shop.store.resumeByHand([Shop.set], at: shop.now).map(\.outcome) == [.resumed])
        try await shop.run(for: .seconds(5))
        #expect(shop.shown(Shop.set) == (3, .active))
    }

    @Test("a pause ends every synchronised offer and resumes exactly those, with the stock of then (R44)")
    func pause() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.store.link(Shop.teapotOffer, to: OfferLink(components: [.init(product: "502", units: 1)]), at: shop.now)
        _ = try await shop.store.switchSync([Shop.teapotOffer], enabled: true, at: shop.now)
        _ = try await shop.store.endByHand([Shop.teapotOffer], at: shop.now)
        try await shop.run(for: .seconds(5))
        let paused = try await shop.store.pause(.all, at: shop.now)
        #expect(paused.map(\.offer) == [Shop.offer, Shop.teapotOffer])
        #expect(paused.map(\.outcome) == [.ended, .refused(.notActive)])
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
        #expect(try await shop.store.offer(Shop.offer)?.offer.endedBy == .pause)
        try await shop.book(.receipt, 7)
        try await shop.run(for: .seconds(5))
        #expect(shop.shown.status == .ended)
        #expect(try await shop.store.unpause(.all, at: shop.now).map(\.outcome) == [.resumed])
        try await shop.run(for: .seconds(8))
        #expect(shop.shown == (80, .active))
        #expect(shop.shown(Shop.teapotOffer).status == .ended)
    }

    @Test("an offer resumed in a freeze and paused before it was back comes back after the pause, or by another resume (R10, R44)")
    func resumedAndPaused() async throws {
        for isResumed in [false, true] {
            let shop = try await Shop()
            try await shop.synchroniseMug()
            _ = try await shop.store.endByHand([Shop.offer], at: shop.now)
            try await shop.run(for: .seconds(5))
            #expect(shop.shown.status == .ended)
            _ = try await shop.store.updateSettings { $0.frozen = true }
            #expect(try await shop.store.resumeByHand([Shop.offer], at: shop.now).map(\.outcome) == [.frozen])
            #expect(try await shop.store.pause(.all, at: shop.now).map(\.outcome) == [.waiting])
            _ = try await shop.store.updateSettings { $0.frozen = false }
            try await shop.run(for: .seconds(60), every: .milliseconds(500))
            #expect(shop.shown.status == .ended)
            if isResumed {
                #expect(try await shop.store.resumeByHand([Shop.offer], at: shop.now).map(\.outcome) == [.resumed])
            } else {
                #expect(try await shop.store.unpause(.all, at: shop.now).map(\.outcome) == [.resumed])
            }
            try await shop.run(for: .seconds(8))
            #expect(shop.shown == (73, .active))
        }
    }

    @Test("auto-close ends an offer at zero, auto-resume brings it back on a receipt with no more than it last showed (R11)")
    func autos() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        try await shop.store.link(Shop.teapotOffer, to: OfferLink(components: [.init(product: "502", units: 1)]), at: shop.now)
        for kind in AutoSwitch.allCases {
            #expect(try await shop.store.switchAuto(kind, [Shop.teapotOffer], enabled: true, at: shop.now).map(\.outcome) == [.enabled])
        }
        try await shop.book(.release, 2, good: "502")
        try await shop.run(for: .seconds(3))
        #expect(shop.shown(Shop.teapotOffer) == (5, .active))
        try await shop.book(.release, 3, good: "502")
        try await shop.run(for: .seconds(5))
        #expect(shop.shown(Shop.teapotOffer).status == .ended)
        try await shop.book(.receipt, 9, good: "502")
        try await shop.run(for: .seconds(8))
        #expect(shop.shown(Shop.teapotOffer) == (5, .active))
    }

    @Test("sync switches auto-close and auto-resume off for every offer of the product, and they stay off (R12)")
    func autosAndSync() async throws {
        let shop = try await Shop()
        try await shop.run(for: .seconds(1))
        for offer in [Shop.offer, Shop.set] {
            try await shop.store.link(offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
        }
        _ = try await shop.store.switchAuto(.close, [Shop.offer, Shop.set], enabled: true, at: shop.now)
        _ = try await shop.store.switchSync([Shop.offer], enabled: true, at: shop.now)
        for offer in [Shop.offer, Shop.set] { #expect(try await shop.store.offer(offer)?.offer.autoClose == false) }
        let again = try await shop.store.switchAuto(.resume, [Shop.set], enabled: true, at: shop.now)
        #expect(again.map(\.outcome) == [.refused(.productSynchronised)])
        // A link to such a product, made later, is no way around it.
        try await shop.store.unlink(Shop.set, at: shop.now)
        try await shop.store.link(Shop.set, to: OfferLink(components: [.init(product: "502", units: 1)]), at: shop.now)
        #expect(try await shop.store.switchAuto(.close, [Shop.set], enabled: true, at: shop.now).map(\.outcome) == [.enabled])
        try await shop.store.link(Shop.set, to: OfferLink(components: [.init(product: Shop.mug, units: 2)]), at: shop.now)
        #expect(try await shop.store.offer(Shop.set)?.offer.autoClose == false)
    }

    @Test("switching a needed setting off with disable_sync leaves the offers as they are (R16)")
    func disableSync() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        #expect(
            try await shop.store.changeSettings(disablingSync: false, at: shop.now) { $0.issueInvoices = false } == .neededBySync(offers: 1))
        // Another program documents: invoices of ours are not needed (R38).
        _ = try await shop.store.changeSettings(disablingSync: false, at: shop.now) {
            $0.accounts["main", default: AccountSettings()].document = .otherProgram
            $0.issueInvoices = false
        }
        #expect(try await shop.store.offer(Shop.offer)?.offer.isSynchronised == true)
        #expect(
            try await shop.store.changeSettings(disablingSync: false, at: shop.now) { $0.accounts["main"]?.document = .invoice }
                == .neededBySync(offers: 1))
        _ = try await shop.store.changeSettings(disablingSync: true, at: shop.now) { $0.fetchOrders = false }
        #expect(try await shop.store.offer(Shop.offer)?.offer.isSynchronised == false)
        try await shop.book(.receipt, 5)
        try await shop.run(for: .seconds(3))
        #expect(shop.shown == (73, .active))
    }
}
