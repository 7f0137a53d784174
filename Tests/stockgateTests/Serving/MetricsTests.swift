import CurlClient
import Foundation
import Testing

/// Of Debian's package `prometheus`.
private let promtoolPath = "/usr/bin/promtool"

@Suite("/metrics of a running gateway")
struct MetricsTests {
    private func scrape() async throws -> String {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let exchange = home.exchange()
        for number in 1...3 { _ = try await exchange.send(SignedDocument(number: number).request(to: gateway.address)) }
        let line = try #require(gateway.command.output.firstMatch(of: #/private=(https:\S+)/#))
        let url = "\(line.output.1)/metrics"
        // The deliveries die in the applier, for nothing knows their product: then every part has had something to count.
        let text = try await eventually { () -> String? in
            let answer = try await exchange.send(ExchangeRequest(method: "GET", url: url))
            let text = String(decoding: answer.body, as: UTF8.self)
            return text.contains(#"stockgate_deliveries_unsettled{state="dead"} 3"#) ? text : nil
        }
        await exchange.close()
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
        return try #require(text)
    }

    @Test("tell deliveries, latencies, depth, TLS and the process, each with its meaning")
    func content() async throws {
        let text = try await scrape()
        for expected in [
            #"stockgate_deliveries_total{outcome="accepted",source="wfirma"} 3"#, "stockgate_intake_seconds_bucket{",
            "stockgate_inbox_commit_seconds_count",
            "stockgate_receipt_to_applied_seconds", #"stockgate_outbox_commands{rank="lower",state="written"} 0"#, "stockgate_tls_handshakes_total{",
            #"stockgate_problems{kind="dead_delivery"} 3"#, "process_resident_memory_bytes ", "process_open_fds ",
        ] {
            #expect(text.contains(expected), "\(expected)\n\(text)")
        }
        let meanings = text.split(separator: "\n").filter { $0.hasPrefix("# HELP ") }
        #expect(meanings.allSatisfy { $0.hasSuffix(".") }, "a metric without its meaning")
    }

    @Test("satisfy promtool", .enabled(if: FileManager.default.isExecutableFile(atPath: promtoolPath), "Debian's package prometheus brings promtool"))
    func promtool() async throws {
        let text = try await scrape()
        let checker = Process()
        checker.executableURL = URL(filePath: promtoolPath)
        checker.arguments = ["check", "metrics"]
        let (input, complaints) = (Pipe(), Pipe())
        checker.standardInput = input
        checker.standardError = complaints
        checker.standardOutput = FileHandle.nullDevice
        try checker.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = String(decoding: try complaints.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        checker.waitUntilExit()
        #expect(checker.terminationStatus == 0)
        #expect(said == "")
    }
}
