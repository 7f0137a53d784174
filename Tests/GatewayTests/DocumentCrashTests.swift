import Gateway
import Inventory
import Sandbox
import Storage
import Testing

@Suite("Nothing is undone or doubled by a crash in the middle of a step (invariant 9)")
struct DocumentCrashTests {
    /// More requests than any of these has.
    static let limit = 40

    @Test(
        "whichever request of an order's document a crash hits, there is one document, one contractor of a number, one file (R19, R34)",
        arguments: CrashPlan.Moment.allCases)
    func document(_ moment: CrashPlan.Moment) async throws {
        let (shop, follow) = try await Shop.mortal()
        try await shop.documentAtOnce()
        for requests in 0..<Self.limit {
            let plan = CrashPlan(after: requests, moment)
            follow(plan)
            let order = try shop.buy(SandboxPurchase([(Shop.offer.text, 1)], buyer: .init(taxID: Self.nip(requests))))
            try await shop.run({ shop.gateway.invoicer }, until: plan) { try await shop.store.orderDocument(of: order)?.state == .accepted }
            // An addition that never left is found missing twice, ten minutes apart.
            try await shop.run(until: .accepted, order, within: .seconds(900), every: .seconds(1))
            #expect(shop.invoices(of: order).count == 1, "at request \(requests)")
            #expect(shop.attached(to: order).map(\.isAccepted) == [true], "at request \(requests)")
            #expect(shop.world.wfirma { wfirma, _ in wfirma.allContractors }.count { $0.nip == Self.nip(requests) } == 1, "at request \(requests)")
            guard plan.isSpent else {
                #expect(requests > 10)
                break
            }
        }
        #expect(try await shop.store.problems(kind: nil, after: nil, limit: 10).isEmpty)
    }

    @Test(
        "whichever request of a correction a crash hits, there is one correction, and one file of it (R34, R48)", arguments: CrashPlan.Moment.allCases
    )
    func correction(_ moment: CrashPlan.Moment) async throws {
        let (shop, follow) = try await Shop.mortal()
        try await shop.documentAtOnce()
        for requests in 0..<Self.limit {
            let order = try shop.buyMugs(1)
            let document = try await shop.run(until: .accepted, order)
            shop.world.cancel(order.text)
            try await shop.run(for: .seconds(10), every: .milliseconds(500))
            let problem = try #require(try await shop.problems(.orderCancelledAfterInvoice).first)
            #expect(try await shop.store.settleProblem(problem.id, action: .issueCorrection, at: shop.now))
            let plan = CrashPlan(after: requests, moment)
            follow(plan)
            try await shop.run({ shop.gateway.invoicer }, until: plan) {
                try await shop.store.orderDocument(of: order, .correction)?.state == .accepted
            }
            try await shop.run(until: .accepted, order, .correction, within: .seconds(900), every: .seconds(1))
            #expect(shop.world.invoices.count { $0.parent == document.invoice } == 1, "at request \(requests)")
            #expect(shop.attached(to: order).map(\.isAccepted) == [true, true], "at request \(requests)")
            guard plan.isSpent else {
                #expect(requests > 6)
                break
            }
        }
    }

    @Test("whichever request a crash hits, relisting is switched off, and given back as it was (R15, R45)", arguments: CrashPlan.Moment.allCases)
    func republish(_ moment: CrashPlan.Moment) async throws {
        for requests in 0..<Self.limit {
            let (shop, follow) = try await Shop.mortal()
            try await shop.run(for: .seconds(1))
            try await shop.store.link(Shop.offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: shop.now)
            _ = try await shop.store.switchSync([Shop.offer], enabled: true, at: shop.now)
            let plan = CrashPlan(after: requests, moment)
            follow(plan)
            try await shop.run({ shop.gateway.offerEditor }, until: plan) { try await shop.store.nextOfferEdit() == nil }
            try await shop.run(for: .seconds(15), every: .milliseconds(200))
            #expect(shop.world.offer(Shop.offer.text)?.republish == false, "at request \(requests)")
            _ = try await shop.store.leave(at: shop.now)
            try await shop.run(for: .seconds(15), every: .milliseconds(200))
            #expect(shop.world.offer(Shop.offer.text)?.republish == true, "at request \(requests)")
            if !plan.isSpent { break }
        }
    }

    /// A number with a right last digit, another for each seed.
    private static func nip(_ seed: Int) -> String {
        for body in (100_000_000 + seed * 10)... {
            let digits = String(body).compactMap(\.wholeNumberValue)
            let check = zip([6, 5, 7, 2, 3, 4, 5, 6, 7], digits).reduce(0) { $0 + $1.0 * $1.1 } % 11
            if check < 10 { return "\(body)\(check)" }
        }
        return ""
    }
}
