import Foundation

@testable import Simulation

extension Scenario {
    /// Plays it in a folder of its own, which is gone afterwards.
    func played(keepsLines: Bool = false) async throws -> RunReport {
        try await Self.withPath { try await run(path: $0, keepsLines: keepsLines) }
    }

    /// Does `work` with a path for a database that is gone afterwards.
    static func withPath<Value>(_ work: (String) async throws -> Value) async throws -> Value {
        let directory = FileManager.default.temporaryDirectory.appending(path: "simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try await work(directory.appending(path: "shop.db").path)
    }

    /// Does `work` on a thread of its own, as a day is played, with a path for a database that is gone afterwards.
    static func inRoom<Value: Sendable>(_ work: @escaping @Sendable (String) throws -> Value) async throws -> Value {
        try await withPath { path in
            try await withCheckedThrowingContinuation { continuation in
                let thread = Thread { continuation.resume(with: Result { try work(path) }) }
                thread.stackSize = 8 << 20
                thread.start()
            }
        }
    }
}
