import Storage
import Testing

@testable import stockgate

@Suite("A configuration over PostgreSQL")
struct FleetConfigurationTests {
    let folder: ConfigurationFolder

    init() throws { folder = try ConfigurationFolder() }

    private func read(_ more: String = "") throws -> GatewayConfiguration {
        let text = smallestConfiguration.replacing("database: stockgate.db", with: "database: postgres://shop:secret@db.example.pl/stock")
        return try folder.read(text + "\n" + more).configuration
    }

    @Test("a store in a database is named by its address, which tells no password where it is told")
    func address() throws {
        let configuration = try read()
        #expect(configuration.database == "postgres://shop:secret@db.example.pl/stock")
        #expect(configuration.storeOptions(runsCheckpoints: true).place == "postgres://db.example.pl/stock")
    }

    @Test("beside a database no choices are kept, unless a file is named (R36)")
    func choices() throws {
        #expect(try read().choices == nil)
        #expect(try read("choices_file: choices.yaml").choices?.path == folder.path + "/choices.yaml")
    }

    @Test("a lease is from two seconds to a minute")
    func lease() throws {
        #expect(try read().fleet.lease == .seconds(10))
        #expect(try read("fleet: {lease: 4s}").fleet.lease == .seconds(4))
        #expect(throws: ConfigurationRefused.self) { try read("fleet: {lease: 1s}") }
        #expect(throws: ConfigurationRefused.self) { try read("fleet: {lease: 2m}") }
    }

    @Test("what is done to a file alone says what to use for a database")
    func filesAlone() throws {
        let options = try read().storeOptions(runsCheckpoints: false)
        #expect(throws: StorageError.onlyOfFiles(instead: "pg_restore")) {
            try Store.restore(folder.path + "/backup.db", options: options, at: systemClock())
        }
        #expect(throws: StorageError.onlyOfFiles(instead: "a running serve")) { try ServeLock.acquire(database: options.path) }
    }
}
