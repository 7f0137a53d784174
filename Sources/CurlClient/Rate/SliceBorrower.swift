/// What one process draws from a limit that it shares with others, and when. Pure: it is told what is held and what waits, and what came of a draw.
///
/// Draws are numbered tickets: a slot's counter is raised by as many as are asked for, and those whose number is within the slot's capacity are good.
/// So one statement that only adds is enough between all processes, and no answer that was lost can make a ticket good twice.
public struct SliceBorrower: Sendable {
    /// A wish to draw.
    public struct Draw: Sendable, Hashable {
        public var slot: Int64
        public var amount: Int
        /// This process draws from the slot for the first time.
        public var isFirst: Bool

        public init(slot: Int64, amount: Int, isFirst: Bool) { (self.slot, self.amount, self.isFirst) = (slot, amount, isFirst) }
    }

    /// One exchange with whoever keeps the counters: when it began and ended by our clock, and what the shared clock showed between.
    public struct Exchange: Sendable {
        public var asked: BudgetInstant
        public var answered: BudgetInstant
        /// Microseconds of the shared clock.
        public var shared: Int64

        public init(asked: BudgetInstant, answered: BudgetInstant, shared: Int64) {
            (self.asked, self.answered, self.shared) = (asked, answered, shared)
        }
    }

    /// A refusal that all know of.
    public struct Halt: Sendable, Equatable {
        /// By the shared clock, in microseconds.
        public var until: Int64
        /// The part of the full pace that was left then; it grows back by a tenth of the full pace each minute.
        public var pace: Double

        public init(until: Int64, pace: Double) { (self.until, self.pace) = (until, pace) }

        func pace(at shared: Int64) -> Double {
            shared < until ? 0 : min(1, pace + LimitPace.recovery * Double(shared - until))
        }
    }

    /// What two clocks may drift apart while a slice is held.
    private static let drift = Duration.milliseconds(2)
    /// Of an idle process, so that a single urgent request waits for no exchange.
    private static let reserve = 2

    private let slots: RateSlots
    private var clock: Exchange?
    private var halt: Halt?
    /// Slots that are not over: whether they had nothing left, and who drew from them.
    private var drawn: [Int64: (isExhausted: Bool, drawers: Int)] = [:]
    private var current = Int64.min
    private var spentBefore = 0
    private var expected = 0

    public init(_ limit: RateLimit) { slots = RateSlots(limit) }

    /// What to draw now. Nothing before the shared clock is known: exchange without a draw then.
    public mutating func draws(_ holdings: SliceHoldings, waiting: Int, at now: BudgetInstant) -> [Draw] {
        guard let clock else { return [] }
        let shared = clock.shared + (now.microseconds - clock.answered.microseconds)
        let slot = slots.slot(at: shared)
        turn(to: slot, spent: holdings.spent)
        var draws: [Draw] = []
        let short = waiting - (holdings.left[slot] ?? 0)
        if short > 0, !(drawn[slot]?.isExhausted ?? false) { draws.append(draw(slot, min(short, capacity(slot)))) }
        let isAheadTime = shared - slots.start(of: slot) >= slots.length * 2 / 5
        if isAheadTime, drawn[slot + 1] == nil {
            let share = capacity(slot + 1) / max(1, drawn[slot]?.drawers ?? 1)
            draws.append(draw(slot + 1, min(share, max(Self.reserve, waiting, expected + expected / 4))))
        }
        return draws.filter { $0.amount > 0 }
    }

    /// What a draw brought: `taken` and `drawers` are the slot's counters after it.
    public mutating func slice(_ draw: Draw, taken: Int, drawers: Int, _ exchange: Exchange) -> RateSlice {
        heard(exchange)
        let good = max(0, min(draw.amount, capacity(draw.slot) - (taken - draw.amount)))
        drawn[draw.slot] = (good < draw.amount, drawers)
        let start = slots.start(of: draw.slot) - exchange.shared
        return RateSlice(
            slot: draw.slot, opens: exchange.answered.advanced(by: .microseconds(start) + Self.drift),
            closes: exchange.asked.advanced(by: .microseconds(start + slots.length) - Self.drift), amount: good)
    }

    /// Any exchange tells the shared clock.
    public mutating func heard(_ exchange: Exchange) { clock = exchange }

    /// Of several refusals the one that ends last counts. Returns when it ends by our clock, where it is news and not over.
    public mutating func heard(_ told: Halt) -> BudgetInstant? {
        guard let clock, halt.map({ $0.until < told.until }) ?? true else { return nil }
        halt = told
        return told.until > clock.shared ? clock.answered.advanced(by: .microseconds(told.until - clock.shared)) : nil
    }

    /// A moment of our clock by the shared one; nil before that is known.
    public func shared(_ moment: BudgetInstant) -> Int64? { clock.map { $0.shared + (moment.microseconds - $0.asked.microseconds) } }

    private func draw(_ slot: Int64, _ amount: Int) -> Draw { Draw(slot: slot, amount: amount, isFirst: drawn[slot] == nil) }

    private func capacity(_ slot: Int64) -> Int {
        slots.capacity(of: slot, pace: halt?.pace(at: slots.start(of: slot)) ?? 1)
    }

    /// A new slot: what went in the last one is what is expected in the next.
    private mutating func turn(to slot: Int64, spent: Int) {
        guard slot > current else { return }
        let used = spent - spentBefore
        expected = current == .min ? 0 : max(used, (expected + used) / 2)
        (current, spentBefore) = (slot, spent)
        drawn = drawn.filter { $0.key >= slot }
    }
}
