import ArgumentParser
import Foundation
import Simulation

/// `stockgate simulate`: plays shop days from seeds and holds what came of them against the invariants.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Play shop days from seeds against simulated sides, with faults and crashes.")

    @Option(help: "The seed to play.") var seed: UInt64 = 1
    @Option(help: "A range of seeds, e.g. 1-100.") var seeds: String?
    @Option(help: "Happenings in each day.") var events = 400
    @Option(help: "Only these happenings of the day, by place, with commas.") var keep: String?
    @Option(help: "A file for every step and exchange.") var trace: String?

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "stockgate-simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let kept = keep.map { $0.split(separator: ",").compactMap { Int($0) } }
        for seed in try range() {
            let path = directory.appending(path: "\(seed).db").path
            let began = ContinuousClock.now
            let report = try await Scenario(seed: seed, happenings: events, kept: kept).run(path: path, keepsLines: trace != nil)
            let took = ContinuousClock.now - began
            if let trace { try report.lines.joined(separator: "\n").write(toFile: trace, atomically: true, encoding: .utf8) }
            Console.say("\(report) \(took)")
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        }
    }

    private func range() throws -> ClosedRange<UInt64> {
        guard let seeds else { return seed...seed }
        let ends = seeds.split(separator: "-").compactMap { UInt64($0) }
        guard ends.count == 2, ends[0] <= ends[1] else { throw ValidationError("--seeds takes a range, e.g. 1-100") }
        return ends[0]...ends[1]
    }
}
