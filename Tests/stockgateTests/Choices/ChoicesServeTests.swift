import Foundation
import Testing

@Suite("The choices file of a running gateway (R36)")
struct ChoicesServeTests {
    private func text(_ home: GatewayHome) -> String { (try? String(contentsOfFile: "\(home.path)/choices.yaml", encoding: .utf8)) ?? "" }

    private func freeze(_ home: GatewayHome) async throws {
        let frozen = try RunningCommand(["freeze", "--config", home.configuration], in: home.other)
        #expect(try await frozen.exit() == 0)
    }

    @Test("it follows another process's change, and a gateway without its database takes it up again")
    func lossOfTheDatabase() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        #expect(text(home).contains("frozen: false"))
        try await freeze(home)
        #expect(try await eventually { text(home).contains("frozen: true") ? true : nil } == true)
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)

        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: home.database + ending) }
        let fresh = try await home.serve()
        #expect(text(home).contains("frozen: true"))
        #expect(fresh.command.complaints.contains("choices were taken from the file"))
        fresh.command.signal(SIGTERM)
        #expect(try await fresh.command.exit() == 0)
    }

    @Test("a file with a fault ends serve with 78 and its line, check tells it too, and it is left as it is")
    func fault() async throws {
        let home = try GatewayHome()
        try home.folder.write("version: 1\nofers: []\n", to: "choices.yaml")
        let serve = try RunningCommand(["serve", "--config", home.configuration], in: home.path)
        #expect(try await serve.exit() == 78)
        let line = "\(home.path)/choices.yaml:2:1: unknown key ofers; did you mean offers?\n"
        #expect(serve.complaints.hasSuffix(line))
        let check = try RunningCommand(["check", "--config", home.configuration], in: home.other)
        #expect(try await check.exit() == 78)
        #expect(check.output == line)
        #expect(text(home) == "version: 1\nofers: []\n")
    }

    @Test("a broken file keeps no gateway from its known database: it starts, is ready, and says so")
    func brokenButKnown() async throws {
        let home = try GatewayHome()
        let first = try await home.serve()
        first.command.signal(SIGTERM)
        #expect(try await first.command.exit() == 0)
        try home.folder.write("version: 1\nofers: []\n", to: "choices.yaml")
        let gateway = try await home.serve()
        // Told and written anew once it is ready.
        #expect(try await eventually { text(home).contains("frozen: false") ? true : nil } == true)
        #expect(gateway.command.complaints.contains("the choices file cannot be read"))
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }
}
