import Inventory

/// What the same days brought under each strategy: the figures of `docs/evidence.md`.
public struct Evidence: Sendable {
    /// One strategy over all days.
    public struct Row: Sendable {
        public let strategy: Strategy
        public var sold = 0
        /// Oversold pieces by what made them.
        public var oversold: [OversoldPieces.Cause: Int] = [:]
        /// Oversold pieces of an offer whose number had been wrong for longer than ``pollSpan``.
        public var slow = 0
        /// Offers that were ended though there was something to sell, longer than news takes.
        public var wrongEnds = 0
        /// Offers that showed another number than they should after the quiet at the end of the day, of all offers of all days.
        public var wrongOffers = 0
        public var offers = 0

        public var oversoldPieces: Int { oversold.values.reduce(0, +) }

        /// Oversold before any news could have come: nobody could have helped it.
        public var inevitable: Int { oversold[.sameMoment] ?? 0 }

        /// Oversold pieces of a thousand that were sold, in tenths.
        var perThousand: Int { sold > 0 ? oversoldPieces * 10_000 / sold : 0 }
    }

    public private(set) var rows = Strategy.allCases.map { Row(strategy: $0) }
    public private(set) var days = 0

    /// Between two looks at what was sold, as all but one of the strategies make them.
    static let pollSpan: Duration = .seconds(5)

    public init() {}

    /// The same day for every strategy: what happens at our own console and other hands on Allegro are left out, since the others have neither a
    /// console nor a notion of a hand.
    public static func scenario(seed: UInt64, happenings: Int, _ strategy: Strategy) -> Scenario {
        let (conditions, plan) = (Conditions(seed: seed), ShopPlan(seed: seed))
        let kept = Day(seed: seed, count: happenings, conditions, plan).happenings.enumerated().filter { _, timed in
            switch timed.happening {
            case .owner, .hand: false
            default: true
            }
        }
        return Scenario(seed: seed, happenings: happenings, kept: kept.map(\.offset), strategy: strategy, isCompared: true)
    }

    /// Takes the reports of one day, one of each strategy.
    public mutating func take(_ reports: [RunReport]) {
        days += 1
        for report in reports {
            guard let place = rows.firstIndex(where: { $0.strategy == report.scenario.strategy }) else { continue }
            rows[place].sold += report.sold
            for entry in report.oversold {
                rows[place].oversold[entry.cause, default: 0] += entry.pieces
                if entry.age.map({ $0 > Self.pollSpan }) ?? true { rows[place].slow += entry.pieces }
            }
            rows[place].wrongEnds += report.violations.count { $0.invariant == .endedWithStock }
            rows[place].wrongOffers += report.wrongOffers.count
            rows[place].offers += report.offers
        }
    }
}

extension Strategy {
    /// As the page and the picture call it.
    public var title: String {
        switch self {
        case .stockgate: "Stockgate"
        case .fixed: "FIXED only"
        case .poller: "every 15 minutes"
        case .allKnowing: "FIXED, all-knowing"
        }
    }
}

extension Evidence: CustomStringConvertible {
    /// A table in Markdown.
    public var description: String {
        let head = """
            | strategy | pieces sold | oversold | of a thousand sold | at the same moment | of a number wrong for more than 5 s | offers ended in error | offers wrong at the day's end |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """
        return rows.reduce(head) { text, row in
            text
                + "\n| \(row.strategy.title) | \(row.sold) | \(row.oversoldPieces) | \(row.perThousand / 10).\(row.perThousand % 10) | \(row.inevitable) | "
                + "\(row.slow) | \(row.wrongEnds) | \(row.wrongOffers) of \(row.offers) |"
        }
    }
}
