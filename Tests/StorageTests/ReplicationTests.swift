import Foundation
import GRDB
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

/// What a program that copies the write-ahead log continuously relies on (docs/operating.md): while it holds a snapshot, the log only grows.
@Suite("A copy of the file and its log, taken while the store writes", .ofFiles)
struct ReplicationTests {
    /// Copies file and log as such a program does: under a snapshot, the file first. False where the log began anew meanwhile, which its header tells.
    private static func copy(_ path: String, to target: String) throws -> Bool {
        let reader = try DatabaseQueue(path: path)
        defer { try? reader.close() }
        return try reader.read { db in
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM deliveries")
            let salts = Self.salts(path)
            for suffix in ["", "-wal"] { try Data(contentsOf: URL(filePath: path + suffix)).write(to: URL(filePath: target + suffix)) }
            return salts != nil && salts == Self.salts(path) && salts == Self.salts(target)
        }
    }

    /// Bytes 16 to 23 of the log's header, other ones each time that it begins anew (sqlite.org/fileformat2.html, 4.1).
    private static func salts(_ path: String) -> Data? {
        (try? Data(contentsOf: URL(filePath: path + "-wal")))?.prefix(24).dropFirst(16)
    }

    @Test("opens whole, with every delivery that was acknowledged before, whatever the checkpointer does meanwhile (R25)", .timeLimit(.minutes(5)))
    func restored() async throws {
        let directory = try TestDirectory()
        let store = try directory.open {
            ($0.runsCheckpoints, $0.checkpointInterval) = (true, .milliseconds(5))
            ($0.logRestartBytes, $0.logLimitBytes) = (400_000, 4_000_000)
        }
        let inbox = GroupCommitInbox(store: store) {}
        let acknowledged = NIOLockedValueBox<[DeliveryID]>([])
        let writer = Task {
            while !Task.isCancelled {
                let id = try await inbox.accept(delivery(body: String(repeating: "x", count: 3000))).id
                acknowledged.withLockedValue { $0.append(id) }
            }
        }
        defer { writer.cancel() }
        var copies = 0
        var tries = 0
        while copies < 4 {
            tries += 1
            try #require(tries < 400)
            try await eventually("deliveries come") { acknowledged.withLockedValue { $0.count } >= (copies + 1) * 60 }
            let before = acknowledged.withLockedValue { $0 }
            let folder = try TestDirectory()
            guard try Self.copy(directory.database, to: folder.database) else { continue }
            copies += 1
            let restored = try folder.open()
            try await restored.read(SQLiteEngine.checkSoundness)
            let kept = Set(try await restored.read { try String.fetchAll($0, sql: "SELECT id FROM deliveries") })
            #expect(before.allSatisfy { kept.contains($0.text) }, "\(before.count) acknowledged, \(kept.count) kept")
            try restored.close()
        }
        writer.cancel()
        _ = await writer.result
        await inbox.stop()
        try store.close()
    }
}
