import ArgumentParser
import Inventory
import Storage

/// `stockgate move DATABASE`: the shop's whole store to another database, of whichever kind, while nobody works either.
struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Move the store into another database: from a file to PostgreSQL, or back.",
        discussion: """
            Stop serve first. The store that is left keeps everything and can be worked no more; every table is counted and compared. Broken off in \
            the middle, the same call ends the move. Afterwards name the new database in the configuration. What is secret moves sealed: \
            secrets_key stays the same.
            """)

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Flag(help: "Take back a move to DATABASE that has begun and not arrived, and stay.")
    var giveUp = false
    @Argument(help: "A file, or postgres://…; fresh, or the one that the shop came from.", completion: .file())
    var database: String

    func run() async throws {
        let configuration = try file.load().configuration
        let source = configuration.storeOptions(runsCheckpoints: false)
        var target = source
        target.path = database
        do {
            let move = try StoreMove(from: source, to: target)
            defer { try? move.close() }
            if giveUp {
                try move.giveUp()
                return output.json ? try Terminal.say(json: Report(outcome: "stayed")) : Terminal.say("the shop stays where it was")
            }
            try tell(move.move(at: systemClock()))
        } catch let error as StorageError {
            throw CommandFailure(error)
        }
    }

    private func tell(_ report: StoreMove.Report) throws {
        guard let rows = report.rows else {
            return output.json ? try Terminal.say(json: Report(outcome: "arrived before")) : Terminal.say("the shop has arrived there already")
        }
        let count = rows.values.reduce(0, +)
        if output.json { return try Terminal.say(json: Report(outcome: "moved", tables: rows.count, rows: count)) }
        Terminal.say("moved: \(count) rows of \(rows.count) tables, each table counted and compared")
        Terminal.say("Now name the new database in the configuration (database:) and start serve; the old store can be worked no more.")
    }

    private struct Report: Encodable {
        let outcome: String
        var tables: Int?
        var rows: Int?
    }
}
