import Foundation
import Inventory
import Sandbox
import Storage
import Testing

@testable import Simulation

/// A checker that cannot fail proves nothing: each is shown a quiet shop, which holds, and the same shop after something went wrong behind the
/// gateway's back.
@Suite("What the checkers find")
struct CheckerTests {
    /// The invariants that do not hold in a shop that was opened, left alone, and in which `act` then happened.
    private func broken(_ act: @escaping @Sendable (Simulation) throws -> Void) async throws -> [Violation.Invariant] {
        try await violations(act).map(\.invariant)
    }

    private func violations(_ act: @escaping @Sendable (Simulation) throws -> Void) async throws -> [Violation] {
        try await Scenario.inRoom { path in
            let simulation = Simulation(Scenario(seed: 6, happenings: 0), path: path, keepsLines: false)
            try simulation.begin()
            try simulation.compareAndWait()
            defer { simulation.letGo() }
            try act(simulation)
            return try simulation.watch.violations + FinalChecks(simulation).violations()
        }
    }

    @Test("nothing in a shop that nothing happened to")
    func quiet() async throws {
        #expect(try await broken { _ in }.isEmpty)
    }

    @Test("a count that the ledger does not have")
    func stock() async throws {
        let found = try await broken { simulation in
            _ = simulation.world.receive(simulation.plan.goods[0].text, SandboxCount(3), in: "1")
        }
        #expect(found.contains(.wrongStock))
        #expect(found.contains(.wrongQuantity))
    }

    @Test("an offer that shows another number than there is")
    func quantity() async throws {
        let found = try await broken { simulation in
            let offer = try #require(simulation.watch.offers.first { $0.isOnSale })
            simulation.world.setQuantity(offer.shown + 7, ofOffer: offer.planned.id.text)
            simulation.watch.lookAtAllegro()
        }
        #expect(found == [.wrongQuantity])
    }

    @Test("a sale that nobody reserved and nobody documented")
    func order() async throws {
        let found = try await broken { simulation in
            _ = try simulation.sellOneUnheard()
        }
        #expect(found.contains(.wrongReservation))
        #expect(found.contains(.wrongDocument))
    }

    @Test("a second document for an order")
    func secondDocument() async throws {
        let found = try await broken { simulation in
            let order = try #require(simulation.buyOne())
            simulation.watch.promises.add(order, simulation.plan)
            try simulation.run(until: simulation.schedule.now + .seconds(600))
            let price = try #require(SandboxMoney("1.00"))
            let line = SandboxSale.Line(good: nil, name: "Kubek", count: SandboxCount(1), price: price)
            _ = simulation.world.issue(SandboxSale([line], kind: .normal, order: order.id, mark: .externalID))
        }
        #expect(found == [.wrongDocument])
    }

    @Test("an order without a document though a person is asked, but about something else")
    func otherProblem() async throws {
        let found = try await broken { simulation in
            try simulation.raise(.releaseMissing, subject: simulation.sellOneUnheard().id)
        }
        #expect(found.contains(.wrongDocument))
    }

    @Test("no missing document where a person is asked about this very one")
    func askedAbout() async throws {
        let found = try await broken { simulation in
            try simulation.raise(.orderWithoutStock, subject: simulation.sellOneUnheard().id)
        }
        #expect(!found.contains(.wrongDocument))
    }

    @Test("at whatever fulfilment its order is: no document, and a document of the right sum without its file", arguments: [false, true])
    func laterFulfilment(hasDocument: Bool) async throws {
        let found = try await violations { simulation in
            let order = try simulation.sellOneUnheard()
            if hasDocument {
                let line = SandboxSale.Line(good: nil, name: "Kubek", count: SandboxCount(1), price: order.total)
                _ = simulation.world.issue(SandboxSale([line], kind: .normal, order: order.id, mark: .externalID))
            }
            simulation.world.allegro { allegro, now in _ = allegro.setFulfillment("SENT", ofOrder: order.id, at: now) }
        }.filter { $0.invariant == .wrongDocument }
        #expect(found.count == 1)
        #expect(found.first?.description.contains(hasDocument ? "no accepted file" : "no document") == true)
    }

    @Test("no file of a document whose order was cancelled, of which a person is asked for another reason (R34)")
    func fileOfACancelledOrder() async throws {
        let found = try await violations { simulation in
            let order = try simulation.sellOneUnheard()
            let line = SandboxSale.Line(good: nil, name: "Kubek", count: SandboxCount(1), price: order.total)
            _ = try simulation.world.issue(SandboxSale([line], kind: .normal, order: order.id, mark: .externalID)).get()
            #expect(simulation.world.cancel(order.id))
            try simulation.raise(.orderCancelledAfterInvoice, subject: order.id)
        }.filter { $0.invariant == .wrongDocument }
        #expect(found.count == 1)
        #expect(found.first?.description.contains("no accepted file of") == true)
    }

    @Test("no file of a correction (R34, R48)")
    func fileOfACorrection() async throws {
        let found = try await violations { simulation in
            let order = try #require(simulation.buyOne())
            simulation.watch.promises.add(order, simulation.plan)
            try simulation.run(until: simulation.schedule.now + .seconds(600))
            #expect(simulation.world.cancel(order.id))
            simulation.watch.promises.cancel(order.id)
            try simulation.run(until: simulation.schedule.now + .seconds(60))
            simulation.world.setFault(.serverError, FaultTerms(path: "invoices", method: "POST"), on: .allegro)
            try simulation.settle(.orderCancelledAfterInvoice, .issueCorrection)
            try simulation.run(until: simulation.schedule.now + .seconds(120))
            #expect(simulation.world.invoices.contains { $0.kind == .correction })
        }.filter { $0.invariant == .wrongDocument }
        #expect(found.count == 1)
        #expect(found.first?.description.contains("no accepted file of FK") == true)
    }

    @Test("a document of an order that came back, which nobody is asked about (R21)")
    func standingDocument() async throws {
        let found = try await broken { simulation in
            let order = try #require(simulation.buyOne())
            simulation.watch.promises.add(order, simulation.plan)
            try simulation.run(until: simulation.schedule.now + .seconds(600))
            // The gateway is not stepped: it hears nothing of it.
            #expect(simulation.world.returnGoods(order.id))
        }
        #expect(found.contains(.wrongDocument))
    }

    @Test("an acknowledged delivery that is not there")
    func delivery() async throws {
        let found = try await broken { $0.postman.acknowledge("00000000000000000000000000") }
        #expect(found == [.lostDelivery])
    }

    @Test("an offer ended while there is something to sell")
    func end() async throws {
        let found = try await broken { simulation in
            // Past the time in which what was so at the beginning may still be acted on.
            try simulation.run(until: simulation.schedule.now + .seconds(1200))
            let offer = try #require(simulation.watch.offers.first { $0.isOnSale && $0.target > 0 })
            simulation.world.end(offer.planned.id.text)
            simulation.watch.lookAtAllegro()
        }
        #expect(found.contains(.endedWithStock))
    }

    @Test(
        "none where goods came in while the gateway was down, and what was there before went: not read yet at its start, long read later",
        arguments: [(seconds: 1, isFound: false), (seconds: 300, isFound: true)])
    func endAfterStart(seconds: Int, isFound: Bool) async throws {
        let found = try await broken { simulation in
            let offer = try #require(simulation.watch.offers.first { $0.isOnSale && $0.target > 0 && $0.planned.link.cap == nil })
            simulation.crash(at: .atOnce, down: .seconds(4800))
            while simulation.running != nil { try simulation.run(until: simulation.schedule.now + .seconds(1)) }
            let restart = simulation.schedule.now + .seconds(4800)
            // Past the time for which it is remembered what was so before.
            try simulation.run(until: simulation.schedule.now + .seconds(4200))
            simulation.replaceStock(offer.planned.link)
            try simulation.run(until: restart + .seconds(seconds))
            #expect(simulation.running != nil)
            simulation.world.end(offer.planned.id.text)
            simulation.watch.lookAtAllegro()
        }
        #expect(found.contains(.endedWithStock) == isFound)
    }

    @Test("an offer that is being activated for ever, which nobody is asked about (R28)")
    func hanging() async throws {
        let found = try await broken { simulation in
            let good = simulation.plan.goods[0]
            simulation.empty(good)
            try simulation.run(until: simulation.schedule.now + .seconds(600))
            simulation.world.setFault(.hangingActivation, FaultTerms(share: 1), on: .allegro)
            _ = simulation.world.receive(good.text, SandboxCount(9), in: "1")
            for _ in 0..<600 where !simulation.watch.offers.contains(where: { $0.status == .activating }) {
                try simulation.run(until: simulation.schedule.now + .seconds(1))
            }
        }
        #expect(found.contains(.hangs))
    }

    @Test("a piece sold that was not there, long after everybody could know")
    func oversold() async throws {
        #expect(try await broken { try $0.sellWhatIsGone() }.contains(.oversold))
    }

    @Test("a piece sold that was not there, minutes after the disk refused a commit that was tried again at once")
    func oversoldAfterARefusal() async throws {
        let found = try await broken { simulation in
            try simulation.run(until: simulation.schedule.now + .seconds(1200))
            simulation.watch.trouble(for: .zero, recovery: ReactionLimits.diskRecovery)
            try simulation.sellWhatIsGone(after: 200)
        }
        #expect(found.contains(.oversold))
    }

    @Test("none of ours while nothing is sent, however long its owner has it so (R49)")
    func oversoldInAFreeze() async throws {
        let found = try await broken { simulation in
            simulation.perform(owner: .freezes)
            try simulation.sellWhatIsGone()
        }
        #expect(!found.contains(.oversold))
    }

    @Test("a request that Allegro takes amiss")
    func manners() async throws {
        let found = try await broken { simulation in
            let request = SandboxRequest(method: "GET", target: "/sale/offers?limit=1", headers: ["user-agent": "curl/8.0"], body: [])
            _ = simulation.world.handle(request, on: .allegro)
        }
        #expect(Set(found) == [.manners])
    }
}

extension Simulation {
    /// A person is asked.
    fileprivate func raise(_ kind: OpenProblem.Kind, subject: String) throws {
        let store = try #require(running?.own?.store)
        let (words, now) = (Words(en: "something", pl: "coś"), schedule.gatewayNow)
        try executor.wait { try await store.raiseProblem(kind, subject: subject, what: words, why: words, at: now) }
    }

    /// The owner does so about the only problem of a kind.
    fileprivate func settle(_ kind: OpenProblem.Kind, _ action: OpenProblem.Action) throws {
        let store = try #require(running?.own?.store)
        let now = schedule.gatewayNow
        let isSettled = try executor.wait {
            guard let problem = try await store.problems(kind: kind, after: nil, limit: 2).first else { return false }
            return try await store.settleProblem(problem.id, action: action, at: now)
        }
        #expect(isSettled)
        // It wakes the gateway as any deed of the owner's does.
        perform(owner: .compares)
    }

    /// One that its buyer has paid, of which the gateway does not hear: it is not stepped.
    fileprivate func sellOneUnheard() throws -> SandboxOrder {
        let order = try #require(buyOne())
        watch.promises.add(order, plan)
        schedule.move(to: schedule.now + .seconds(60))
        return order
    }

    /// A buyer takes one piece of the first offer that sells.
    fileprivate func buyOne() -> SandboxOrder? {
        guard let offer = watch.offers.first(where: { $0.isOnSale && $0.shown > 0 }) else { return nil }
        return world.buy(SandboxPurchase([(offer: offer.planned.id.text, quantity: 1)], buyer: SandboxOrder.Buyer()))
    }

    /// A product of an offer leaves both warehouses, and long after a buyer takes a piece of it. The gateway is not stepped: it sleeps.
    fileprivate func sellWhatIsGone(after seconds: Int = 7200) throws {
        let place = try #require(watch.offers.firstIndex { $0.isOnSale && $0.target > 0 })
        watch.offers[place].planned.link.components.forEach { empty($0.product) }
        watch.look(.told)
        schedule.move(to: schedule.now + .seconds(seconds))
        count(watch.oversold(by: [(place, 1)]), sold: 1)
    }

    /// Sixty pieces of each product of an offer come in, and then what was there before goes: there is always something to sell.
    fileprivate func replaceStock(_ link: OfferLink) {
        for component in link.components {
            let good = component.product.text
            let before = plan.warehouses.map { warehouse in world.wfirma { wfirma, _ in wfirma.count(ofGood: good, in: warehouse) } }
            _ = world.receive(good, SandboxCount(60), in: plan.warehouses[0])
            watch.look(.told)
            for (warehouse, count) in zip(plan.warehouses, before) where count.tenThousandths > 0 {
                _ = world.release(good, count, from: warehouse)
                watch.look(.told)
            }
        }
    }

    /// All of a product leaves both warehouses.
    func empty(_ product: ProductID) {
        for warehouse in plan.warehouses {
            let count = world.wfirma { wfirma, _ in wfirma.count(ofGood: product.text, in: warehouse) }
            if count.tenThousandths > 0 { _ = world.release(product.text, count, from: warehouse) }
        }
    }
}
