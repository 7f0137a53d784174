import Foundation
import Testing

@testable import Storage

@Suite("A database that nobody has opened before", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct FirstOpeningTests {
    @Test("many come at once, and each finds or makes what all share")
    func together() async throws {
        let name = "fresh_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let server = try #require(TestEngine.address)
        let create = Process()
        create.executableURL = URL(filePath: "/usr/bin/env")
        create.arguments = ["psql", "--dbname", server, "-q", "-c", "CREATE DATABASE \(name)"]
        try create.run()
        create.waitUntilExit()
        try #require(create.terminationStatus == 0)
        let fresh = server.replacing(#/[^/]*$/#, with: name, maxReplacements: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...12 {
                group.addTask {
                    let address = try #require(PostgreSQLAddress(fresh)).with(schema: "merchant_m\(number)")
                    let store = try await offPool { try Store.open(StoreOptions(path: address)) }
                    _ = try await store.settings()
                    try store.close()
                }
            }
            try await group.waitForAll()
        }
    }

    /// On a thread of its own, so that all wait for the server at once.
    private func offPool<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }
}
