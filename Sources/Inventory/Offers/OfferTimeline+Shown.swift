extension OfferTimeline {
    /// What the offer showed on Allegro: as confirmed by Allegro's answers, by sales, and by readings that differed.
    ///
    /// Before the first event that fixes the number it is worked out backwards, as far as changes are relative; what nothing tells is a gap.
    public var confirmedLine: [Step] {
        var model = ShownModel(value: shownAtStart)
        var steps = [Step(at: from, value: model.amount)]
        for event in events where event.at <= to {
            let before = model.value
            model.meet(event.fact)
            if model.value != before { steps.append(Step(at: event.at, value: model.amount)) }
        }
        if let shown, model.value != shown { steps.append(Step(at: to, value: StockAmount(pieces: shown))) }
        return steps
    }

    /// What our commands asked for, from the moment when each left.
    public var sentLine: [Step] {
        let confirmed = confirmedLine
        var steps: [Step] = []
        var kept: Int?
        // Changes that left and have no answer yet: the next one is meant on top of them.
        var open: [CommandID: Int] = [:]
        for event in events where event.at <= to {
            if case .answered(let command, _, _, _) = event.fact { open[command] = nil }
            guard case .sent(let command, let action) = event.fact else { continue }
            let value: StockAmount?
            switch action {
            case .gain(let pieces):
                open[command] = pieces
                value = Self.value(of: confirmed, at: event.at).map { $0 + StockAmount(pieces: open.values.reduce(0, +)) }
            case .fixed(let quantity):
                kept = quantity
                value = StockAmount(pieces: quantity)
            case .end: value = .zero
            case .activate: value = kept.map { StockAmount(pieces: $0) }
            }
            steps.append(Step(at: event.at, value: value))
        }
        return steps
    }

    /// From now back over what only adds and takes away; nil once something fixed the number.
    private var shownAtStart: Int? {
        var value = shown
        for event in events.reversed() where event.at <= to {
            switch event.fact {
            case .sold(_, let quantity): value = value.map { $0 + quantity }
            case .answered(_, .gain(let pieces), isSuccess: true, _): value = value.map { $0 - pieces }
            // The offer was not on sale.
            case .answered(_, .activate, isSuccess: true, _): value = 0
            case .answered(_, .end, isSuccess: true, _): value = nil
            case .differed(let expected, _): value = ShownModel.quantity(expected)
            case .answered, .document, .reading, .reserved, .freed, .sent: break
            }
        }
        return value.map { max(0, $0) }
    }
}

/// The number that buyers see, event by event.
private struct ShownModel {
    var value: Int?
    /// What an offer that is not on sale carries.
    var kept: Int?

    init(value: Int?) { self.value = value }

    var amount: StockAmount? { value.map { StockAmount(pieces: $0) } }

    mutating func meet(_ fact: OfferTimeline.Fact) {
        switch fact {
        case .sold(_, let quantity): value = value.map { max(0, $0 - quantity) }
        case .answered(_, let action, isSuccess: true, _):
            switch action {
            case .gain(let pieces): value = value.map { max(0, $0 + pieces) }
            case .fixed(let quantity): kept = quantity
            case .end: value = 0
            case .activate: value = kept
            }
        case .differed(_, let found): value = Self.quantity(found)
        case .answered, .document, .reading, .reserved, .freed, .sent: break
        }
    }

    /// The number in `active 5`; what is ended shows none.
    static func quantity(_ told: String) -> Int? {
        let parts = told.split(separator: " ")
        guard parts.count == 2 else { return nil }
        return parts[0] == OfferStatus.ended.rawValue ? 0 : Int(parts[1])
    }
}
