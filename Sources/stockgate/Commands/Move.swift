import ArgumentParser
import Foundation
import Inventory
import Storage

/// `stockgate move DATABASE`: the shop's whole store to another database, of whichever kind, while nobody works either.
struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Move the store into another database: from a file to PostgreSQL, or back.",
        discussion: """
            Stop serve first. The store that is left keeps everything and can be worked no more; every table is counted and compared. Broken off in \
            the middle, the same call ends the move. Afterwards name the new database in the configuration, as the last line says. What is secret \
            moves sealed: secrets_key stays the same. One of several merchants goes to the schema merchant_NAME of a PostgreSQL database, unless the \
            address names another.
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
        let place = address(in: configuration)
        target.path = place
        do {
            let move = try StoreMove(from: source, to: target)
            defer { try? move.close() }
            if giveUp {
                try move.giveUp()
                return output.json ? try Terminal.say(json: Report(outcome: "stayed")) : Terminal.say("the shop stays where it was")
            }
            try tell(move.move(at: systemClock()), of: configuration.merchantName, at: PostgreSQLAddress(place)?.masked ?? place)
        } catch let error as StorageError {
            throw CommandFailure(error)
        }
    }

    /// The new store as the configuration is to name it, wherever that lies.
    private func address(in configuration: GatewayConfiguration) -> String {
        guard let address = PostgreSQLAddress(database) else { return URL(filePath: database).standardizedFileURL.path }
        guard let name = configuration.merchantName, address.schema == nil else { return database }
        return address.with(schema: GatewayConfiguration.schema(of: name))
    }

    private func tell(_ report: StoreMove.Report, of merchant: String?, at place: String) throws {
        let count = report.rows?.values.reduce(0, +)
        if output.json {
            let outcome = report.rows == nil ? "arrived before" : "moved"
            return try Terminal.say(json: Report(outcome: outcome, database: place, tables: report.rows?.count, rows: count))
        }
        if let rows = report.rows, let count {
            Terminal.say("moved: \(count) rows of \(rows.count) tables, each table counted and compared")
        } else {
            Terminal.say("the shop has arrived there already")
        }
        let section = merchant.map { "merchant \($0) of the configuration" } ?? "the configuration"
        let password = place.contains("***") ? ", with the password for ***" : ""
        Terminal.say("Now write this into \(section)\(password), and start serve; the old store can be worked no more.")
        Terminal.say("database: \(place)")
    }

    private struct Report: Encodable {
        let outcome: String
        var database: String?
        var tables: Int?
        var rows: Int?
    }
}
