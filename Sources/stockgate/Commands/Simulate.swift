import ArgumentParser
import Foundation
import Simulation
import Storage

/// `stockgate simulate`: plays shop days from seeds and holds what came of them against the invariants (`docs/simulation.md`).
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Play shop days from seeds against simulated sides, with faults and crashes.")

    @Option(help: "The seed to play, or the first one.") var seed: UInt64 = 1
    @Option(help: "Seeds and ranges of them with commas, e.g. 1-12,36,53.") var seeds: String?
    @Option(help: "Play seeds for so many minutes.") var minutes: Double?
    @Option(help: "Happenings in each day.") var events = 400
    @Option(help: "Seeds played side by side.") var jobs = 1
    @Option(help: "Only these happenings of the day, by place, with commas.") var keep: String?
    @Flag(help: "The store's disk refuses commits for a while, again and again.") var faultyDisk = false
    @Option(help: "A file for every step and exchange of the last seed; with --evidence one for each, by its name.") var trace: String?
    @Option(help: "Where the store of the last seed is left.") var store: String?
    @Option(help: "A PostgreSQL database in place of files: each seed is played in a schema of its own there.") var database: String?
    @Flag(help: "Play each seed under the strategies of others too, and print what came of it.") var evidence = false
    @Option(help: "With --evidence: a file for the figures as a picture.") var svg: String?
    @Option(help: "Instead of a day: so many offers that are wrong at once, and how soon they are right within Allegro's limits.") var catchUp: Int?
    @Flag(inversion: .prefixedNo, help: "Find fewer happenings that still break what a day broke, for the first three such days.") var shrink = true

    func run() async throws {
        let room = catchUp == nil ? Self.room : FileManager.default.temporaryDirectory
        let directory = room.appending(path: "stockgate-simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        if evidence { return try await compareStrategies(ranges(), in: directory) }
        if let catchUp { return try await play(CatchUp(offers: catchUp), in: directory) }
        let kept = keep.map { $0.split(separator: ",").compactMap { Int($0) } }
        let began = ContinuousClock.now
        var seeds = try ranges().joined().makeIterator()
        var sum = SimulationSum()
        let shrinker = Shrinker { try await once($0, in: directory, at: nil) }
        let teller = DayTeller(shrink ? shrinker : nil) { Terminal.say($0) }
        await withTaskGroup(of: Result<RunReport, any Error>.self) { group in
            func begin() {
                if let minutes, ContinuousClock.now - began > .seconds(minutes * 60) { return }
                guard let seed = seeds.next() else { return }
                group.addTask {
                    await Result.awaiting {
                        let report = try await play(Scenario(seed: seed, happenings: events, kept: kept, hasFaultyDisk: faultyDisk), in: directory)
                        _ = try await teller.tell(report)
                        return report
                    }
                }
            }
            for _ in 0..<max(1, jobs) { begin() }
            while let result = await group.next() {
                sum.add(result)
                begin()
            }
        }
        Terminal.say(sum.line(took: ContinuousClock.now - began))
        guard sum.isClean else { throw CommandFailure(.badData, "\(sum.broken) seeds broke an invariant") }
    }

    /// Days play no power cut, so their stores, some ten megabytes each, lie in memory where the system has a folder for that.
    private static var room: URL {
        let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
        return FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
    }

    private func play(_ scenario: Scenario, in directory: URL) async throws -> RunReport {
        let report = try await once(scenario, in: directory, at: store)
        if let trace { try report.lines.joined(separator: "\n").write(toFile: trace, atomically: true, encoding: .utf8) }
        return report
    }

    private func play(_ catchUp: CatchUp, in directory: URL) async throws {
        let report = try await catchUp.run(path: directory.appending(path: "shop.db").path)
        Terminal.say("\(report)")
        guard report.isMet else { throw CommandFailure(.badData, "it took too long, or Allegro had to refuse something") }
    }

    /// - Parameter kept: where its store is left; nil: nowhere.
    private func once(_ scenario: Scenario, in directory: URL, at kept: String?) async throws -> RunReport {
        if let database {
            guard let address = PostgreSQLAddress(database) else { throw ValidationError("--database takes an address, postgres://…") }
            let schema = "simulation_\(scenario.seed)_\(UUID().uuidString.prefix(8).lowercased())"
            return try await scenario.run(path: address.with(schema: schema), keepsLines: trace != nil)
        }
        let path = kept ?? directory.appending(path: "\(scenario.seed).db").path
        remove(path)
        defer { if kept == nil { remove(path) } }
        return try await scenario.run(path: path, keepsLines: trace != nil)
    }

    private func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private func ranges() throws -> [ClosedRange<UInt64>] {
        guard let seeds else { return [seed...(minutes == nil ? seed : .max)] }
        return try seeds.split(separator: ",").map { part in
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
                throw ValidationError("--seeds takes seeds and ranges of them, e.g. 1-12,36,53")
            }
            return first...last
        }
    }
}

/// What all seeds together brought.
private struct SimulationSum {
    private var seeds = 0
    private var events = 0
    private var oversold: [OversoldPieces.Cause: Int] = [:]
    private(set) var broken = 0

    var isClean: Bool { broken == 0 }

    mutating func add(_ result: Result<RunReport, any Error>) {
        seeds += 1
        switch result {
        case .success(let report):
            events += report.events
            for cause in OversoldPieces.Cause.allCases { oversold[cause, default: 0] += report.pieces(cause) }
            if !report.violations.isEmpty { broken += 1 }
        case .failure(let error):
            Terminal.complain(["a seed could not be played: \(error)"])
            broken += 1
        }
    }

    func line(took: Duration) -> String {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        let causes = OversoldPieces.Cause.allCases.map { "\($0.rawValue) \(oversold[$0] ?? 0)" }.joined(separator: ", ")
        let rate = Int(Double(events) / max(seconds, 0.001))
        return "\(seeds) seeds, \(events) events in \(Int(seconds)) s, \(rate) a second; oversold pieces: \(causes); \(broken) seeds broken"
    }
}

extension Result where Failure == any Error {
    fileprivate static func awaiting(_ work: () async throws -> Success) async -> Self {
        do { return .success(try await work()) } catch { return .failure(error) }
    }
}
