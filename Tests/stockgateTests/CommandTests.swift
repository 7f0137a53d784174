import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import Storage
import Testing

@Suite("Calls of stockgate")
struct CommandTests {
    private func run(_ home: GatewayHome, _ arguments: String..., config: Bool = true) async throws -> RunningCommand {
        let command = try RunningCommand(arguments + (config ? ["--config", home.configuration] : []), in: home.path)
        _ = try #require(try await command.exit())
        return command
    }

    @Test("check prints every fault and exits 78, or says that there is none and exits 0")
    func check() async throws {
        let home = try GatewayHome()
        let fine = try await run(home, "check")
        #expect(try await fine.exit() == 0)
        #expect(fine.output == "\(home.configuration): no fault\n")
        try home.folder.write("databse: x\nlog: {level: loud}\n", to: "stockgate.yaml")
        let faulty = try await run(home, "check")
        #expect(try await faulty.exit() == 78)
        #expect(faulty.output.contains("\(home.configuration):1:1: unknown key databse; did you mean database?\n"))
        #expect(faulty.output.contains("\(home.configuration):2:14: log.level: \"loud\" is none of "))
    }

    @Test("check sees a database that is none, and one in a folder that is not there")
    func checkDatabase() async throws {
        let home = try GatewayHome()
        try home.folder.write(String(repeating: "no database ", count: 200), to: "stockgate.db")
        let damaged = try await run(home, "check")
        #expect(try await damaged.exit() == 78)
        #expect(damaged.output == "\(home.configuration):1:11: database: the store's file is damaged: file is not a database\n")
        let homeless = try RunningCommand(
            ["check", "--config", home.configuration], in: home.path, environment: ["STOCKGATE_DATABASE": "\(home.path)/nowhere/stockgate.db"])
        #expect(try await homeless.exit() == 78)
        #expect(
            homeless.output.hasPrefix(
                "STOCKGATE_DATABASE: database: the store \(home.path)/nowhere/stockgate.db cannot be opened: there is no folder"))
    }

    @Test("check sees a key that does not belong to its certificate, and a choices file that cannot be written")
    func checkFiles() async throws {
        let home = try GatewayHome(more: "choices_file: nowhere/choices.yaml")
        try home.folder.write(home.authority.issue(.server, name: "other", alternativeNames: ["localhost"]).keyPEM.text ?? "", to: "key.pem")
        let checked = try await run(home, "check")
        #expect(try await checked.exit() == 78)
        #expect(checked.output.contains("key.pem: ") && checked.output.contains("tls: "), "\(checked.output)")
        #expect(checked.output.contains("choices_file: there is no folder \(home.path)/nowhere\n"))
    }

    @Test("token revoke takes a token out of use, once")
    func tokenRevoke() async throws {
        let home = try GatewayHome()
        let made = try await run(home, "token", "new", "--name", "ci", "--scope", "read")
        let token = made.output.trimmingCharacters(in: .newlines)
        let revoked = try await run(home, "token", "revoke", "--name", "ci")
        #expect(revoked.output == "token ci is revoked\n")
        let store = try Store.open(StoreOptions(path: home.database))
        #expect(try await store.authenticate(token: token, at: Timestamp(seconds: 1)) == nil)
        try store.close()
        let again = try await run(home, "token", "revoke", "--name", "ci")
        #expect(try await again.exit() == 65)
    }

    @Test("plan takes what has not happened from a file, and says what is wrong with it by its place (R32)")
    func planWhatIf() async throws {
        let home = try GatewayHome()
        try home.folder.write(#"[{"event":"warehouse_document.added","warehouse_document":{"id":"1"}}]"#, to: "what-if.json")
        let plan = try await run(home, "plan", "--with", "\(home.path)/what-if.json")
        #expect(try await plan.exit() == 65)
        #expect(try await run(home, "plan", "--with", "\(home.path)/none.json").exit() == 74)
        let sync = try await run(home, "plan", "--json", "--sync", "1")
        #expect(try await sync.exit() == 0)
        #expect(sync.output == #"{"items":[],"commands":[],"refused":[{"offer":"1","reason":"unknown_offer"}],"takes_s":0}"# + "\n")
    }

    @Test("token new prints a token on a line of its own, once; its name is then taken")
    func tokenNew() async throws {
        let home = try GatewayHome()
        #expect(try await run(home, "token", "new", "--name", "c\ni", "--scope", "operate").exit() == 64)
        let made = try await run(home, "token", "new", "--name", "ci", "--scope", "operate")
        #expect(try await made.exit() == 0)
        let token = try #require(made.output.wholeMatch(of: #/(sgt_[0-9a-f]{64})\n/#)?.output.1)
        let store = try Store.open(StoreOptions(path: home.database))
        #expect(try await store.authenticate(token: String(token), at: Timestamp(seconds: 1))?.scope == .operate)
        try store.close()
        let again = try await run(home, "token", "new", "--name", "ci", "--scope", "read")
        #expect(try await again.exit() == 65)
        #expect(again.complaints == "stockgate: a token named ci is in use\n")
    }

    @Test("freeze and thaw turn the switch, beside a running gateway too")
    func freezeAndThaw() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let frozen = try RunningCommand(["freeze", "--json", "--config", home.configuration], in: home.other)
        #expect(try await frozen.exit() == 0)
        #expect(try JSONDecoder().decode([String: Bool].self, from: Data(frozen.output.utf8)) == ["frozen": true, "shadow": false])
        let thawed = try RunningCommand(["thaw", "--json", "--config", home.configuration], in: home.other)
        #expect(try await thawed.exit() == 0)
        #expect(try JSONDecoder().decode([String: Bool].self, from: Data(thawed.output.utf8)) == ["frozen": false, "shadow": false])
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("replay puts a dead letter in line again, and says what it cannot")
    func replay() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let exchange = home.exchange()
        // Of a product that nobody knows.
        let id = try Receipt(try await exchange.send(SignedDocument(number: 1).request(to: gateway.address))).delivery
        let store = try Store.open(StoreOptions(path: home.database))
        let dead = try await eventually { try await store.delivery(id: DeliveryID(id))?.state == .dead ? true : nil }
        #expect(dead == true)
        try store.close()
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
        let replayed = try await run(home, "replay", id)
        #expect(try await replayed.exit() == 0)
        #expect(replayed.output == "delivery \(id) will be applied again\n")
        let unknown = try await run(home, "replay", "01J")
        #expect(try await unknown.exit() == 65)
        #expect(unknown.complaints == "stockgate: there is no delivery 01J\n")
    }

    @Test(
        "misuse exits 64, --version and --help 0",
        arguments: [("bogus", Int32(64)), ("token new --scope root", 64), ("--version", 0), ("--help", 0)])
    func misuse(arguments: String, code: Int32) async throws {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(arguments.split(separator: " ").map(String.init), in: folder.path)
        #expect(try await command.exit() == code)
        #expect(command.complaints.isEmpty == (code == 0))
    }

    @Test("without a configuration a call exits 78 and names where it looked")
    func noConfiguration() async throws {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(["freeze", "--config", "\(folder.path)/none.yaml"], in: folder.path)
        #expect(try await command.exit() == 78)
        #expect(command.complaints == "\(folder.path)/none.yaml:1:1: the file is not there or cannot be read by this user\n")
    }
}
