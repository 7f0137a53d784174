import CurlClient
import Foundation
import Sandbox
import Testing

@testable import stockgate

@Suite("stockgate replay-day", .serialized)
struct RecordedDayCommandTests {
    @Test("the rules that a recording carries are read back as they were, and no secret is among them (R35)")
    func rules() throws {
        let home = try GatewayHome(
            more: """
                allegro: [{account: main, client_id: id, client_secret: a-client-secret, application: "Shop/1.0 (+https://example.pl)"}]
                safety: {brake_share: 35%, second_look: 7s}
                intervals: {reconcile: 90s}
                ksef: off
                """)
        let configuration = try ConfigurationFile.load(home.configuration).configuration
        let text = try RecordedRules.text(of: configuration)
        let read = RecordedRules.configuration(from: text)
        #expect(read.safety == configuration.safety)
        #expect(read.intervals == configuration.intervals)
        #expect(read.keeping == configuration.keeping)
        #expect(read.ksef == configuration.ksef)
        #expect(read.allegro.map(\.account) == ["main"] && read.sources.map(\.name) == ["wfirma"])
        for secret in ["a-client-secret", "whsec_", "00112233445566778899aabbccddeeff", "private_key"] { #expect(!text.contains(secret)) }
        // What a later version writes is no fault.
        #expect(RecordedRules.configuration(from: text + "\nsomething_new: 1\n").safety == configuration.safety)
    }

    @Test("a day of a running gateway, played again, decides the same; another program that cannot play it is told (R35)", .timeLimit(.minutes(3)))
    func played() async throws {
        try await SandboxedHome.run(more: "recording: {folder: days}\nsafety: {second_look: 1s, contradiction: 1s}") { sandboxed in
            let home = sandboxed.home
            #expect(try await sandboxed.call("connect", "allegro").code == 0)
            let gateway = try await home.serve()
            let exchange = home.exchange()
            for number in 1...40 { _ = try await exchange.send(SignedDocument(number: number).request(to: gateway.address)) }
            await exchange.close()
            // Both sides are read at least once.
            let plan = try await eventually { () -> String? in
                let answer = try await sandboxed.call("reconcile")
                return answer.code == 0 ? answer.output : nil
            }
            #expect(plan != nil)
            gateway.command.signal(SIGTERM)
            #expect(try await gateway.command.exit() == 0, "\(gateway.command.complaints)")
            let days = try FileManager.default.contentsOfDirectory(atPath: "\(home.path)/days")
            #expect(days.count == 1, "\(days)")
            let day = "\(home.path)/days/\(days.first ?? "")"

            let again = try RunningCommand(["replay-day", day], in: home.other)
            #expect(try await again.exit(within: .seconds(60)) == 0, "\(again.output)\(again.complaints)")
            #expect(again.output.contains("it ends because the gateway was stopped"))
            #expect(again.output.hasSuffix("no difference\n"))
            // `stockgate reconcile` is another process.
            #expect(again.output.contains("so it is compared until ") || again.output.contains("so nothing of it can be compared"))
            let other = try RunningCommand(["replay-day", day, "--build", "/bin/false"], in: home.other)
            #expect(try await other.exit(within: .seconds(60)) == 65)
            let none = try RunningCommand(["replay-day", home.configuration], in: home.other)
            #expect(try await none.exit() == 65)
        }
    }

    @Test("bench measures this machine in bounded time, and draws what it found", .timeLimit(.minutes(3)))
    func bench() async throws {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(["bench", "--json", "--svg", "\(folder.path)/bench.svg"], in: folder.path)
        #expect(try await command.exit(within: .seconds(120)) == 0, "\(command.complaints)")
        let found = try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
        let reaction = try #require(found["reaction"] as? [String: Any])
        #expect((reaction["documents"] as? Int ?? 0) >= 100)
        #expect(((reaction["times"] as? [String: Double])?["p99_ms"] ?? 0) > 0)
        #expect(((found["intake"] as? [String: Any])?["per_second"] as? Int ?? 0) > 0)
        #expect(try String(contentsOfFile: "\(folder.path)/bench.svg", encoding: .utf8).contains("<polyline"))
    }
}
