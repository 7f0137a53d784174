/// What happened around one offer: the facts in their order, and the lines that they draw on one axis of time (R24).
public struct OfferTimeline: Sendable, Equatable {
    /// One thing that happened.
    public struct Event: Sendable, Equatable {
        public var at: Timestamp
        public var fact: Fact

        public init(_ fact: Fact, at: Timestamp) { (self.fact, self.at) = (fact, at) }
    }

    public enum Fact: Sendable, Equatable {
        /// A document changed the product's stock; `name` is its number.
        case document(DocumentID, name: String, delta: StockAmount)
        /// A reading or a stock notice corrected it, in the warehouse of this name.
        case reading(warehouse: String, delta: StockAmount)
        /// An order reserves pieces of the product (R7).
        case reserved(OrderID, pieces: Int)
        /// A document released reserved pieces, or a cancellation freed them.
        case freed(OrderID, pieces: Int)
        /// Pieces of this very offer were bought: what it shows is that much less.
        case sold(OrderID, quantity: Int)
        case sent(CommandID, CommandAction)
        /// Allegro's answer; `reason` is its own words.
        case answered(CommandID, CommandAction, isSuccess: Bool, reason: String?)
        /// Allegro showed something else than we expected: a foreign hand, or what we missed (R22, R29).
        case differed(expected: String, found: String)
    }

    /// A value from a moment on.
    public struct Step: Sendable, Equatable {
        public var at: Timestamp
        /// Nil while it is not known.
        public var value: StockAmount?

        public init(at: Timestamp, value: StockAmount?) { (self.at, self.value) = (at, value) }
    }

    /// Where the axis begins and ends.
    public var from: Timestamp
    public var to: Timestamp
    /// The oldest first.
    public var events: [Event]
    /// Stock over the counted warehouses, and reserved pieces, at the end; nil where there is no single product, or nothing is known.
    public var stock: StockAmount?
    public var reserved: StockAmount?
    /// What the offer shows at the end.
    public var shown: Int?

    public init(from: Timestamp, to: Timestamp, events: [Event], stock: StockAmount?, reserved: StockAmount?, shown: Int?) {
        (self.from, self.to, self.stock, self.reserved, self.shown) = (from, to, stock, reserved, shown)
        self.events = events
    }
}

extension OfferTimeline {
    /// Stock over the counted warehouses.
    public var stockLine: [Step] {
        backwards(from: stock) { fact in
            switch fact {
            case .document(_, _, let delta), .reading(_, let delta): delta
            case .reserved, .freed, .sold, .sent, .answered, .differed: nil
            }
        }
    }

    /// Sold and not yet released.
    public var reservedLine: [Step] {
        backwards(from: reserved) { fact in
            switch fact {
            case .reserved(_, let pieces): StockAmount(pieces: pieces)
            case .freed(_, let pieces): StockAmount(pieces: -pieces)
            case .document, .reading, .sold, .sent, .answered, .differed: nil
            }
        }
    }

    /// `max(0, ⌊stock − reserved⌋)` at each moment.
    public var availableLine: [Step] {
        let (stock, reserved) = (stockLine, reservedLine)
        guard !stock.isEmpty, !reserved.isEmpty else { return [] }
        return Set((stock + reserved).map(\.at)).sorted().map { moment in
            let parts = (Self.value(of: stock, at: moment), Self.value(of: reserved, at: moment))
            guard let stock = parts.0, let reserved = parts.1 else { return Step(at: moment, value: nil) }
            return Step(at: moment, value: StockAmount(pieces: (stock - reserved).wholePieces))
        }
    }

    /// From what is known now back to the beginning, change by change.
    private func backwards(from now: StockAmount?, _ change: (Fact) -> StockAmount?) -> [Step] {
        guard var value = now else { return [] }
        var steps: [Step] = []
        for event in events.reversed() where event.at <= to {
            guard let delta = change(event.fact) else { continue }
            steps.append(Step(at: event.at, value: value))
            value = value - delta
        }
        steps.append(Step(at: from, value: value))
        return steps.reversed()
    }

    /// What a line says at a moment.
    public static func value(of line: [Step], at moment: Timestamp) -> StockAmount? { line.last { $0.at <= moment }?.value }
}
