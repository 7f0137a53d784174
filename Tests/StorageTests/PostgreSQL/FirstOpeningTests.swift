import Foundation
import Testing

@testable import Storage

@Suite("A database that nobody has opened before", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct FirstOpeningTests {
    @Test("many come at once, and each finds or makes what all share")
    func together() async throws {
        let fresh = try FreshDatabase()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...12 {
                group.addTask {
                    let store = try await offPool { try Store.open(StoreOptions(path: fresh.store("merchant_m\(number)"))) }
                    _ = try await store.settings()
                    try store.close()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a store whose tables take long to be brought up to date holds up nobody who opens another")
    func besideASlowOne() async throws {
        let fresh = try FreshDatabase()
        let watch = try TestDirectory().open()
        async let slow: Void = offPool {
            var options = StoreOptions(path: fresh.store("merchant_slow"))
            options.steps += [Migration(name: "slow", sql: "SELECT pg_sleep(3)", isAdditive: true)]
            try Store.open(options).close()
        }
        let slowly = "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND wait_event = 'PgSleep'"
        try await eventually("it is at its tables") { try await watch.read { try Int.fetchOne($0, sql: slowly, arguments: [fresh.name]) } == 1 }
        try await offPool {
            var options = StoreOptions(path: fresh.store("merchant_quick"))
            options.busyTimeout = .milliseconds(500)
            try Store.open(options).close()
        }
        try await slow
    }
}

/// A database of the tests' server that nobody has opened before.
struct FreshDatabase {
    let name = "fresh_" + UUID().uuidString.lowercased().replacing("-", with: "")
    private let server: PostgreSQLAddress

    init() throws {
        let known = try #require(TestEngine.address)
        let create = Process()
        create.executableURL = URL(filePath: "/usr/bin/env")
        create.arguments = ["psql", "--dbname", known, "-q", "-c", "CREATE DATABASE \(name)"]
        try create.run()
        create.waitUntilExit()
        try #require(create.terminationStatus == 0)
        server = try #require(PostgreSQLAddress(known.replacing(#/[^/]*$/#, with: name, maxReplacements: 1)))
    }

    /// The address of a store in it.
    func store(_ schema: String) -> String { server.with(schema: schema) }
}

/// On a thread of its own, so that all wait for the server at once.
func offPool<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
