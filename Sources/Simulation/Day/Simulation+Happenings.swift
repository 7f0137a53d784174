import Inventory
import Sandbox

/// What each happening does to the world.
extension Simulation {
    func perform(_ happening: Happening) {
        trace.count(at: schedule.now, "\(happening)")
        watch.lookAtAllegro()
        switch happening {
        case .receipt(let good, let count, let warehouse): enter(.pz, good, count, warehouse)
        case .release(let good, let count, let warehouse): enter(.wz, good, count, warehouse)
        case .orderRelease(let pick, let isPartial): releaseOrder(pick, isPartial: isPartial)
        case .edit(let pick, let percent):
            guard let document = documentByHand(pick) else { return }
            let lines = document.lines.map { line in
                SandboxDocument.Line(good: line.good, count: SandboxCount(max(1, line.count.tenThousandths / 10_000 * percent / 100)))
            }
            _ = world.wfirma { $0.edit(document.id, lines, at: $1) }
            // An edit shows among the newest documents only where wFirma filters by the time of change.
            watch.look(conditions.tellsDocuments && !conditions.losesNotices ? .told : .silent)
        case .delete(let pick):
            guard let document = documentByHand(pick) else { return }
            _ = world.wfirma { $0.delete(document.id, at: $1) }
            watch.look(conditions.tellsDocuments && !conditions.losesNotices ? .told : .silent)
        case .transfer(let good, let pieces, let from):
            world.transfer(plan.goods[good].text, SandboxCount(pieces), from: plan.warehouses[from], to: plan.warehouses[1 - from])
            watch.look(conditions.tellsCounts && !conditions.losesNotices ? .told : .silent)
        case .purchase(let lines, let payment, let wish): purchase(lines, payment, wish)
        case .cancel, .merge, .goodsReturn, .modify: changeOrder(happening)
        case .hand(let hand, let offer): perform(hand: hand, offer)
        case .owner(let owner): perform(owner: owner)
        case .fault(let side, let kind, let share, let seconds, let path):
            world.setFault(kind, FaultTerms(share: share, lasting: .seconds(seconds), path: path), on: side)
            watch.trouble(for: .seconds(seconds))
        case .crash(let point, let down): crash(at: scenario.isCompared ? .atOnce : point, down: .seconds(down))
        case .clockJump(let seconds):
            schedule.jump(by: .seconds(seconds))
            watch.trouble(for: .seconds(abs(seconds)))
        }
    }

    /// How a document reaches us at the latest.
    private var newsOfDocuments: OfferWatch.News { conditions.tellsDocuments && !conditions.losesNotices ? .told : .polled }

    private func enter(_ kind: SandboxDocument.Kind, _ good: Int, _ count: Int, _ warehouse: Int) {
        let line = SandboxDocument.Line(good: plan.goods[good].text, count: SandboxCount(tenThousandths: count))
        if case .success = world.wfirma({ $0.enter(kind, [line], warehouse: plan.warehouses[warehouse], at: $1) }) { watch.look(newsOfDocuments) }
    }

    /// The newest documents, those that released an order among them: a person may edit or delete any in wFirma. Beside other strategies only
    /// those that no order made, which are the same under each: else each would have another stock.
    private func documentByHand(_ pick: Int) -> SandboxDocument? {
        let isCompared = scenario.isCompared
        return world.wfirma { wfirma, _ in
            wfirma.allDocuments.reversed().lazy.filter { !isCompared || ($0.externalID == nil && $0.invoice == nil) }.dropFirst(pick).first
        }
    }

    // MARK: Orders

    private func purchase(_ lines: [Happening.Line], _ payment: SandboxOrder.Payment, _ wish: Happening.Wish) {
        let wanted = lines.compactMap { line -> (place: Int, quantity: Int)? in
            let offer = watch.offers[line.offer]
            guard offer.status == .active, offer.shown > 0 else { return nil }
            return (line.offer, min(line.quantity, offer.shown))
        }
        var purchase = SandboxPurchase(wanted.map { (plan.offers[$0.place].id.text, $0.quantity) }, buyer: Self.buyer(wish))
        purchase.payment = payment
        let oversold = watch.oversold(by: wanted)
        guard let order = world.buy(purchase) else { return }
        count(oversold, sold: wanted.reduce(0) { $0 + $1.quantity })
        watch.promises.add(order, plan)
        watch.look(.order)
    }

    private static func buyer(_ wish: Happening.Wish) -> SandboxOrder.Buyer {
        switch wish {
        case .none: SandboxOrder.Buyer()
        case .person: SandboxOrder.Buyer(invoice: .person)
        case .company: SandboxOrder.Buyer(taxID: "5252445767")
        }
    }

    /// The newest orders that fit.
    private func order(_ pick: Int, where fits: (SandboxOrder) -> Bool) -> SandboxOrder? {
        watch.promises.all.reversed().lazy.filter { !$0.pieces.isEmpty }.prefix(40).compactMap { self.world.order($0.order) }.filter(fits)
            .dropFirst(pick).first
    }

    private func changeOrder(_ happening: Happening) {
        switch happening {
        case .cancel(let pick):
            guard let order = order(pick, where: { $0.status != .cancelled && $0.fulfillment == "NEW" }), world.cancel(order.id) else { return }
            watch.promises.cancel(order.id)
            for line in order.lines where conditions.allegro.cancellationReturnsStock { raisedByAllegro(line.offer) }
            watch.look(.order)
        case .merge(let pick):
            func isOpen(_ order: SandboxOrder) -> Bool { order.status == .bought || order.status == .filledIn }
            guard let first = order(pick, where: isOpen), let second = order(pick + 1, where: isOpen),
                let merged = world.merge(second.id, first.id)
            else { return }
            watch.promises.merge(second.id, first.id, into: merged, plan)
            watch.look(.order)
        case .goodsReturn(let pick):
            guard let order = order(pick, where: { $0.status == .readyForProcessing && $0.fulfillment != "RETURNED" }),
                watch.promises[order.id]?.open.isEmpty == true, world.returnGoods(order.id)
            else { return }
            watch.promises.takeBack(order.id)
            for (product, pieces) in (watch.promises[order.id]?.pieces ?? [:]).sorted(by: { $0.key < $1.key }) {
                world.receive(product.text, SandboxCount(pieces), in: plan.warehouses[0])
            }
            watch.look(newsOfDocuments)
        case .modify(let pick):
            guard let order = order(pick, where: { $0.status != .cancelled }) else { return }
            world.modify(order.id) { $0.street = "Nowa \($0.street.utf8.count)" }
        default: break
        }
    }

    /// Allegro gave a cancelled purchase's pieces back to its offer by itself.
    private func raisedByAllegro(_ offer: String) {
        plan.place(of: offer).map(watch.raiseByHand)
    }

    /// A person releases an order's goods and names it.
    private func releaseOrder(_ pick: Int, isPartial: Bool) {
        guard let order = order(pick, where: { $0.status == .readyForProcessing }), let open = watch.promises[order.id]?.open, !open.isEmpty else {
            return
        }
        let lines = open.sorted { $0.key < $1.key }.map { product, pieces in
            SandboxDocument.Line(good: product.text, count: SandboxCount(isPartial ? max(1, pieces / 2) : pieces))
        }
        _ = world.wfirma { $0.enter(.wz, lines, warehouse: plan.warehouses[0], order: order.id, at: $1) }
        watch.look(newsOfDocuments)
    }

    // MARK: Other hands on Allegro

    private func perform(hand: Happening.Hand, _ place: Int) {
        let id = plan.offers[place].id.text
        let offer = watch.offers[place]
        switch hand {
        case .ends where offer.isOnSale: if world.end(id) { watch.endByHand(place) }
        case .moderates where offer.isOnSale: if world.moderate(id) { watch.endByHand(place) }
        case .resumes where !offer.isOnSale:
            // Without pieces it does not come back.
            guard world.resume(id) else { break }
            watch.resumeByHand(place)
        case .changes(let delta):
            let quantity = max(0, offer.shown + delta)
            // What nobody can buy meanwhile is neither raised nor ended by it.
            if delta > 0, offer.isOnSale { watch.raiseByHand(place) }
            world.setQuantity(quantity, ofOffer: id)
            if quantity == 0 { watch.change(place) { $0.emptyByHand() } }
        case .ends, .moderates, .resumes: break
        }
        watch.lookAtAllegro()
    }
}
