/// A shop whose goods all came in before sync was switched on for every offer in one action, in virtual time: each shows a wrong number and is still
/// to be read. How long it takes to put them right beside what Allegro's limit on changes alone costs, whether Allegro has to refuse anything, and
/// how soon an end for want of stock passes all that waits (R31).
public struct CatchUp: Sendable {
    /// Offers, each of a good of its own.
    public let offers: Int
    /// Changes of offers that Allegro takes in any 60 seconds.
    public let changesPerMinute: Int
    /// Goods that sell out in wFirma meanwhile: from the switch on, and most while the offers are read for the first time.
    public let ends: Int

    public init(offers: Int, changesPerMinute: Int = 9000, ends: Int = 20) {
        (self.offers, self.changesPerMinute, self.ends) = (offers, changesPerMinute, ends)
    }

    /// What the limit alone costs.
    var limit: Duration { .seconds(60) * (Double(offers) / Double(changesPerMinute)) }

    /// When each of them sells out, after the switch.
    var moments: [Duration] {
        (0..<ends).map { place in
            let part = Double(place) / Double(ends)
            return limit * (part * part)
        }
    }
}
