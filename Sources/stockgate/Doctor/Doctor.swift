import ArgumentParser
import Foundation

/// `stockgate doctor`: looks at everything that a gateway stands on, beside a running `serve` or without one, and changes nothing that matters to it.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at everything that the gateway stands on, and say what to do.",
        discussion: """
            Each line is ok, warn or fail; what to do about it stands below. Exits 0 when nothing failed, else 78 for what is mended in the \
            configuration or its files, 74 for the disk, 65 for a damaged database, 75 for what passes by itself, 69 for another side.
            """)

    @OptionGroup var chosen: MerchantOption
    @OptionGroup var output: OutputOption
    @Option(name: .long, help: "PEM: trusted for public.url instead of the system's authorities.", completion: .file())
    var publicCa: String?

    func run() async throws {
        var findings: [Finding]
        switch Result(catching: { () throws(ConfigurationRefused) -> LoadedConfiguration in try ConfigurationFile.load(chosen.file.config) }) {
        case .success(let whole):
            let loaded = try whole.choosing(chosen.merchant)
            findings = ConfigurationCheck.judge(loaded.warnings, path: loaded.path)
            let others = whole.configuration.byMerchant.map(\.database).filter { $0 != loaded.configuration.database }
            findings += await Examination(loaded: loaded, publicAuthority: publicCa, otherStores: others).run()
        case .failure(let refused):
            findings = ConfigurationCheck.judge(refused.faults, path: chosen.file.config)
        }
        let order = Finding.Check.allCases
        findings = order.flatMap { check in findings.filter { $0.check == check } }
        try say(findings)
        if let cause = findings.cause { throw ExitCode(cause.rawValue) }
    }

    private func say(_ findings: [Finding]) throws {
        guard !output.json else { return try Terminal.say(json: Report(healthy: findings.cause == nil, findings: findings.map(Report.Line.init))) }
        for finding in findings {
            let name = finding.check.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0)
            Terminal.say("\(finding.verdict.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)) \(name) \(finding.what)")
            if let advice = finding.advice { Terminal.say("                     → \(advice)") }
        }
    }

    private struct Report: Encodable {
        struct Line: Encodable {
            let check: Finding.Check
            let verdict: Finding.Verdict
            let what: String
            let advice: String?

            init(_ finding: Finding) {
                (check, verdict, what, advice) = (finding.check, finding.verdict, finding.what, finding.advice)
            }
        }

        let healthy: Bool
        let findings: [Line]
    }
}
