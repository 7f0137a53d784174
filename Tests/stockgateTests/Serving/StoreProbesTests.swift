import Foundation
import Storage
import Testing

@testable import stockgate

@Suite("Probes of many stores")
struct StoreProbesTests {
    @Test(
        "what is wrong with one merchant's schema is told of that one alone, whichever is asked, and no longer once it is mended",
        .enabled(if: postgreSQL != nil, "needs a server: scripts/with-postgresql swift test"))
    func schema() async throws {
        let server = try #require(PostgreSQLAddress(Self.postgreSQL ?? ""))
        let names = ["kubki", "lampy"].map { "\($0)_\(UUID().uuidString.prefix(8).lowercased())" }
        let stores = try names.map { try Store.open(StoreOptions(path: server.with(schema: $0))) }
        let subjects = zip(names, stores).map { StoreProbes.Subject(merchant: $0, store: $1) }
        let probes = StoreProbes()
        #expect(await probes.faults(of: subjects).isEmpty)
        try await Self.tell(server, "ALTER TABLE \(names[1]).store_touches RENAME TO gone")
        var faults: [String: String] = [:]
        for _ in 1...2 { faults = await probes.faults(of: subjects) }
        for _ in 1...4 {
            #expect(await Array(probes.faults(of: subjects).keys) == [names[1]])
        }
        #expect(faults[names[1]]?.contains("store_touches") == true)
        try await Self.tell(server, "ALTER TABLE \(names[1]).gone RENAME TO store_touches")
        for _ in 1...2 { faults = await probes.faults(of: subjects) }
        #expect(faults.isEmpty)
        for store in stores { try store.close() }
    }

    @Test("what is wrong with the disk that stores have in common is told of all that lie there, and of no other")
    func disk() async throws {
        let folders = try [ConfigurationFolder(), ConfigurationFolder()]
        let stores = try ["kubki", "lampy"].map { try Store.open(Self.options("\(folders[0].path)/\($0).db", isFull: true)) }
        let apart = try Store.open(Self.options("\(folders[1].path)/talerze.db", isFull: false))
        let subjects = zip(["kubki", "lampy", "talerze"], stores + [apart]).map { StoreProbes.Subject(merchant: $0, store: $1) }
        let probes = StoreProbes()
        for _ in 1...2 { #expect(await Set(probes.faults(of: subjects).keys) == ["kubki", "lampy"]) }
        for store in stores + [apart] { try store.close() }
    }

    private static let postgreSQL = ProcessInfo.processInfo.environment["STOCKGATE_TEST_DATABASE"]

    private static func options(_ path: String, isFull: Bool) -> StoreOptions {
        var options = StoreOptions(path: path)
        if isFull { options.leastFreeBytes = .max }
        return options
    }

    private static func tell(_ server: PostgreSQLAddress, _ statement: String) async throws {
        let psql = Process()
        psql.executableURL = URL(filePath: "/usr/bin/env")
        psql.arguments = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", statement, server.server]
        try psql.run()
        psql.waitUntilExit()
        #expect(psql.terminationStatus == 0)
    }
}
