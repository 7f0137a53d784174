import Inventory

/// The one axis of time of an offer: its lines and marks as an SVG holds them, and the same as rows of a table.
struct OfferAxis: Sendable {
    struct Line: Sendable {
        /// `stock`, `reserved` …: its colour, and its key in the legend.
        var kind: String
        var name: String
        var path: String
        var now: String
    }

    struct Mark: Sendable {
        var kind: String
        var x: String
        var y: String
        var title: String
    }

    struct Tick: Sendable {
        var place: String
        var text: String
    }

    struct Lane: Sendable {
        var y: String
        var text: String
    }

    struct Row: Sendable {
        var at: String
        var kind: String
        var kindName: String
        var what: String
        var href: String?
        var stock: String
        var reserved: String
        var available: String
        var shown: String
        var isRefused: Bool
    }

    var lines: [Line]
    var marks: [Mark]
    var moments: [Tick]
    var quantities: [Tick]
    var lanes: [Lane]
    var rows: [Row]
    var summary: String

    /// More rows than this are told by the picture alone.
    static let rowLimit = 60

    init(_ timeline: OfferTimeline, _ voice: Voice) {
        let drawn: [(kind: String, name: Words, steps: [OfferTimeline.Step])] = [
            ("stock", Words(en: "stock", pl: "stan"), timeline.stockLine),
            ("reserved", Words(en: "sold, not released", pl: "sprzedane, niewydane"), timeline.reservedLine),
            ("available", Words(en: "available", pl: "dostępne"), timeline.availableLine),
            ("sent", Words(en: "sent to Allegro", pl: "wysłane do Allegro"), timeline.sentLine),
            ("confirmed", Words(en: "on Allegro", pl: "na Allegro"), timeline.confirmedLine),
        ]
        let largest = drawn.flatMap { $0.steps }.compactMap(\.value).max() ?? .zero
        let scale = AxisScale(from: timeline.from, to: timeline.to, largest: largest)
        lines = drawn.filter { $0.steps.contains { $0.value != nil } }.map {
            Line(kind: $0.kind, name: voice($0.name), path: scale.path($0.steps), now: $0.steps.last?.value.map(voice.amount) ?? "?")
        }
        quantities = AxisScale.steps(for: largest).map {
            Tick(place: AxisScale.short(scale.y(StockAmount(pieces: $0))), text: voice.number($0))
        }
        let isLong = timeline.to - timeline.from > .seconds(2 * 86_400)
        let isShort = timeline.to - timeline.from < .seconds(600)
        // The text of one at the edge would be cut.
        moments = scale.moments.filter { scale.x($0) < AxisScale.plot.right - 30 }.map { moment in
            let text = isLong ? String(voice.moment(moment).prefix(6)) : isShort ? String(voice.exactMoment(moment).suffix(8)) : voice.clock(moment)
            return Tick(place: AxisScale.short(scale.x(moment)), text: text)
        }
        lanes = TimelineLane.allCases.enumerated().map { Lane(y: AxisScale.short(AxisScale.lane($0.offset)), text: voice($0.element.name)) }
        marks = timeline.events.compactMap { event in
            guard let told = ToldEvent(event.fact, voice) else { return nil }
            let lane = TimelineLane.allCases.firstIndex(of: told.lane) ?? 0
            return Mark(
                kind: told.isRefused ? "refused" : told.lane.rawValue, x: AxisScale.short(scale.x(event.at)),
                y: AxisScale.short(AxisScale.lane(lane)), title: "\(voice.exactMoment(event.at)): \(told.text)")
        }
        rows = Self.rows(timeline, drawn.map { $0.steps }, voice)
        summary = voice(Words(en: "From %@ to now", pl: "Od %@ do teraz")).replacing("%@", with: voice.moment(timeline.from))
    }

    /// The newest first, each with what stood right after it.
    private static func rows(_ timeline: OfferTimeline, _ lines: [[OfferTimeline.Step]], _ voice: Voice) -> [Row] {
        timeline.events.reversed().prefix(rowLimit).compactMap { event in
            guard let told = ToldEvent(event.fact, voice) else { return nil }
            func value(_ line: Int) -> String { OfferTimeline.value(of: lines[line], at: event.at).map(voice.amount) ?? "" }
            return Row(
                at: voice.exactMoment(event.at), kind: told.lane.rawValue, kindName: voice(told.lane.name), what: told.text, href: told.href,
                stock: value(0), reserved: value(1), available: value(2), shown: value(4), isRefused: told.isRefused)
        }
    }
}

/// The rows of marks.
enum TimelineLane: String, CaseIterable {
    case document, order, command, foreign

    var name: Words {
        switch self {
        case .document: Words(en: "wFirma", pl: "wFirma")
        case .order: Words(en: "orders", pl: "zamówienia")
        case .command: Words(en: "commands", pl: "polecenia")
        case .foreign: Words(en: "outside", pl: "spoza")
        }
    }
}

/// One event in words.
struct ToldEvent {
    var lane: TimelineLane
    var text: String
    var href: String?
    var isRefused = false

    /// Nil for what another event tells already: the line falls, and the sale's own mark says why.
    init?(_ fact: OfferTimeline.Fact, _ voice: Voice) {
        switch fact {
        case .document(_, let name, let delta): (lane, text) = (.document, "\(name): \(voice.change(delta))")
        case .reading(let warehouse, let delta):
            lane = .document
            text = voice(Words(en: "reading of %@: ", pl: "odczyt magazynu %@: ")).replacing("%@", with: warehouse) + voice.change(delta)
        case .reserved(let order, let pieces):
            lane = .order
            text = voice(Words(en: "sold, not released yet: ", pl: "sprzedane, niewydane: ")) + voice.count(pieces, .pieces)
            href = Place.order(order)
        case .freed(let order, let pieces):
            lane = .order
            text = voice(Words(en: "released or cancelled: ", pl: "wydane albo anulowane: ")) + voice.count(pieces, .pieces)
            href = Place.order(order)
        case .sold(let order, let quantity):
            lane = .order
            text = voice(Words(en: "bought here: ", pl: "kupione na tej ofercie: ")) + voice.count(quantity, .pieces)
            href = Place.order(order)
        case .sent(_, let action): (lane, text) = (.command, voice(Words(en: "sent: ", pl: "wysłano: ")) + action.told(voice))
        case .answered(_, let action, true, _):
            (lane, text) = (.command, voice(Words(en: "done at Allegro: ", pl: "Allegro wykonało: ")) + action.told(voice))
        case .answered(_, let action, false, let reason):
            (lane, isRefused) = (.command, true)
            text = voice(Words(en: "Allegro refused: ", pl: "Allegro odmówiło: ")) + action.told(voice) + (reason.map { " (\($0))" } ?? "")
        case .differed(let expected, let found):
            lane = .foreign
            text =
                voice(Words(en: "change outside Stockgate: ", pl: "zmiana spoza Stockgate: "))
                + "\(Self.told(expected, voice)) → \(Self.told(found, voice))"
        }
    }

    /// `active 5` in words.
    private static func told(_ summary: String, _ voice: Voice) -> String {
        let parts = summary.split(separator: " ", maxSplits: 1)
        guard let status = parts.first.flatMap({ OfferStatus(rawValue: String($0)) }) else { return summary }
        return voice(status.name) + (parts.count > 1 ? " \(parts[1])" : "")
    }
}

extension CommandAction {
    func told(_ voice: Voice) -> String {
        switch self {
        case .gain(let pieces): voice.change(pieces)
        case .fixed(let quantity): voice(Words(en: "set %@", pl: "ustaw %@")).replacing("%@", with: voice.number(quantity))
        case .end: voice(Words(en: "end", pl: "zakończ"))
        case .activate: voice(Words(en: "resume", pl: "wznów"))
        }
    }
}
