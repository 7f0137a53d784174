import Foundation
import Inventory
import Storage
import Testing

@Suite("stockgate move")
struct MoveCommandTests {
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
        #expect(moved.output.hasPrefix("moved: "))
        let late = try await run(home, "token", "new", "--name", "late", "--scope", "read")
        #expect(try await late.exit() == 78)
        #expect(late.complaints.contains("was moved to \(fresh)"))
        #expect(try await run(home, "move", fresh).output == "the shop has arrived there already\n")
        let store = try Store.open(StoreOptions(path: fresh))
        #expect(try await store.tokens().map(\.grant.name) == ["ci"])
        try store.close()
        #expect(try await run(home, "move", fresh, "--give-up").exit() == 78)
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
