/// Who waits for one limit, and whose turn it is.
///
/// An earlier priority that was denied holds later ones back until it has asked again, or failed to. A priority with a
/// share of its own earns credit by whatever is granted; with a whole unit of credit it has its *turn* and comes before
/// the earlier ones, so that they cannot starve it, and gives nothing away when it has no demand.
struct LimitClaims: Sendable {
    /// How late one may come to the told moment.
    private static let grace = Duration.milliseconds(100)
    /// After a grant, how long others of that priority have to renew the claim that they share.
    private static let linger = Duration.milliseconds(50)
    /// Held back by someone whose moment has passed: ask again this much later.
    private static let pause = Duration.milliseconds(5)

    private struct Claim {
        var told: BudgetInstant
        var expires: BudgetInstant
    }

    private struct Queue {
        var claim: Claim?
        var credit: Double
        let share: Double
        let creditLimit: Double

        var hasTurn: Bool { share > 0 && credit >= 1 }
    }

    private var queues: [Queue]

    init(_ shares: RateShares, burst: Double) {
        queues = RatePriority.allCases.map { priority in
            let share = shares.share(of: priority)
            let most = max(1, share * burst)
            return Queue(claim: nil, credit: share > 0 ? most : 0, share: share, creditLimit: most)
        }
    }

    /// When to ask again because others come first, or nil when none does.
    func wait(for priority: RatePriority, at now: BudgetInstant) -> BudgetInstant? {
        let isTurn = queues[priority.rawValue].hasTurn
        return RatePriority.allCases.compactMap { other -> BudgetInstant? in
            let queue = queues[other.rawValue]
            guard other != priority, let claim = queue.claim, claim.expires > now else { return nil }
            let comesFirst = queue.hasTurn == isTurn ? other < priority : queue.hasTurn
            return comesFirst ? max(claim.told, now.advanced(by: Self.pause)) : nil
        }.max()
    }

    mutating func claim(_ priority: RatePriority, until told: BudgetInstant) {
        let expires = told.advanced(by: Self.grace)
        if let held = queues[priority.rawValue].claim, held.expires > expires { return }
        queues[priority.rawValue].claim = Claim(told: told, expires: expires)
    }

    mutating func granted(_ amount: Int, to priority: RatePriority, at now: BudgetInstant) {
        for index in queues.indices {
            queues[index].credit = min(queues[index].creditLimit, queues[index].credit + queues[index].share * Double(amount))
        }
        let index = priority.rawValue
        if queues[index].share > 0 { queues[index].credit -= Double(amount) }
        if let held = queues[index].claim {
            queues[index].claim = Claim(told: min(held.told, now), expires: min(held.expires, now.advanced(by: Self.linger)))
        }
    }
}
