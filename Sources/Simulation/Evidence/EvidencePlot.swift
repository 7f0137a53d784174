/// The figures as a picture (SVG): what was oversold and what was wrong at the end, a bar for each strategy. It says in words what it shows, and
/// follows the reader's light or dark.
public struct EvidencePlot: Sendable {
    private let evidence: Evidence

    public init(_ evidence: Evidence) { self.evidence = evidence }

    private static let (width, left, right, barHeight, gap) = (760, 150, 90, 22, 12)

    /// One chart: a title, and for each strategy the parts of its bar.
    private struct Chart {
        let title: String
        let bars: [(name: String, parts: [(count: Int, style: String)])]
    }

    private var charts: [Chart] {
        [
            Chart(
                title: "Oversold pieces (light: sold at the same moment, which no news could prevent)",
                bars: evidence.rows.map {
                    ($0.strategy.title, [($0.inevitable, "inevitable"), ($0.oversoldPieces - $0.inevitable, "fault")])
                }),
            Chart(
                title: "Offers with a wrong number at the day's end, of \(evidence.rows.first?.offers ?? 0)",
                bars: evidence.rows.map { ($0.strategy.title, [($0.wrongOffers, "fault")]) }),
            Chart(
                title: "Offers ended though there was something to sell",
                bars: evidence.rows.map { ($0.strategy.title, [($0.wrongEnds, "fault")]) }),
        ]
    }

    public var svg: String {
        var (body, y) = ("", 34)
        for chart in charts {
            body += "<text class=\"title\" x=\"16\" y=\"\(y)\">\(Self.escaped(chart.title))</text>\n"
            y += 14
            let largest = max(1, chart.bars.map { $0.parts.reduce(0) { $0 + $1.count } }.max() ?? 1)
            for bar in chart.bars {
                body += Self.drawn(bar, at: y, largest: largest)
                y += Self.barHeight + Self.gap
            }
            y += 26
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(y - 20)" role="img" aria-labelledby="title desc">
            <title id="title">What \(evidence.rows.count) ways of keeping offers at stock made of the same \(evidence.days) days</title>
            <desc id="desc">\(Self.escaped(spoken))</desc>
            <style>
            text { font: 14px system-ui, sans-serif; fill: #1f2328; } .title { font-weight: 600; }
            .page { fill: #ffffff; } .fault { fill: #b3261e; } .inevitable { fill: #9aa4af; }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; } .page { fill: #0d1117; } .fault { fill: #ff7b72; } .inevitable { fill: #6e7681; }
            }
            </style>
            <rect class="page" width="\(Self.width)" height="\(y - 20)"/>
            \(body)</svg>

            """
    }

    private static func drawn(_ bar: (name: String, parts: [(count: Int, style: String)]), at y: Int, largest: Int) -> String {
        let room = width - left - right
        var (text, x) = ("<text x=\"\(left - 10)\" y=\"\(y + 16)\" text-anchor=\"end\">\(escaped(bar.name))</text>\n", left)
        for part in bar.parts where part.count > 0 {
            let length = max(2, part.count * room / largest)
            text += "<rect class=\"\(part.style)\" x=\"\(x)\" y=\"\(y)\" width=\"\(length)\" height=\"\(barHeight)\"/>\n"
            x += length
        }
        return text + "<text x=\"\(x + 8)\" y=\"\(y + 16)\">\(bar.parts.reduce(0) { $0 + $1.count })</text>\n"
    }

    private var spoken: String {
        evidence.rows.map { row in
            "\(row.strategy.title): \(row.oversoldPieces) oversold pieces of \(row.sold) sold, \(row.inevitable) of them at the same moment; "
                + "\(row.wrongOffers) of \(row.offers) offers with a wrong number at the day's end; \(row.wrongEnds) offers ended in error."
        }.joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
    }
}
