import Foundation
import Simulation

/// `stockgate simulate --evidence`: the figures of `docs/evidence.md`.
extension Simulate {
    /// Plays each seed under every strategy, and prints what came of it as a table and, where asked for, as a picture.
    func compareStrategies(_ seeds: [ClosedRange<UInt64>], in directory: URL) async throws {
        var left = seeds.joined().makeIterator()
        var evidence = Evidence()
        try await withThrowingTaskGroup(of: [RunReport].self) { group in
            func begin() {
                guard let seed = left.next() else { return }
                group.addTask {
                    var reports: [RunReport] = []
                    for strategy in Strategy.allCases {
                        reports.append(try await play(Evidence.scenario(seed: seed, happenings: events, strategy), in: directory))
                    }
                    return reports
                }
            }
            for _ in 0..<max(1, jobs) { begin() }
            while let reports = try await group.next() {
                evidence.take(reports)
                explain(reports)
                begin()
            }
        }
        Terminal.say("\(evidence)")
        if let svg { try EvidencePlot(evidence).svg.write(toFile: svg, atomically: true, encoding: .utf8) }
    }

    /// What was oversold on a day, and what Stockgate did wrong, for whoever looks into it.
    private func explain(_ reports: [RunReport]) {
        let oversold = reports.map { report in
            "\(report.scenario.strategy.title) \(report.oversold.reduce(0) { $0 + $1.pieces }) of \(report.sold)"
        }
        Terminal.complain(["seed \(reports.first?.scenario.seed ?? 0), oversold: \(oversold.joined(separator: ", "))"])
        for report in reports where report.scenario.strategy == .stockgate {
            let wrong = report.wrongOffers.map { "\($0)" }.joined(separator: ", ")
            if !wrong.isEmpty { Terminal.complain(["seed \(report.scenario.seed): offers wrong at the end: \(wrong)"]) }
            if !report.violations.isEmpty { Terminal.complain(["\(report)"]) }
        }
    }

    private func play(_ scenario: Scenario, in directory: URL) async throws -> RunReport {
        let path = directory.appending(path: "\(scenario.seed)-\(scenario.strategy.rawValue).db").path
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        let report = try await scenario.run(path: path, keepsLines: trace != nil)
        if let trace {
            try report.lines.joined(separator: "\n").write(
                toFile: "\(trace)-\(scenario.seed)-\(scenario.strategy.rawValue)", atomically: true, encoding: .utf8)
        }
        return report
    }
}
