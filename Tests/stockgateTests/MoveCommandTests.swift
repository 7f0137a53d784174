import Foundation
import Inventory
import Storage
import Testing

@Suite("stockgate move")
struct MoveCommandTests {
    private static let postgreSQL = ProcessInfo.processInfo.environment["STOCKGATE_TEST_DATABASE"]

    private func run(_ home: GatewayHome, _ arguments: String...) async throws -> RunningCommand {
        let command = try RunningCommand(arguments + ["--config", home.configuration], in: home.path)
        _ = try #require(try await command.exit())
        return command
    }

    @Test("the shop goes to another database; the old one can be worked no more, and says where it went")
    func moves() async throws {
        let home = try GatewayHome()
        #expect(try await run(home, "token", "new", "--name", "ci", "--scope", "read").exit() == 0)
        let fresh = "\(home.path)/fresh.db"
        let moved = try await run(home, "move", fresh)
        #expect(try await moved.exit() == 0, "\(moved.complaints)")
        #expect(moved.output.hasPrefix("moved: ") && moved.output.hasSuffix("\ndatabase: \(fresh)\n"), "\(moved.output)")
        let late = try await run(home, "token", "new", "--name", "late", "--scope", "read")
        #expect(try await late.exit() == 78)
        #expect(late.complaints.contains("was moved to \(fresh)"))
        let again = try await run(home, "move", fresh)
        #expect(again.output.hasPrefix("the shop has arrived there already\n") && again.output.hasSuffix("\ndatabase: \(fresh)\n"))
        let store = try Store.open(StoreOptions(path: fresh))
        #expect(try await store.tokens().map(\.grant.name) == ["ci"])
        try store.close()
        #expect(try await run(home, "move", fresh, "--give-up").exit() == 78)
    }

    @Test(
        "one of several merchants goes where a configuration over the database looks for it, or where the address says",
        .enabled(if: postgreSQL != nil, "needs a server: scripts/with-postgresql swift test"), .timeLimit(.minutes(5)), arguments: [true, false])
    func merchant(hasSchemaByName: Bool) async throws {
        let server = try #require(Self.postgreSQL)
        let name = "m-\(UUID().uuidString.prefix(8).lowercased())"
        let home = try MerchantsHome(name)
        #expect(try await home.call("token", "new", "--merchant", name, "--name", "ci", "--scope", "read").code == 0)
        let schema = hasSchemaByName ? "merchant_\(name.replacing("-", with: "_"))" : "of_\(name.dropFirst(2))"
        let address = "\(server)?options=-csearch_path%3D\(schema)"
        let moved = try await home.call("move", "--merchant", name, hasSchemaByName ? server : address)
        #expect(moved.code == 0, "\(moved.complaints)")
        #expect(moved.output.hasSuffix("\ndatabase: \(address)\n"), "\(moved.output)")
        let text = try String(contentsOfFile: home.home.configuration, encoding: .utf8)
        let fresh =
            hasSchemaByName
            ? text.replacing("database: stockgate.db", with: "database: \(server)")
            : text.replacing("- name: \(name)", with: "- name: \(name)\n    database: \(address)")
        try home.home.folder.write(fresh, to: "stockgate.yaml")
        let again = try await home.call("token", "new", "--merchant", name, "--name", "ci", "--scope", "read")
        #expect(again.complaints == "stockgate: a token named ci is in use\n")
    }

    @Test("nothing moves while a serve works the store")
    func serving() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let refused = try await run(home, "move", "\(home.path)/fresh.db")
        #expect(try await refused.exit() == 75)
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }
}
