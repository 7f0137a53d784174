/// What is known of one product's stock in one warehouse.
public struct WarehouseLevel: Sendable, Equatable {
    /// The moments between which a reading was taken: our request left, its answer came.
    public struct Window: Sendable, Equatable {
        public var from: Timestamp
        public var to: Timestamp

        public init(from: Timestamp, to: Timestamp) {
            self.from = from
            self.to = to
        }
    }

    /// A reading above the ledger that waits for a second one to agree.
    public struct Suspicion: Sendable, Equatable {
        /// The level it would make.
        public var level: StockAmount
        /// When it was taken (the end of its window).
        public var at: Timestamp

        public init(level: StockAmount, at: Timestamp) {
            self.level = level
            self.at = at
        }
    }

    /// The sum of the ledger's entries.
    public var amount: StockAmount
    /// The window of the last reading that counted; nil until the first one: then the stock is not known.
    public var reading: Window?
    /// A higher reading that waits for its second look.
    public var suspicion: Suspicion?
    /// True while the last fall rests on one reading that no document explained: a zero made so does not end an offer yet.
    public var isDoubted: Bool
    /// What readings corrected and no document has explained so far, signed; what stays is drift (R22).
    public var unexplained: StockAmount
    /// When a reading last corrected something that no document explained; nil where nothing waits for an explanation.
    public var correctedAt: Timestamp?
    /// What was told and does not count, since documents and counts do not say which of them holds which: the level is the least that they allow,
    /// and so much more may be there. The first reading that surely holds every document brings it back.
    public var withheld = StockAmount.zero
    /// When the last notice of what is withheld reached us: a pass over the warehouses that began before may have seen one side of a transfer before it
    /// and the other after it, and brings nothing back.
    public var withheldAt: Timestamp?
    /// By how much a reading that waits for its second look is higher.
    public var awaited: StockAmount { suspicion.map { max(.zero, $0.level - amount) } ?? .zero }
    /// When the last stock notice applied here was true; an older one changes nothing.
    public var noticedAt: Timestamp?

    public init(
        amount: StockAmount = .zero, reading: Window? = nil, suspicion: Suspicion? = nil, isDoubted: Bool = false, unexplained: StockAmount = .zero,
        noticedAt: Timestamp? = nil
    ) {
        self.amount = amount
        self.reading = reading
        self.suspicion = suspicion
        self.isDoubted = isDoubted
        self.unexplained = unexplained
        self.noticedAt = noticedAt
    }
}
