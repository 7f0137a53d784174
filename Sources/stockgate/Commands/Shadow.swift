import ArgumentParser
import Inventory
import Operations
import Storage

/// `stockgate shadow`: what the gateway would have done otherwise than the program in whose shadow it runs.
struct Shadow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what would have been done otherwise than by the program that still does the work.",
        discussion: "For a gateway whose configuration says mode: shadow. docs/operating.md tells how to move in from another program.")

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Option(name: .long, help: "How many days back.")
    var days = ShadowReport.days
    @Option(name: .long, help: "Minutes within which a difference may settle without being listed.")
    var within = ShadowReport.minutes

    func validate() throws {
        guard (1...366).contains(days), (0...1440).contains(within) else { throw ValidationError("--days takes 1 to 366, --within 0 to 1440") }
    }

    func run() async throws {
        let report = try await file.load().configuration.withStore {
            try await $0.shadowReport(since: systemClock() - .seconds(days * 86_400), patience: .seconds(within * 60))
        }
        if output.json { return Terminal.say(json: report.payload) }
        Terminal.say(report.since.map { "in the shadow since \($0): nothing is sent" } ?? "live: what follows is from the time in the shadow")
        for difference in report.differences {
            let end = difference.settledAt.map { "until \($0)" } ?? "still"
            Terminal.say(
                "\(difference.since)  \(difference.kind.rawValue) \(difference.subject)  ours \(difference.ours), theirs \(difference.theirs)"
                    + "  (\(difference.why), \(end))")
        }
        Terminal.say("\(report.differences.count) differences; \(report.settledInTime) more settled within \(within) min")
    }
}
