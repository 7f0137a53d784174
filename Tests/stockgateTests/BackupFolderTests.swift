import Foundation
import Storage
import Testing

@testable import stockgate

@Suite("A folder of backups")
struct BackupFolderTests {
    @Test("keeps no copy longer than buyers' data may be kept, and removes nothing else (R46)")
    func old() async throws {
        let home = try GatewayHome()
        let folder = "\(home.other)/copies"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in [
            "stockgate-20200101T000000Z.db", "stockgate-20200101T000000Z.db.keep", "other-20200101T000000Z.db",
            "stockgate-20200101T000000Z.db.partial",
        ] {
            _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data("x".utf8))
        }
        let command = try RunningCommand(["backup", folder, "--config", home.configuration], in: home.path)
        #expect(try await command.exit() == 0, "\(command.complaints)")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(left.count == 3)
        #expect(left.contains("other-20200101T000000Z.db") && left.contains("stockgate-20200101T000000Z.db.keep"))
        #expect(left.contains { $0.wholeMatch(of: #/stockgate-20[2-9][0-9]{5}T[0-9]{6}Z\.db/#) != nil && !$0.contains("20200101") })
        let store = try Store.open(StoreOptions(path: home.database))
        #expect(try await store.lastBackup() != nil)
        try store.close()
        #expect(command.output.contains("older than keeping.personal_data, removed"))
    }
}
