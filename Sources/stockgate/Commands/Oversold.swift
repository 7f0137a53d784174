import ArgumentParser
import Inventory
import Operations
import Storage

/// `stockgate oversold`: the pieces of a month that were sold and that nobody had, with their causes.
struct Oversold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what was oversold in a month, and why.")

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Option(name: .long, help: "As 2026-11, by Polish days. [default: this month]")
    var month: String?

    func run() async throws {
        guard let asked = month.map({ CalendarMonth($0) }) ?? CalendarMonth(inPoland: systemClock()) else {
            throw CommandFailure(.usage, "a month reads as 2026-11")
        }
        let sold = try await file.load().configuration.withStore { try await $0.oversells(in: asked) }
        if output.json { return Terminal.say(json: sold.payload) }
        let total = sold.pieces.values.reduce(0, +)
        Terminal.say("\(asked): \(total == 0 ? "nothing" : "\(total) pieces") oversold")
        for cause in Oversell.Cause.allCases {
            if let pieces = sold.pieces[cause] { Terminal.say("  \(pieces)  \(cause.rawValue)") }
        }
        for row in sold.rows {
            let oversell = row.oversell
            Terminal.say(
                "\(oversell.boughtAt)  order \(row.order)  offer \(oversell.offer)  \(oversell.pieces) of product \(oversell.product)"
                    + "  (\(oversell.cause.rawValue))")
        }
    }
}
