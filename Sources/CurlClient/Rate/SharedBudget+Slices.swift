/// A limit that several processes share: each spends only what it borrowed (``SliceBorrower``).
extension SharedBudget {
    /// From now on nothing of this limit is spent but borrowed slices.
    public func borrow(_ limit: LimitKey) { changing { $0.borrow(limit, at: $1) } }

    /// A slice was borrowed.
    public func credit(_ slice: RateSlice, to limit: LimitKey) { changing { $0.credit(slice, to: limit, at: $1) } }

    /// What is held of borrowed slices.
    public func holdings(of limit: LimitKey) -> SliceHoldings { changing { $0.holdings(of: limit, at: $1) } }

    /// Nothing leaves on the limit before `until`: another process was answered 429.
    public func halt(_ limit: LimitKey, until: BudgetInstant) { changing { $0.halt(limit, until: until, at: $1) } }

    /// The moment by the budget's clock.
    public var now: BudgetInstant { clock.now() }
}
