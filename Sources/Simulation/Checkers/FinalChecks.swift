import Inventory
import Sandbox
import Storage

/// What must hold after quiet and a comparison, whatever happened before: the world's own words against what the gateway made of them.
struct FinalChecks {
    private let simulation: Simulation
    private let world: SandboxWorld
    private let watch: Watch
    private let plan: ShopPlan
    private let store: Store
    /// What a person is asked about, by offer, order or whatever else it is about: what is told there is no secret failure.
    private let asked: [String: Set<OpenProblem.Kind>]

    init(_ simulation: Simulation) throws {
        guard let own = simulation.running?.own else { throw Violation(.livelock, "the gateway does not run at the end") }
        let store = own.store
        self.simulation = simulation
        (world, watch, plan, self.store) = (simulation.world, simulation.watch, simulation.plan, store)
        let problems = try simulation.executor.wait { try await store.problems(kind: nil, after: nil, limit: 1000) }
        asked = Dictionary(grouping: problems, by: \.subject).mapValues { Set($0.map(\.kind)) }
    }

    func violations() throws -> [Violation] {
        watch.look(.order)
        return try stock() + reservations() + quantities() + documents() + deliveries() + manners()
    }

    private func read<Value: Sendable>(_ work: @Sendable @escaping (Store) async throws -> Value) throws -> Value {
        let store = store
        return try simulation.executor.wait { try await work(store) }
    }

    /// Whether a person is asked about this very offer or order, and why: a problem of another kind says nothing of what is wrong here.
    private func isAsked(about subject: String, _ kinds: Set<OpenProblem.Kind>) -> Bool { !kinds.isDisjoint(with: asked[subject] ?? []) }

    private func stock() throws -> [Violation] {
        var violations: [Violation] = []
        for good in plan.goods {
            let view = try read { try await $0.product(good) }
            let levels = view?.warehouses.reduce(0) { $0 + $1.stock.tenThousandths } ?? 0
            let entries = try read { try await $0.ledgerLines(of: good, before: nil, limit: .max) }.reduce(0) { $0 + $1.delta.tenThousandths }
            if levels != entries {
                violations.append(Violation(.wrongStock, "product \(good): its level is \(levels), the entries of its ledger come to \(entries)"))
            }
            for warehouse in plan.warehouses {
                let truth = world.wfirma { wfirma, _ in wfirma.count(ofGood: good.text, in: warehouse) }.tenThousandths
                let level = view?.warehouses.first { $0.warehouse.id.text == warehouse }?.stock.tenThousandths ?? 0
                if level != Int64(truth) {
                    violations.append(
                        Violation(
                            .wrongStock, "product \(good) in warehouse \(warehouse): the ledger says \(level), wFirma \(truth) (ten-thousandths)"))
                }
            }
        }
        return violations
    }

    private func reservations() throws -> [Violation] {
        var violations: [Violation] = []
        for good in plan.goods {
            let kept = try read { try await $0.product(good)?.reservations ?? [] }
            let reserved = kept.reduce(into: [String: Int]()) { $0[watch.promises[$1.order.text]?.order ?? $1.order.text, default: 0] += $1.pieces }
            let promised = watch.promises.all.reduce(into: [String: Int]()) { sum, promise in
                if let pieces = promise.open[good] { sum[promise.order] = pieces }
            }
            for order in Set(reserved.keys).union(promised.keys).sorted() where reserved[order] != promised[order] {
                violations.append(
                    Violation(
                        .wrongReservation,
                        "order \(order), product \(good): \(reserved[order] ?? 0) pieces reserved, \(promised[order] ?? 0) promised and not released")
                )
            }
        }
        return violations
    }

    private func quantities() throws -> [Violation] {
        var violations: [Violation] = []
        for offer in watch.offers where offer.isSynchronised {
            let id = offer.planned.id
            guard let view = try read({ try await $0.offer(id) }) else { continue }
            if offer.status == .activating {
                // It is raised once it runs.
                if !isAsked(about: id.text, .whyItHangs) {
                    violations.append(Violation(.hangs, "offer \(id) is being activated for ever, and nobody is asked"))
                }
                if offer.shown <= offer.target { continue }
            }
            if offer.isOnSale {
                let isHeld = view.offer.hold?.keepsRunning == true && offer.target == 0 && offer.shown == 1
                guard offer.shown != offer.target, !isHeld else { continue }
                violations.append(Violation(.wrongQuantity, "offer \(id) shows \(offer.shown), not \(offer.target) (\(Self.belief(view)))"))
            } else if !offer.isEndedByHand, offer.target > 0, offer.isEndedForWantOfStock, !isAsked(about: id.text, .whyItStaysEnded) {
                violations.append(
                    Violation(.wrongQuantity, "offer \(id) is \(offer.status.rawValue) and has \(offer.target) to sell (\(Self.belief(view)))"))
            }
        }
        return violations
    }

    /// What the gateway thinks of an offer, for whoever looks into a failure.
    private static func belief(_ view: OfferView) -> String {
        let offer = view.offer
        let shown = offer.shown.map { "\($0.low)…\($0.high)" } ?? "?"
        let marks = [
            offer.endedBy.map { "ended by \($0.rawValue)" }, offer.isContested ? "contested" : nil, offer.isPaused ? "paused" : nil,
            offer.hold.map { "\($0.rawValue)" }, offer.stoppedTarget.map { "stopped at \($0)" }, offer.wish.map { "wish \($0)" },
            offer.lateIncrease > 0 ? "late increase \(offer.lateIncrease)" : nil, offer.contradictedAt == nil ? nil : "contradicted",
        ]
        return (["for the gateway \(offer.status.rawValue), \(shown) of \(view.target.map(String.init) ?? "?")"] + marks.compactMap(\.self)).joined(
            separator: ", ")
    }

    private func documents() throws -> [Violation] {
        var violations: [Violation] = []
        let issued = Dictionary(grouping: world.invoices.filter { $0.kind != .correction }) { $0.externalID ?? "" }
        let corrections = Dictionary(grouping: world.invoices.filter { $0.kind == .correction }) { $0.parent ?? "" }
        for order in world.orders {
            let documents = issued[order.id] ?? []
            let corrections = documents.flatMap { corrections[$0.id] ?? [] }
            func report(_ what: String) { violations.append(Violation(.wrongDocument, "order \(order.id): \(what)")) }
            if documents.count > 1 { report("\(documents.count) documents") }
            if corrections.count > 1 { report("\(corrections.count) corrections") }
            // Each document's file is there once, and no other file.
            let files = Dictionary(grouping: order.invoices.filter(\.isAccepted)) { $0.number ?? "" }
            for (number, files) in files.sorted(by: { $0.key < $1.key }) {
                if files.count > 1 { report("\(files.count) accepted files of \(number)") }
                if !(documents + corrections).contains(where: { $0.fullNumber == number }) { report("an accepted file of no document: \(number)") }
            }
            let isOff = order.status == .cancelled || order.fulfillment == "RETURNED"
            // An order that is off gets no document; one that it has is corrected, or a person is asked (R21, R48).
            guard let document = documents.first else {
                let isDue = order.status == .readyForProcessing && !isOff
                if isDue, !isAsked(about: order.id, .whyThereIsNoDocument) { report("no document, and nobody is asked about it") }
                continue
            }
            if isOff {
                let isSeenTo = !corrections.isEmpty || isAsked(about: order.id, .whyItsDocumentStands)
                if !isSeenTo { report("it is off, its document \(document.fullNumber) stands, and nobody is asked about it") }
            }
            // Whatever became of the order since, its buyer gets the file of each.
            for paper in [document] + corrections where files[paper.fullNumber] == nil && (isOff || order.status == .readyForProcessing) {
                let why: Set<OpenProblem.Kind> = paper.kind == .correction ? .whyACorrectionHasNoFile : .whyThereIsNoFile
                if !isAsked(about: order.id, why) { report("no accepted file of \(paper.fullNumber), and nobody is asked about it") }
            }
            guard order.status == .readyForProcessing, !isOff else { continue }
            if document.totals.brutto != order.total, !isAsked(about: order.id, .whyItsTotalDiffers) {
                report("its document says \(document.totals.brutto), the buyer pays \(order.total)")
            }
        }
        return violations
    }

    private func deliveries() throws -> [Violation] {
        let ids = Array(Set(simulation.postman.acknowledged)).sorted()
        return try read { store in
            var lost: [Violation] = []
            for id in ids {
                let state = try await store.delivery(id: id)?.state
                if state != .applied { lost.append(Violation(.lostDelivery, "delivery \(id) is \(state?.rawValue ?? "gone")")) }
            }
            return lost
        }
    }

    private func manners() -> [Violation] {
        let tally = world.allegro { allegro, _ in allegro.tally }
        return tally.violations.sorted { $0.key.rawValue < $1.key.rawValue }.filter { $0.value > 0 }.map { rule, count in
            Violation(.manners, "\(rule.rawValue): \(count) times")
        }
    }
}

// What each open problem explains.
extension Set<OpenProblem.Kind> {
    fileprivate static let whyItHangs: Self = [.commandUnconfirmed, .commandRefused]
    fileprivate static let whyItStaysEnded: Self = [
        .commandUnconfirmed, .commandRefused, .foreignHand, .endedUnknown, .setIncomplete, .fulfilledByAllegro, .comparisonFailing,
    ]
    fileprivate static let whyThereIsNoDocument: Self = [.invoiceRefused, .orderWithoutStock, .foreignDocument, .orderBeforeStart, .documentMismatch]
    fileprivate static let whyItsTotalDiffers: Self = [.totalChanged, .documentMismatch]
    fileprivate static let whyThereIsNoFile: Self = [.invoiceRefused, .documentMismatch]
    fileprivate static let whyACorrectionHasNoFile: Self = [.correctionRefused]
    fileprivate static let whyItsDocumentStands: Self = [.orderCancelledAfterInvoice, .correctionRefused]
}
