import Inventory

extension OverviewPage.Progress {
    /// What is over at once is not worth a line.
    private static let shortest: Duration = .seconds(3)

    init?(_ reading: ConsoleFacts.Reading, _ voice: Voice) {
        let took = voice.now - reading.began
        guard took > Self.shortest, (1..<reading.total).contains(reading.done) else { return nil }
        let left = took / reading.done * (reading.total - reading.done)
        name = voice(reading.what)
        (done, total) = (reading.done, reading.total)
        told = voice(Words(en: "%1 of %2, about %3 more", pl: "%1 z %2, jeszcze około %3")).replacing("%1", with: voice.number(done))
            .replacing("%2", with: voice.number(total)).replacing("%3", with: voice.span(left))
    }
}

extension OverviewPage.OversoldMonth {
    init(_ month: CalendarMonth, _ sums: [Oversell.Cause: Int], _ voice: Voice) {
        (href, self.month) = (Place.oversold(month), month.description)
        pieces = voice.count(sums.values.reduce(0, +), .pieces)
        causes = Oversell.Cause.allCases.compactMap { cause in sums[cause].map { "\(voice(cause.name)): \(voice.number($0))" } }
            .joined(separator: ", ")
    }
}

extension Oversell.Cause {
    var name: Words {
        switch self {
        case .notSynchronised: Words(en: "the offer was not synchronised", pl: "oferta bez synchronizacji")
        case .stockCorrected: Words(en: "stock was corrected after the sale", pl: "stan skorygowany po sprzedaży")
        case .foreignHand: Words(en: "somebody else changed the offer", pl: "zmiana spoza Stockgate")
        case .lateEvent: Words(en: "Allegro told of the sale late", pl: "Allegro późno podało sprzedaż")
        case .sameMoment: Words(en: "sold twice in the same moment", pl: "dwie sprzedaże w tej samej chwili")
        case .beforeLowering: Words(en: "sold before the lowering arrived", pl: "sprzedane, zanim dotarło obniżenie")
        case .ours: Words(en: "Stockgate’s own", pl: "po stronie Stockgate")
        }
    }
}
