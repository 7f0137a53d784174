import CurlClient
import Foundation
import Recording
import Testing

@Suite("stockgate demo", .serialized)
struct DemoTests {
    @Test(
        "the story comes true, on a good day and on a bad one", .timeLimit(.minutes(4)), arguments: ["demo --once", "demo --once --faults --seed 1"])
    func story(call: String) async throws {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(
            call.split(separator: " ").map(String.init) + (Recording.path.map { ["--record", $0] } ?? []), in: folder.path)
        let code = try await command.exit(within: .seconds(180))
        #expect(code == 0, "\(command.output)\n\(command.complaints)")
        #expect(command.output.hasSuffix("The story came true.\n"))
    }

    @Test("SIGTERM in the middle of the story ends the demo and its gateway, and leaves nothing behind", .timeLimit(.minutes(5)))
    func stopped() async throws {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(["demo"], in: folder.path, environment: ["TMPDIR": folder.path])
        func children() -> [String] {
            let path = "/proc/\(command.processID)/task/\(command.processID)/children"
            return (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: " ").map(String.init) ?? []
        }
        func places() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("stockgate-demo-") }
        }
        #expect(try await eventually { command.output.contains("Sandbox: ") ? true : nil } == true, "\(command.complaints)")
        #expect(try !places().isEmpty)
        let gateways = children()
        command.signal(SIGTERM)
        #expect(try await command.exit(within: .seconds(60)) == 75)
        #expect(command.complaints == "stockgate: stopped before the story ended\n")
        #expect(try places() == [])
        #expect(try await eventually { gateways.allSatisfy { !FileManager.default.fileExists(atPath: "/proc/\($0)") } ? true : nil } == true)
    }

    @Test("the sandbox alone says where it listens, shows the shop, and stops on SIGTERM")
    func sandbox() async throws {
        let home = try GatewayHome(
            more: """
                allegro: [{account: main, api_url: "https://127.0.0.1:0", client_id: id, client_secret: s, application: "Shop/1.0 (+https://example.pl)"}]
                """)
        let command = try RunningCommand(
            ["sandbox", "--calm", "--config", home.configuration], in: home.path, environment: ["STOCKGATE_WFIRMA_API_URL": "https://127.0.0.1:0"])
        let address = try #require(
            try await eventually { command.output.firstMatch(of: #/^ready allegro=https:\S+ wfirma=(https:\S+)\n/#)?.output.1 },
            "\(command.complaints)")
        let exchange = home.exchange()
        let answer = try await exchange.send(ExchangeRequest(method: "GET", url: "\(address)/sandbox/goods/501"))
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("KUB-1"))
        command.signal(SIGTERM)
        #expect(try await command.exit() == 0)
    }
}
