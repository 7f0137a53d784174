/// How a limit that several processes share is cut into slots of one clock, a second of a minute each.
///
/// A slot's capacity is so large that as many slots as a window can touch, with the time that a request may be on its way, hold exactly the limit.
/// So whoever spends what was drawn from a slot while that slot lasts keeps every window, wherever it begins and however many others do the same.
public struct RateSlots: Sendable {
    private let limit: RateLimit

    public init(_ limit: RateLimit) { self.limit = limit }

    /// Microseconds of the shared clock.
    public var length: Int64 { limit.burstSpan.microsecondsRoundedUp }

    /// Slots that a window, lengthened by what one request may be faster on its way than another, can touch.
    public var perWindow: Int64 {
        let span = (limit.window + limit.margin).microsecondsRoundedUp
        return (span + length - 1) / length + 1
    }

    /// The slot of a moment of the shared clock, in microseconds.
    public func slot(at moment: Int64) -> Int64 { moment >= 0 ? moment / length : -((length - 1 - moment) / length) }

    /// When a slot begins by the shared clock.
    public func start(of slot: Int64) -> Int64 { slot * length }

    /// What may be drawn from a slot. `pace`: the part of the full pace that refusals have left, which takes from slots and gives to none.
    public func capacity(of slot: Int64, pace: Double = 1) -> Int {
        let amount = Int64(limit.amount)
        let whole = Self.share(amount, of: slot + 1, in: perWindow) - Self.share(amount, of: slot, in: perWindow)
        guard pace < 1 else { return Int(whole) }
        // What is too small to be divided is given in some slots and not in others.
        let isTurn = (Double(slot + 1) * pace).rounded(.down) > (Double(slot) * pace).rounded(.down)
        return whole >= 8 ? Int(Double(whole) * pace) : isTurn ? Int(whole) : 0
    }

    private static func share(_ amount: Int64, of slot: Int64, in count: Int64) -> Int64 {
        // By parts, so that no product outgrows its type.
        let (rounds, rest) = slot.quotientAndRemainder(dividingBy: count)
        return rounds * amount + rest * amount / count
    }
}
