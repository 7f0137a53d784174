import Storage
import Testing

@testable import stockgate

@Suite("The fleets of a process")
struct FleetsTests {
    @Test("two spellings of one database's address are two holders of leases")
    func spellings() throws {
        let configurations = ["postgres://db.example/shop", "postgres://db.example:5432/shop"].map { address in
            var configuration = GatewayConfiguration()
            configuration.database = address
            return configuration
        }
        let fleets: Fleets
        do { fleets = try Fleets(configurations) } catch StorageError.withoutPostgreSQL { return }
        let holders = try configurations.compactMap { PostgreSQLAddress($0.database) }.map { try fleets.fleet(at: $0).gateway }
        #expect(Set(holders).count == 2)
    }
}
