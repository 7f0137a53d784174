import Inventory

/// One offer on an Allegro that is unkind: commands wait, fail, hang and are carried out long after, pages are stale, clocks differ.
struct SimulatedAllegro {
    struct Listing {
        var status: OfferStatus
        var quantity: Int
        var endedBy: EndCause?
        var endedAt: Double?
    }

    private struct Task {
        var action: CommandAction
        var carriedOutAt: Double?
        /// A hung command is carried out long after, and perhaps never reported.
        var isHung: Bool
        var isEverReported = true
        var isSuccess: Bool?
    }

    private(set) var listing: Listing
    /// True once a FIXED overwrote the quantity of an offer on sale, and which command it was.
    private(set) var overwrites: [CommandID] = []
    private var past: [(at: Double, listing: Listing)] = []
    private var tasks: [CommandID: Task] = [:]
    private var activeAt: Double?
    /// How far Allegro's clock is ahead of ours.
    private let clockSkew: Double
    private let faultPercent: Int

    init(_ listing: Listing, clockSkew: Double, faultPercent: Int) {
        (self.listing, self.clockSkew, self.faultPercent) = (listing, clockSkew, faultPercent)
    }

    mutating func send(_ id: CommandID, _ action: CommandAction, at now: Double, _ chance: inout Chance) {
        if chance.happens(faultPercent) {
            let isEverCarriedOut = chance.happens(50)
            let late = now + Double(chance.number(1...1800))
            tasks[id] = Task(
                action: action, carriedOutAt: isEverCarriedOut ? late : nil, isHung: true, isEverReported: chance.happens(50))
        } else {
            let isRefused = chance.happens(faultPercent)
            let soon = now + Double(chance.number(0...6))
            tasks[id] = Task(action: action, carriedOutAt: soon, isHung: false, isSuccess: isRefused ? false : nil)
        }
    }

    /// What the task of a command says: nothing yet, done, or refused.
    func report(_ id: CommandID, at now: Double) -> Bool? {
        guard let task = tasks[id], task.isEverReported, let moment = task.carriedOutAt, moment <= now else { return nil }
        return task.isSuccess
    }

    mutating func advance(to now: Double, _ chance: inout Chance) {
        if let moment = activeAt, moment <= now { (listing.status, activeAt) = (.active, nil) }
        for (id, var task) in tasks.sorted(by: { ($0.value.carriedOutAt ?? 0, $0.key) < ($1.value.carriedOutAt ?? 0, $1.key) }) {
            guard let moment = task.carriedOutAt, moment <= now, task.isSuccess == nil else { continue }
            task.isSuccess = carryOut(id, task.action, at: now, &chance)
            tasks[id] = task
        }
        past.append((now, listing))
        if past.count > 16 { past.removeFirst() }
    }

    /// A page: at times up to eight seconds old.
    func page(at now: Double, _ chance: inout Chance) -> Listing {
        let age = chance.happens(faultPercent) ? Double(chance.number(1...8)) : 0
        return past.last { $0.at <= now - age }?.listing ?? listing
    }

    private mutating func carryOut(_ id: CommandID, _ action: CommandAction, at now: Double, _ chance: inout Chance) -> Bool {
        switch action {
        case .gain(let pieces):
            guard listing.quantity + pieces >= 1 else { return false }
            listing.quantity += pieces
        case .fixed(let quantity):
            guard quantity >= 1 else { return false }
            if listing.status != .ended { overwrites.append(id) }
            listing.quantity = quantity
        case .end:
            guard listing.status != .ended else { return chance.happens(50) }
            listing = Listing(
                status: .ended, quantity: chance.happens(50) ? 0 : listing.quantity, endedBy: .hand, endedAt: now + clockSkew)
            activeAt = nil
        case .activate:
            guard listing.status == .ended else { return chance.happens(50) }
            guard listing.quantity >= 1 else { return false }
            listing = Listing(status: .activating, quantity: listing.quantity)
            activeAt = now + Double(chance.number(1...4))
        }
        return true
    }
}
