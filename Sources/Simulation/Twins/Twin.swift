import Allegro
import CurlClient
import Gateway
import Inventory
import OpenSSLCrypto
import Payload
import Sandbox
import WFirma

/// A gateway of the common kind: it reads orders, stock and offers through the same clients, works out the same target, and sets what differs to an
/// absolute number (FIXED). It reserves what is sold and has every order released at once, which many do not: the difference to ours is in how it
/// writes, and in what it takes for knowledge.
final class Twin: SteppedService {
    let wake = Wake()
    let clock: @Sendable () -> Timestamp
    private let pause: Duration
    private let wakesForNews: Bool
    private let plan: ShopPlan
    private let world: SandboxWorld
    private let allegro: AllegroClient
    private let wfirma: WFirmaClient
    private let token: Secret
    private let memory: TwinMemory
    private let newCommandID: @Sendable () -> CommandID

    init(_ strategy: Strategy, plan: ShopPlan, world: SandboxWorld, memory: TwinMemory, options: GatewayOptions) {
        (pause, wakesForNews) = strategy == .poller ? (.seconds(900), false) : (.seconds(5), true)
        (self.plan, self.world, self.memory, clock) = (plan, world, memory, options.clock)
        (wfirma, newCommandID) = (options.wfirma, { options.newCommandID() })
        let account = options.accounts[0]
        allegro = AllegroClient(exchange: account.exchange, endpoint: account.endpoint)
        token = Secret(world.allegro { allegro, _ in allegro.issueTokens() }.access)
    }

    func told() { if wakesForNews { wake.signal() } }

    func step(at now: Timestamp) async -> Pace {
        // What fails is tried again at the next look: it keeps nothing half done in mind.
        do { try await look() } catch { return .rest(until: now + .seconds(5)) }
        return .rest(until: now + pause)
    }

    private func look() async throws {
        try await readOrders()
        release()
        let reserved = memory.reserved(plan, releases: releases())
        let stock = try await stock()
        for offer in try await allegro.offers(OfferPageRequest(), token: token).value.offers {
            let target = plan.link(of: offer.id.text)?.target { product in
                stock[product].map { Availability(stock: $0, reserved: reserved[product] ?? 0) }
            }
            if let target { try await bring(offer, to: target.quantity) }
        }
    }

    /// One command, if one is due: the quantity first, and the activation at the next look.
    private func bring(_ offer: ListedOffer, to target: Int) async throws {
        let id = newCommandID()
        switch offer.status {
        case .active where target == 0, .activating where target == 0:
            _ = try await allegro.register(PublicationCommand(id: id, action: .end, offers: [offer.id]), token: token)
        case .active where offer.available != target, .activating where offer.available != target,
            .ended where target > 0 && offer.available != target:
            _ = try await allegro.register(QuantityCommand(id: id, change: .fixed(target), offers: [offer.id]), token: token)
        case .ended where target > 0:
            _ = try await allegro.register(PublicationCommand(id: id, action: .activate, offers: [offer.id]), token: token)
        case .active, .activating, .ended, .inactive, .unknown: break
        }
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

    /// Pieces that documents released, by the order that they name.
    private func releases() -> [OrderID: [ProductID: Int]] {
        world.wfirma { wfirma, _ in wfirma.allDocuments }.reduce(into: [:]) { released, document in
            guard !document.kind.isReceipt, let order = document.externalID else { return }
            for line in document.lines {
                released[OrderID(order), default: [:]][ProductID(line.good), default: 0] += line.count.tenThousandths / 10_000
            }
        }
    }

    /// Whoever documents its orders does it at once, from the warehouse that has the goods, and without a fault.
    private func release() {
        let released = releases()
        for order in memory.orders where order.status == .ready {
            let open = memory.open(order, plan, released[order.id] ?? [:])
            guard !open.isEmpty else { continue }
            let lines = open.sorted { $0.key < $1.key }.map { SandboxDocument.Line(good: $0.key.text, count: SandboxCount($0.value)) }
            for warehouse in plan.warehouses {
                if case .success = world.wfirma({ $0.enter(.wz, lines, warehouse: warehouse, order: order.id.text, at: $1) }) { break }
            }
        }
    }
}
