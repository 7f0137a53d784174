import Foundation

/// What `bench` found: a page of text, or JSON, or a picture.
struct BenchReport: Sendable, Encodable {
    let version = Version.text
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let reaction: BenchReaction.Outcome
    let intake: BenchIntake.Outcome

    private enum CodingKeys: CodingKey { case version, cores, reaction, intake }

    init(reaction: BenchReaction.Outcome, intake: BenchIntake.Outcome) { (self.reaction, self.intake) = (reaction, intake) }

    var lines: [String] {
        [
            "stockgate \(version), \(cores) cores, which sender and sandbox share", "",
            "From a webhook to Allegro's acceptance: \(reaction.documents) documents, \(reaction.perSecond) a second",
            Self.line(reaction.times), "",
            "Intake: signed documents of 2 KB over TLS, \(intake.senders) senders at once, each durable before its answer",
            "  \(intake.perSecond) a second (\(intake.deliveries) deliveries)", Self.line(intake.times),
        ]
    }

    private static func line(_ times: BenchTimes) -> String {
        "  p50 \(text(times.at(0.5)))   p90 \(text(times.at(0.9)))   p99 \(text(times.at(0.99)))   largest \(text(times.at(1)))"
    }

    private static func text(_ milliseconds: Double) -> String {
        milliseconds < 10 ? "\((milliseconds * 10).rounded() / 10) ms" : "\(Int(milliseconds.rounded())) ms"
    }

    /// Two curves: which share of the documents took how long at most. It follows the reader's light or dark, and says in words what it shows.
    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 420" role="img" aria-labelledby="title desc">
        <title id="title">Stockgate on a machine of \(cores) cores: from a webhook to Allegro, and webhooks a second</title>
        <desc id="desc">\(lines.filter { !$0.isEmpty }.joined(separator: "; "))</desc>
        <style>
        text { font: 14px system-ui, sans-serif; fill: #1f2328; } .title { font-weight: 600; } .page { fill: #ffffff; }
        .curve { fill: none; stroke: #0969da; stroke-width: 2; } .axis { stroke: #9aa4af; }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; } .page { fill: #0d1117; } .curve { stroke: #58a6ff; } .axis { stroke: #6e7681; }
        }
        </style>
        <rect class="page" width="760" height="420"/>
        \(Self.chart("From a webhook to Allegro's acceptance, \(reaction.perSecond) documents a second", reaction.times, at: 30))
        \(Self.chart("Webhook answered, \(intake.perSecond) a second from \(intake.senders) senders", intake.times, at: 230))
        </svg>

        """
    }

    private static func chart(_ title: String, _ times: BenchTimes, at top: Int) -> String {
        let (left, width, height) = (60, 640, 110)
        let largest = max(times.at(0.99) * 1.1, 0.1)
        let points = (0...100).map { percent -> String in
            let x = left + Int(min(1, times.at(max(0.01, Double(percent) / 100)) / largest) * Double(width))
            return "\(x),\(top + 20 + height - percent * height / 100)"
        }
        let bottom = top + 20 + height
        return """
            <text class="title" x="16" y="\(top)">\(title)</text>
            <line class="axis" x1="\(left)" y1="\(bottom)" x2="\(left + width)" y2="\(bottom)"/>
            <polyline class="curve" points="\(points.joined(separator: " "))"/>
            <text x="\(left - 10)" y="\(top + 32)" text-anchor="end">100%</text><text x="\(left - 10)" y="\(bottom)" text-anchor="end">0</text>
            <text x="\(left)" y="\(bottom + 20)">0 ms</text>
            <text x="\(left + width)" y="\(bottom + 20)" text-anchor="end">\(text(largest)); p50 \(text(times.at(0.5))), p99 \(text(times.at(0.99)))</text>
            """
    }
}
