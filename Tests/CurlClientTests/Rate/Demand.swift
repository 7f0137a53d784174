@testable import CurlClient

/// SplitMix64: the same numbers from the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Somebody who asks a budget again and again, in a time that the test drives.
struct Asker {
    var priority: RatePriority
    var cost: @Sendable (inout SeededNumbers) -> [Charge]
    /// Microseconds from a grant to the next wish.
    var rest: @Sendable (inout SeededNumbers) -> Int64 = { _ in 0 }
    var from = Int64(0)
}

/// Runs askers against a budget and keeps what happened.
struct Demand {
    struct Grant: Equatable {
        var at: Int64
        var cost: [Charge]
        var priority: RatePriority
        /// When the wish arose.
        var wished: Int64
    }

    private struct Wish {
        var next: Int64
        var arose: Int64
        var cost: [Charge]
    }

    private(set) var grants: [Grant] = []
    private(set) var asked = 0

    init(_ askers: [Asker], budget: inout RateBudget, seed: UInt64 = 1, until end: Int64) {
        var numbers = SeededNumbers(seed: seed)
        var wishes = askers.map { Wish(next: $0.from, arose: $0.from, cost: $0.cost(&numbers)) }
        while let index = wishes.indices.min(by: { (wishes[$0].next, $0) < (wishes[$1].next, $1) }), wishes[index].next < end {
            let now = wishes[index].next
            asked += 1
            switch budget.take(wishes[index].cost, priority: askers[index].priority, at: BudgetInstant(microseconds: now)) {
            case .granted:
                grants.append(Grant(at: now, cost: wishes[index].cost, priority: askers[index].priority, wished: wishes[index].arose))
                let next = now + askers[index].rest(&numbers)
                wishes[index] = Wish(next: next, arose: next, cost: askers[index].cost(&numbers))
            case .wait(let until):
                wishes[index].next = until.microseconds
            case .never:
                wishes[index].next = .max
            }
        }
    }

    /// The most that any window of `span` microseconds held of one limit, both ends included.
    func fullestWindow(of limit: LimitKey, span: Int64) -> Int {
        let taken = grants.flatMap { grant in grant.cost.filter { $0.limit == limit }.map { (at: grant.at, amount: $0.amount) } }
        var first = 0
        var held = 0
        var most = 0
        for entry in taken {
            held += entry.amount
            while taken[first].at < entry.at - span {
                held -= taken[first].amount
                first += 1
            }
            most = max(most, held)
        }
        return most
    }

    func taken(of limit: LimitKey, by priority: RatePriority? = nil, from: Int64 = 0, until: Int64 = .max) -> Int {
        grants.filter { $0.at >= from && $0.at < until && (priority == nil || $0.priority == priority) }
            .flatMap(\.cost).filter { $0.limit == limit }.reduce(0) { $0 + $1.amount }
    }
}

let second = Int64(1_000_000)
let minute = 60 * second
let requests = LimitKey(.requests, "client")
let changes = LimitKey(.changesPerMinute, "account")
let changesAnHour = LimitKey(.changesPerHour, "account")
