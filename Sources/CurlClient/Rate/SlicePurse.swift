/// A part of a limit that is shared with other processes: so much may leave between two moments.
public struct RateSlice: Sendable, Equatable {
    /// The slot of the shared clock that it was borrowed from.
    public var slot: Int64
    /// The slot has surely begun from here on.
    public var opens: BudgetInstant
    /// The slot may be over from here on.
    public var closes: BudgetInstant
    public var amount: Int

    public init(slot: Int64, opens: BudgetInstant, closes: BudgetInstant, amount: Int) {
        (self.slot, self.opens, self.closes, self.amount) = (slot, opens, closes, amount)
    }
}

/// What a process holds of a shared limit.
public struct SliceHoldings: Sendable, Equatable {
    /// What is left of the slices of each slot that is not over.
    public var left: [Int64: Int] = [:]
    /// How much was spent since the process began.
    public var spent = 0

    public init() {}
}

/// The slices that were borrowed and are not over. What is not spent in its time lapses.
struct SlicePurse: Sendable {
    /// With nothing borrowed, ask again this much later.
    private static let pause = Duration.milliseconds(10)

    private var slices: [RateSlice] = []
    private var spent = 0

    mutating func add(_ slice: RateSlice, at now: BudgetInstant) {
        expire(now)
        if slice.amount > 0 { slices.append(slice) }
    }

    /// When to ask again, or nil when so much is there now.
    func wait(for amount: Int, at now: BudgetInstant) -> BudgetInstant? {
        let open = slices.filter { $0.opens <= now && $0.closes > now }
        if open.reduce(0, { $0 + $1.amount }) >= amount { return nil }
        let pause = now.advanced(by: Self.pause)
        return slices.filter { $0.opens > now }.map(\.opens).min().map { min($0, pause) } ?? pause
    }

    /// Takes it from what lapses first.
    mutating func spend(_ amount: Int, at now: BudgetInstant) {
        expire(now)
        spent += amount
        var missing = amount
        for index in slices.indices.sorted(by: { slices[$0].closes < slices[$1].closes }) where slices[index].opens <= now && missing > 0 {
            let part = min(missing, slices[index].amount)
            slices[index].amount -= part
            missing -= part
        }
    }

    mutating func holdings(at now: BudgetInstant) -> SliceHoldings {
        expire(now)
        var holdings = SliceHoldings()
        holdings.spent = spent
        for slice in slices { holdings.left[slice.slot, default: 0] += slice.amount }
        return holdings
    }

    private mutating func expire(_ now: BudgetInstant) { slices.removeAll { $0.closes <= now } }
}
