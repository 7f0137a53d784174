import Gateway
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage
import Testing

extension Shop {
    /// Orders are documented as they come, without waiting.
    func documentAtOnce(_ choice: OrderDocumentChoice = .invoice, delay: Duration = .zero) async throws {
        try await synchroniseMug()
        for (offer, product, units) in [(Self.set, Self.mug, 2), (Self.teapotOffer, ProductID("502"), 1)] {
            try await store.link(offer, to: OfferLink(components: [.init(product: product, units: units)]), at: now)
        }
        _ = try await store.updateSettings { settings in
            var account = AccountSettings()
            account.document = choice
            account.documentDelay = delay
            settings.accounts["main"] = account
        }
    }

    /// A buyer buys and pays; what the order is called.
    func buy(_ purchase: SandboxPurchase) throws -> OrderID { OrderID(try #require(world.buy(purchase)).id) }

    func buyMugs(_ quantity: Int = 2) throws -> OrderID { try buy(SandboxPurchase([(Self.offer.text, quantity)])) }

    /// Runs until the order's document is in `state`, in steps of `beat`; how it then is.
    @discardableResult
    func run(
        until state: OrderDocument.State, _ order: OrderID, _ role: OrderDocument.Role = .document, within limit: Duration = .seconds(60),
        every beat: Duration = .milliseconds(50)
    ) async throws -> OrderDocument {
        let end = now + limit
        wakeAll()
        while now < end {
            if let document = try await store.orderDocument(of: order, role), document.state == state { return document }
            await pass(beat, before: end)
        }
        return try await give(up: order, role, state)
    }

    /// The same a single step of the document at a time, so that no state on the way is missed; with a new gateway on the same store after each
    /// where it `crashes`.
    @discardableResult
    func runFinely(
        until state: OrderDocument.State, _ order: OrderID, _ role: OrderDocument.Role = .document, within limit: Duration = .seconds(60),
        crashes: Bool = false
    ) async throws -> OrderDocument {
        let end = now + limit
        while now < end {
            if let document = try await store.orderDocument(of: order, role), document.state == state { return document }
            for service in gateway.services where !(service is Invoicer || service is Reconciler) {
                for _ in 0..<50 where await service.step(at: now) != .again { break }
            }
            _ = await gateway.invoicer.step(at: now)
            if crashes { restart() }
            time.withLockedValue { $0 = $0 + .milliseconds(50) }
        }
        return try await give(up: order, role, state)
    }

    @discardableResult
    private func give(up order: OrderID, _ role: OrderDocument.Role, _ state: OrderDocument.State) async throws -> OrderDocument {
        let document = try await store.orderDocument(of: order, role)
        Issue.record("the document is \(document.map { "\($0.state) (\($0.fault ?? "–"))" } ?? "not there") and not \(state)")
        return try #require(document)
    }

    /// What stands in wFirma for an order, corrections included.
    func invoices(of order: OrderID) -> [SandboxInvoice] { world.invoices(ofOrder: order.text) }

    /// What the buyer sees on the order.
    func attached(to order: OrderID) -> [SandboxOrderInvoice] { world.order(order.text)?.invoices ?? [] }

    func problems(_ kind: OpenProblem.Kind) async throws -> [OpenProblem] { try await store.problems(kind: kind, after: nil, limit: 20) }

    /// Stock, reserved and available mugs.
    func mugs() async throws -> [Int?] {
        let mugs = try #require(try await store.product(Self.mug)).availability
        return [mugs.stock?.wholePieces, mugs.reserved, mugs.available]
    }
}
