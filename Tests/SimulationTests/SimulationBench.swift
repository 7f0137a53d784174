import Foundation

@testable import Simulation

extension Scenario {
    /// Plays it in a folder of its own, which is gone afterwards.
    func played(keepsLines: Bool = false) async throws -> RunReport {
        let directory = FileManager.default.temporaryDirectory.appending(path: "simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try await run(path: directory.appending(path: "shop.db").path, keepsLines: keepsLines)
    }
}
