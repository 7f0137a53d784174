import Allegro
import CurlClient
import Gateway
import Inventory
import OpenSSLCrypto
import Payload
import Sandbox
import WFirma

/// A gateway of the common kind: it reads orders, stock and offers through the same clients, works out the same target, and sets what differs to an
/// absolute number (FIXED). It reserves what is sold and has every order released in time, which many do not: the difference to ours is in how it
/// writes, and in what it takes for knowledge.
final class Twin: SteppedService {
    let wake = Wake()
    let clock: @Sendable () -> Timestamp
    private let strategy: Strategy
    private let plan: ShopPlan
    private let world: SandboxWorld
    private let allegro: AllegroClient
    private let wfirma: WFirmaClient
    private let token: Secret
    private let memory: TwinMemory
    private let newCommandID: @Sendable () -> CommandID
    /// From an order's being ready to the document that releases its goods.
    private let documentDelay: Duration

    init(_ strategy: Strategy, plan: ShopPlan, world: SandboxWorld, memory: TwinMemory, documentDelay: Duration, options: GatewayOptions) {
        self.documentDelay = documentDelay
        (self.strategy, self.plan, self.world, self.memory, clock) = (strategy, plan, world, memory, options.clock)
        (wfirma, newCommandID) = (options.wfirma, { options.newCommandID() })
        let account = options.accounts[0]
        allegro = AllegroClient(exchange: account.exchange, endpoint: account.endpoint)
        token = Secret(world.allegro { allegro, _ in allegro.issueTokens() }.access)
    }

    func told() {
        guard strategy != .poller else { return }
        memory.readAt = .distantPast
        wake.signal()
    }

    func step(at now: Timestamp) async -> Pace {
        // What fails is tried again at the next look: it keeps nothing half done in mind.
        do { try await look(at: now) } catch {
            memory.readAt = .distantPast
            return .rest(until: now + .seconds(5))
        }
        return .rest(until: memory.ordersReadAt + strategy.pause)
    }

    private func look(at now: Timestamp) async throws {
        // News of stock is none of orders: they are read at their own pace.
        if strategy == .allKnowing || Self.isOver(strategy.pause, since: memory.ordersReadAt, at: now) {
            try await readOrders()
            memory.ordersReadAt = now
        }
        release()
        if Self.isOver(strategy.readingPause, since: memory.readAt, at: now) {
            memory.readAt = now
            try await read()
        }
        let reserved = memory.reserved(plan)
        let stock = memory.stock
        for offer in memory.offers {
            let target = plan.link(of: offer.id.text)?.target { product in
                stock[product].map { Availability(stock: $0, reserved: reserved[product] ?? 0) }
            }
            if let target { try await bring(offer, to: target.quantity) }
        }
    }

    /// Likewise where the clock was set back.
    private static func isOver(_ pause: Duration, since moment: Timestamp, at now: Timestamp) -> Bool { now >= moment + pause || now < moment }

    /// Documents before stock: a release between the two shows too little for a moment, never too much.
    private func read() async throws {
        if strategy == .allKnowing { memory.keep(releases()) } else { try await readDocuments() }
        memory.stock = try await stock()
        memory.offers = try await allegro.offers(OfferPageRequest(), token: token).value.offers
    }

    /// One command, if one is due: the quantity first, and the activation at the next look.
    private func bring(_ offer: ListedOffer, to target: Int) async throws {
        let id = newCommandID()
        var after = offer
        switch offer.status {
        case .active where target == 0, .activating where target == 0:
            _ = try await allegro.register(PublicationCommand(id: id, action: .end, offers: [offer.id]), token: token)
            after.status = .ended
        case .active where offer.available != target, .activating where offer.available != target,
            .ended where target > 0 && offer.available != target:
            _ = try await allegro.register(QuantityCommand(id: id, change: .fixed(target), offers: [offer.id]), token: token)
            after.available = target
        case .ended where target > 0:
            _ = try await allegro.register(PublicationCommand(id: id, action: .activate, offers: [offer.id]), token: token)
            after.status = .active
        case .active, .activating, .ended, .inactive, .unknown: return
        }
        // What became of it the next look tells.
        memory.keep(after)
    }

    // MARK: Reading

    private func readOrders() async throws {
        let from = memory.sweptTo
        var (offset, last) = (0, from)
        while true {
            let page = try await allegro.orders(changedFrom: from, offset: offset, token: token).value
            for form in try PayloadValue.json(page.body)["checkoutForms"]?.items ?? [] {
                memory.take(try Order(form, account: GatewayStarter.account))
            }
            last = max(last, page.lastChange ?? last)
            offset += page.count
            if page.count == 0 || offset >= page.totalCount { break }
        }
        memory.sweptTo = last
    }

    private func stock() async throws -> [ProductID: StockAmount] {
        var stock: [ProductID: StockAmount] = [:]
        for product in plan.goods { stock[product] = .zero }
        for warehouse in plan.warehouses {
            var number = 1
            while true {
                let page = try await wfirma.goods(in: WarehouseID(warehouse), page: number)
                for good in page.rows { stock[good.id, default: .zero] += good.count }
                if page.isLast { break }
                number += 1
            }
        }
        return stock
    }

    // MARK: Documents

    /// The newest documents, back to one that is known: later edits and deletions of older ones it does not see.
    private func readDocuments() async throws {
        var number = 1
        while true {
            let page = try await wfirma.documents(DocumentQuery(isNewestFirst: true, page: number))
            let isNews = memory.keep(page.rows)
            if page.isLast || !isNews { return }
            number += 1
        }
    }

    /// Every release of the world, by its document.
    private func releases() -> [DocumentID: TwinMemory.Release] {
        world.wfirma { wfirma, _ in wfirma.allDocuments }.reduce(into: [:]) { releases, document in
            guard !document.kind.isReceipt, let order = document.externalID else { return }
            let pieces = document.lines.map { (ProductID($0.good), $0.count.tenThousandths / 10_000) }
            releases[DocumentID(document.id)] = TwinMemory.Release(order: OrderID(order), pieces: Dictionary(pieces, uniquingKeysWith: +))
        }
    }

    /// Whoever documents its orders does it as late as our own documents come, from the warehouse that has the goods, and without a fault.
    private func release() {
        let released = TwinMemory.pieces(of: releases().values)
        let now = world.wfirma { Timestamp(microseconds: $1.microseconds) }
        for order in memory.orders where order.status == .ready && memory.readySince(order.id, now) + documentDelay <= now {
            let open = memory.open(order, plan, released[order.id] ?? [:])
            guard !open.isEmpty else { continue }
            let lines = open.sorted { $0.key < $1.key }.map { SandboxDocument.Line(good: $0.key.text, count: SandboxCount($0.value)) }
            for warehouse in plan.warehouses {
                if case .success = world.wfirma({ $0.enter(.wz, lines, warehouse: warehouse, order: order.id.text, at: $1) }) { break }
            }
        }
    }
}
