import CurlClient
import Foundation
import Inventory
import Sandbox
import Storage
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

    @Test("another program that decides one thing otherwise is told, by its offer; one that decides the same is not (R35)", .timeLimit(.minutes(3)))
    func otherBuild() async throws {
        try await SandboxedHome.run(more: "recording: {folder: days}\nsafety: {second_look: 1s, contradiction: 1s}") { sandboxed in
            let home = sandboxed.home
            let day = try await Self.day(of: sandboxed)
            let told = try RunningCommand(["replay-day", day, "--decisions"], in: home.other)
            #expect(try await told.exit(within: .seconds(60)) == 0, "\(told.complaints)")
            let line = try #require(told.output.split(separator: "\n").first { $0.contains("\"7700000501\"") && $0.contains("\"command\"") })
            let what = String(try #require(line.firstMatch(of: #/"what":"([^"]+)"/#)).output.1)

            let same = try Self.standIn(in: home, "cat")
            let equal = try RunningCommand(["replay-day", day, "--build", same], in: home.other)
            #expect(try await equal.exit(within: .seconds(60)) == 0, "\(equal.output)\(equal.complaints)")
            #expect(equal.output.hasSuffix("no difference\n"))

            let changed = try Self.standIn(in: home, "sed '/\"7700000501\"/s/\"what\":\"\(what)\"/\"what\":\"end\"/'")
            let other = try RunningCommand(["replay-day", day, "--build", changed], in: home.other)
            #expect(try await other.exit(within: .seconds(60)) == 65)
            let lines = other.output.split(separator: "\n").map(String.init)
            let place = try #require(lines.firstIndex(of: "command 7700000501"), "\(other.output)")
            #expect(lines[place + 1].hasPrefix("  \(changed): end at "))
            #expect(lines[place + 2].hasPrefix("  this build: \(what) at "))
            #expect(lines.filter { !$0.hasPrefix(" ") }.suffix(2) == ["command 7700000501", "1 differences"])
        }
    }

    /// A recorded day on which an offer is brought to its product's stock.
    private static func day(of sandboxed: SandboxedHome) async throws -> String {
        let (home, offer) = (sandboxed.home, "7700000501")
        #expect(try await sandboxed.call("connect", "allegro").code == 0)
        // Both sides are read: only what is known can be linked.
        let first = try await home.serve()
        let isRead = try await eventually { try await sandboxed.call("reconcile").code == 0 ? true : nil }
        #expect(isRead == true, "\(first.command.complaints)")
        first.command.signal(SIGTERM)
        #expect(try await first.command.exit() == 0)
        try await ConfigurationFile.load(home.configuration).configuration.withStore { store in
            _ = try await store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
            let now = systemClock()
            try await store.link(OfferID(offer), to: OfferLink(components: [.init(product: "501", units: 1)]), at: now)
            _ = try await store.switchSync([OfferID(offer)], enabled: true, at: now)
        }
        try FileManager.default.removeItem(atPath: "\(home.path)/days")
        let gateway = try await home.serve()
        let isRight = try await eventually { sandboxed.world.offer(offer)?.available == 73 ? true : nil }
        #expect(isRight == true, "\(gateway.command.complaints)")
        // The day begins with a copy of the store, which may take longer than the offer.
        let day = try await eventually { try? FileManager.default.contentsOfDirectory(atPath: "\(home.path)/days").first }
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
        return "\(home.path)/days/\(try #require(day))"
    }

    /// A program that plays a day as this one does, and passes what it says through `filter`.
    private static func standIn(in home: GatewayHome, _ filter: String) throws -> String {
        let path = "\(home.other)/other-\(UUID().uuidString.prefix(8))"
        try "#!/bin/sh\n\"\(RunningCommand.program.path)\" \"$@\" | \(filter)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
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
