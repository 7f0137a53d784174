import Inventory
import Storage

/// "Pulpit": all is well, or what is broken right now, with the action beside it.
struct OverviewPage: Page {
    static let template = "overview"
    static let words = OverviewWords()

    struct Figure: Sendable {
        var name: String
        var value: String
        var note: String?
        var isBad: Bool
    }

    struct Step: Sendable {
        var href: String
        var text: String
    }

    struct Cause: Sendable {
        var href: String
        var text: String
        var count: String
    }

    /// Something that takes a while: how far it is, and how long it still takes.
    struct Progress: Sendable {
        var name: String
        var done: Int
        var total: Int
        var told: String
    }

    struct OversoldMonth: Sendable {
        var href: String
        var month: String
        var pieces: String
        var causes: String
    }

    var title: String
    var section: Section? { .overview }
    var progress: Progress?
    var oversold: [OversoldMonth]
    var isWell: Bool
    var verdict: String
    var causes: [Cause]
    var problems: [ProblemCard]
    var today: [Figure]
    var health: [Figure]
    var steps: [Step]

    init(desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        guard let month = CalendarMonth(inPoland: visit.at) else { throw PageFault.notFound }
        let midnight = visit.at - Self.sinceMidnight(visit.at)
        let figures = try await desk.store.dayFigures(since: midnight, month: month, at: visit.at)
        let settings = try await desk.store.settings()
        let counts = try await desk.store.problemCounts()
        let first = try await desk.store.problems(kind: nil, after: nil, limit: 5)
        let count = counts.values.reduce(0, +)
        title = voice(Section.overview.name)
        isWell = count == 0
        verdict =
            count == 0
            ? voice(Words(en: "All is well", pl: "Wszystko gra"))
            : voice(Words(en: "%@ for you to decide", pl: "%@ do rozstrzygnięcia")).replacing("%@", with: voice.count(count, .problems))
        causes = counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map {
            Cause(href: Section.problems.rawValue + query(["kind": $0.key.rawValue]), text: voice($0.key.name), count: voice.number($0.value))
        }
        problems = first.map { ProblemCard($0, mayAct: visit.may(.operator), voice) }
        progress = desk.facts.reading().flatMap { Progress($0, voice) }
        oversold = figures.oversold.filter { !$0.pieces.isEmpty }.map { OversoldMonth($0.month, $0.pieces, voice) }
        today = Self.today(figures, voice)
        health = Self.health(figures, desk.facts, accounts: desk.accounts, voice)
        // An account whose orders were fetched was connected, whatever it is now: a problem says so.
        let isConnected = desk.accounts.allSatisfy { desk.facts.isConnected($0) || figures.ordersKnown[$0] != nil }
        steps = Self.steps(settings, figures, isConnected: isConnected, voice)
    }

    private static func sinceMidnight(_ now: Timestamp) -> Duration {
        let day: Int64 = 86_400_000_000
        let local = (now + PolishTime.offset(at: now)).microseconds
        return .microseconds(((local % day) + day) % day)
    }
}
