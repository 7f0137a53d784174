import ArgumentParser
import Foundation
import Gateway
import Inventory
import Storage

/// `stockgate replay-day FILE`: plays a recorded day again and lists what is decided differently (R35).
struct ReplayDay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay-day", abstract: "Play a recorded day again, offline, and list what is decided differently.",
        discussion: """
            Days are recorded into the folder that recording.folder of the configuration names. Nothing is sent, and nothing of this machine's store is \
            touched. Ends with 65 where there is a difference.
            """)

    @OptionGroup var output: OutputOption
    @Argument(help: "A recorded day.", completion: .file())
    var day: String
    @Option(name: .long, help: "Another stockgate: it plays the day too, and the two are compared.", completion: .file())
    var build: String?
    @Flag(name: .long, help: "Print every decision as a line of JSON, and compare nothing.")
    var decisions = false

    func run() async throws {
        do {
            let recorded = try RecordedDay(at: day)
            let outcome = try await play(recorded)
            if decisions { return try outcome.decisions.forEach { Terminal.say(String(decoding: try JSONEncoder().encode($0), as: UTF8.self)) } }
            let other = try build.map { try Self.decisions(of: $0, day) }
            // What the last turn decided is lost with the lines after it. Two programs that play one file know the same of it.
            let ends = [recorded.end == nil ? recorded.lastWholeTurn : nil, other == nil ? recorded.comparable?.turn : nil]
            let comparison = DayComparison(other ?? recorded.decisions, outcome.decisions, upTo: ends.compactMap(\.self).min())
            let report = Report(recorded, outcome, comparison, against: build)
            if output.json { try Terminal.say(json: report) } else { report.lines.forEach { Terminal.say($0) } }
            if !comparison.differences.isEmpty { throw CommandFailure(.badData, "\(comparison.differences.count) differences") }
        } catch let error as StorageError {
            throw CommandFailure(error)
        }
    }

    private func play(_ recorded: RecordedDay) async throws -> DayReplay.Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stockgate-day-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = folder.appending(path: "day.db").path
        try StoredDay(at: day).writeSnapshot(to: store)
        let configuration = RecordedRules.configuration(from: recorded.header.configuration)
        var options = GatewayOptions(configuration)
        options.accountOfSource = { name in configuration.sources.first { $0.name == name }?.account.map { AccountName($0) } }
        return try await DayReplay(recorded, options: options, snapshot: DaySnapshot(path: store)).run()
    }

    private static func decisions(of build: String, _ day: String) throws -> [TakenDecision] {
        let other = Process()
        other.executableURL = URL(filePath: build)
        other.arguments = ["replay-day", day, "--decisions"]
        let output = Pipe()
        other.standardOutput = output
        do { try other.run() } catch { throw CommandFailure(.inputOutput, "\(build) cannot be started: \(error)") }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        other.waitUntilExit()
        guard other.terminationStatus == 0 else { throw CommandFailure(.badData, "\(build) ended with \(other.terminationStatus)") }
        do {
            return try bytes.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(TakenDecision.self, from: $0) }
        } catch {
            throw CommandFailure(.badData, "\(build) tells its decisions in another way")
        }
    }
}

/// What `replay-day` says.
private struct Report: Encodable {
    let recordedBy: String
    let began: String
    let turns: Int
    let decisions: Int
    /// Why the recording ends; nil: its last lines were lost.
    let end: String?
    let foreignWrites: Int
    /// Until when what is decided now is compared with what was decided then: another process wrote after it. Nil: to the end, or from the beginning not.
    let comparedUntil: String?
    let unreadLines: Int
    let unmatched: Int
    let unrepeated: Int
    let against: String?
    let differences: [DayComparison.Difference]

    init(_ day: RecordedDay, _ outcome: DayReplay.Outcome, _ comparison: DayComparison, against build: String?) {
        (recordedBy, began, turns, end) = (day.header.build, day.header.began.description, day.turns, day.end)
        (decisions, foreignWrites, unreadLines) = (outcome.decisions.count, day.foreignWrites, day.unread)
        comparedUntil = build == nil ? day.comparable?.at?.description : nil
        (unmatched, unrepeated, against, differences) = (outcome.unmatched, outcome.unrepeated, build, comparison.differences)
    }

    var lines: [String] {
        var lines = ["recorded by \(recordedBy), from \(began): \(turns) turns, \(decisions) decisions now"]
        lines.append(end.map { "it ends because \($0)" } ?? "its end is missing: what came in last before a crash is lost")
        if foreignWrites > 0 {
            lines.append("other processes wrote \(foreignWrites) times meanwhile: what, is not in it")
            if against == nil {
                lines.append(comparedUntil.map { "so it is compared until \($0), and void from then on" } ?? "so nothing of it can be compared")
            }
        }
        if unreadLines > 0 { lines.append("\(unreadLines) lines cannot be read here") }
        if unrepeated > 0 { lines.append("\(unrepeated) writes of people could not be repeated") }
        if unmatched > 0 { lines.append("\(unmatched) questions and answers do not fit each other") }
        let (first, second) = against.map { ($0, "this build") } ?? ("recorded", "now")
        for difference in differences {
            lines.append("\(difference.kind.rawValue) \(difference.subject)")
            lines.append("  \(first): \(Self.words(difference.first))")
            lines.append("  \(second): \(Self.words(difference.second))")
            if difference.later > 0 { lines.append("  and \(difference.later) after it") }
        }
        return lines + [differences.isEmpty ? "no difference" : "\(differences.count) differences"]
    }

    private static func words(_ decision: TakenDecision?) -> String {
        decision.map { "\($0.decision.what)" + ($0.at.map { " at \($0)" } ?? "") } ?? "nothing"
    }
}
