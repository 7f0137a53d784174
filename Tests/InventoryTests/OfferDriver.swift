import Inventory
import Testing

/// Drives one offer by the rules alone: plans, sends, takes reports and pages, and checks on the way what must never happen.
struct OfferDriver {
    private struct Sent {
        var action: CommandAction
        var at: Double
        var progress: CommandProgress
        /// A command that was given up is asked about now and then.
        var askAt: Double
    }

    private(set) var offer: Offer
    var allegro: SimulatedAllegro
    var target = Availability(stock: .zero)
    private var sent: [CommandID: Sent] = [:]
    /// Given up and settled by readings, and still asked about.
    private var outweighed: [CommandID: Sent] = [:]
    private var record = Offer.Record()
    private var lookAt: Double? = 0
    private var changedAt = -1.0
    /// All offers are compared with Allegro's pages now and then.
    private var comparedAt = 0.0
    private var count = 0
    /// When a FIXED last succeeded, and when a page last showed its quantity.
    private var setAt: Double?
    private var readBackAt: Double?
    /// FIXED and ACTIVATE that were given up: Allegro may carry them out at any later time, unseen.
    private(set) var ghosts: Set<CommandID> = []
    private var hasGhostActivation = false
    private let patience = 120.0
    private let hungAsk = 60.0
    private let hungFor = 3600.0

    init(_ offer: Offer, on allegro: SimulatedAllegro) { (self.offer, self.allegro) = (offer, allegro) }

    mutating func step(at now: Double, _ chance: inout Chance) throws {
        allegro.advance(to: now, &chance)
        takeReports(at: now)
        takeLateReports(at: now)
        if now >= comparedAt + 60 { (comparedAt, lookAt) = (now, min(lookAt ?? now, now)) }
        if let due = lookAt, due <= now { look(at: now, &chance) }
        let plan = Planner.plan(offer, open: open) { _ in target }
        if plan.needsReading { lookAt = min(lookAt ?? now + 1, now + 1) }
        if let command = plan.command { try send(command, at: now, &chance) }
    }

    var isQuiet: Bool { sent.isEmpty && offer.lateIncrease == 0 }

    private var open: [OpenCommand] {
        sent.sorted { $0.key < $1.key }.map { OpenCommand(action: $0.value.action, progress: $0.value.progress) }
    }

    private mutating func takeReports(at now: Double) {
        for (id, command) in sent.sorted(by: { $0.key < $1.key }) {
            if now >= command.askAt, let isSuccess = allegro.report(id, at: now) {
                sent[id] = nil
                if isSuccess { offer.succeeded(command.action) } else { offer.refused(command.action) }
                record.isInDoubt = !isSuccess
                if isSuccess, case .fixed = command.action { setAt = now }
                (changedAt, lookAt) = (now, min(lookAt ?? now + 1, now + 1))
            } else if command.progress == .expected, now - command.at > patience {
                sent[id]?.progress = .unknown
                sent[id]?.askAt = now + hungAsk
                ghosts.insert(id)
                if command.action == .activate { hasGhostActivation = true }
                if command.action == .end { record.givenUpEndSentAt = at(command.at) }
                lookAt = now
            } else if now >= command.askAt, command.progress == .unknown {
                sent[id]?.askAt = now + hungAsk
            }
        }
    }

    private mutating func takeLateReports(at now: Double) {
        for (id, command) in outweighed.sorted(by: { $0.key < $1.key }) where now >= command.askAt {
            outweighed[id]?.askAt = now + hungAsk
            let report = allegro.report(id, at: now)
            if report != nil || now - command.at > hungFor { outweighed[id] = nil }
            guard report == true else { continue }
            offer.succeededLate(command.action, at: at(now))
            (changedAt, lookAt) = (now, min(lookAt ?? now + 1, now + 1))
        }
        offer.lateIncrease = hungIncrease
    }

    /// What may still come of increases that hang, were settled by readings and are asked about.
    private var hungIncrease: Int { outweighed.values.reduce(0) { $0 + max(0, $1.action.gained) } }

    private mutating func look(at now: Double, _ chance: inout Chance) {
        guard changedAt < now, !sent.values.contains(where: { $0.progress == .expected }) else {
            lookAt = now + 1
            return
        }
        // The detail of an offer that contradicted us is as fresh as can be; a list may lag.
        let page = offer.contradictedAt == nil ? allegro.page(at: now, &chance) : allegro.listing
        var sighting = Offer.Sighting(
            status: page.status, quantity: page.quantity, endedAt: page.endedAt.map(at), window: .init(from: at(now), to: at(now)))
        var consequence = offer.saw(sighting, record: record, contradiction: .seconds(10), open: open)
        if consequence == .needsDetail {
            sighting.endedBy = page.endedBy ?? .unknown
            consequence = offer.saw(sighting, record: record, contradiction: .seconds(10), open: open)
        }
        switch consequence {
        case .confirmed, .taken:
            outweighed.merge(sent.filter { $0.value.progress == .unknown }) { first, _ in first }
            sent = sent.filter { $0.value.progress == .expected }
            offer.lateIncrease = hungIncrease
            record.endedAt = offer.status == .ended ? [record.endedAt, sighting.endedAt].compactMap(\.self).max() : nil
            lookAt = offer.status == .activating ? now + 1 : offer.contradictedAt.map { Double($0.microseconds) / 1_000_000 + 10 }
            readBackAt = now
        case .contradicted(let again): lookAt = Double(again.microseconds) / 1_000_000
        case .needsDetail: lookAt = now + 5
        }
    }

    private mutating func send(_ action: CommandAction, at now: Double, _ chance: inout Chance) throws {
        let expected = sent.values.filter { $0.progress == .expected }.map(\.action)
        try #require(!expected.contains(.end), "nothing is sent beside an END under way")
        switch action {
        case .gain(let pieces) where pieces > 0:
            try #require(sent.isEmpty, "an increase is sent while another change is open")
            try #require(offer.status == .active, "an increase is sent to an offer that is not active")
            let wanted = Target(quantity: try #require(target.available), isDoubted: target.isDoubted).published
            let possible = try #require(offer.shown).high + hungIncrease + pieces
            try #require(possible <= wanted, "an increase beside one that hangs and may come yet is too much")
        case .gain(let pieces): try #require(pieces < 0, "a change by nothing is sent")
        case .fixed:
            try #require(offer.status == .ended, "FIXED is sent to an offer on sale")
            try #require(allegro.listing.status == .ended || hasGhostActivation, "FIXED is sent to an offer on sale")
        case .activate:
            try #require(sent.isEmpty, "ACTIVATE is sent while another change is open")
            try #require((readBackAt ?? -1) > (setAt ?? .infinity), "ACTIVATE is sent before its quantity was read back")
        case .end: try #require(target.available == 0 && !target.isDoubted, "END is sent while there is something to sell")
        }
        count += 1
        let id = CommandID("command \(count)")
        sent[id] = Sent(action: action, at: now, progress: .expected, askAt: now)
        if action == .end { record.endSentAt = at(now) }
        if action == .activate { record.activateSentAt = at(now) }
        allegro.send(id, action, at: now, &chance)
    }
}
