import Allegro
import CurlClient
import Foundation
import Gateway
import Inventory
import NIOOpenSSL
import OpenSSLCrypto
import Storage
import Testing

@testable import stockgate

/// Of Debian's package `prometheus`.
private let promtoolPath = "/usr/bin/promtool"

@Suite("/metrics of a running gateway")
struct MetricsTests {
    private static let granted = Timestamp(seconds: 1_700_000_000)

    private func scrape() async throws -> (text: String, home: GatewayHome) {
        // Mail and Allegro lead to nobody; the grant ended an hour after it was given, long ago.
        let home = try GatewayHome(
            more: """
                allegro:
                  - {account: main, api_url: "https://127.0.0.1:1", auth_url: "https://127.0.0.1:1", client_id: id, client_secret: s, application: "S/1.0 (+https://example.pl)"}
                notifications:
                  webhook: {url: "https://127.0.0.1:1/notices", signing_secret: "whsec_\(Data(GatewayHome.signingKey).base64EncodedString())"}
                """)
        try await ConfigurationFile.load(home.configuration).configuration.withStore { store in
            let pair = TokenPair(access: Secret("a"), refresh: Secret("r"), expiresIn: .seconds(3600), scopes: [])
            try await AccountTokens(pair, at: Self.granted).save("main", to: store)
        }
        let gateway = try await home.serve()
        let exchange = home.exchange()
        for number in 1...3 { _ = try await exchange.send(SignedDocument(number: number).request(to: gateway.address)) }
        let line = try #require(gateway.command.output.firstMatch(of: #/private=(https:\S+)/#))
        let url = "\(line.output.1)/metrics"
        // The deliveries die in the applier, for nothing knows their product: then every part has had something to count.
        let text = try await eventually { () -> String? in
            let answer = try await exchange.send(ExchangeRequest(method: "GET", url: url))
            let text = String(decoding: answer.body, as: UTF8.self)
            return text.contains(#"stockgate_deliveries_unsettled{state="dead"} 3"#) && !text.contains("refresh_failures_total 0") ? text : nil
        }
        await exchange.close()
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
        return (try #require(text), home)
    }

    @Test("tell deliveries, latencies, depth, TLS and the process, each with its meaning")
    func content() async throws {
        let (text, home) = try await scrape()
        let certificate = try CertificateFacts(
            certificateChain: .file("\(home.path)/chain.pem"), privateKey: .file("\(home.path)/key.pem"))
        for expected in [
            #"stockgate_deliveries_total{outcome="accepted",source="wfirma"} 3"#, "stockgate_intake_seconds_bucket{",
            "stockgate_inbox_commit_seconds_count",
            "stockgate_receipt_to_applied_seconds", #"stockgate_outbox_commands{rank="lower",state="written"} 0"#, "stockgate_tls_handshakes_total{",
            #"stockgate_problems{kind="dead_delivery"} 3"#, "process_resident_memory_bytes ", "process_open_fds ",
            #"stockgate_certificate_expires_timestamp_seconds{listener="public"} \#(certificate.validUntil)"#,
            #"stockgate_certificate_expires_timestamp_seconds{listener="private"} \#(certificate.validUntil)"#, "stockgate_disk_free_bytes ",
            "stockgate_wal_bytes ",
            "stockgate_store_damaged 0", #"stockgate_token_expires_timestamp_seconds{account="main"} 1700003600"#,
            #"stockgate_token_renewed_timestamp_seconds{account="main"} 1700000000"#, "stockgate_token_refresh_failures_total ",
        ] {
            #expect(text.contains(expected), "\(expected)\n\(text)")
        }
        let meanings = text.split(separator: "\n").filter { $0.hasPrefix("# HELP ") }
        #expect(meanings.allSatisfy { $0.hasSuffix(".") }, "a metric without its meaning")
    }

    @Test("have every counter from the start on whose rise an alert watches: one that comes with its first increment never rises")
    func counters() async throws {
        let text = try await scrape().text
        let rules = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../deploy/prometheus/alerts.yaml")
        let watched = try String(contentsOf: rules, encoding: .utf8).matches(of: #/(?:increase|rate)\((stockgate_[a-z_]+)/#).map(\.output.1)
        #expect(watched.count > 5)
        for name in watched { #expect(text.contains("# TYPE \(name) counter\n"), "\(name)") }
    }

    @Test("satisfy promtool", .enabled(if: FileManager.default.isExecutableFile(atPath: promtoolPath), "Debian's package prometheus brings promtool"))
    func promtool() async throws {
        let text = try await scrape().text
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
