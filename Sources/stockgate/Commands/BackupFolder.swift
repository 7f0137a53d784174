import Foundation
import Inventory
import Storage

/// A folder of backups, each named by its time: `stockgate-20261129T101500Z.db`, or of one of several merchants `stockgate-NAME-20261129T101500Z.db`.
struct BackupFolder {
    private let folder: String
    private let prefix: String

    /// Nil where there is no folder of this name.
    init?(_ path: String, merchant: String? = nil) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
        folder = path.hasSuffix("/") ? String(path.dropLast()) : path
        prefix = merchant.map { "stockgate-\($0)-" } ?? "stockgate-"
    }

    func path(at moment: Timestamp) -> String { "\(folder)/\(name(at: moment))" }

    /// Removes the copies whose name tells an earlier time, what a backup that was killed left of one included, and nothing else; returns which.
    func removeOlder(than moment: Timestamp) -> [String] {
        let limit = name(at: moment)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { isOurs($0) && $0 < limit }.sorted().map { "\(folder)/\($0)" }.filter { unlink($0) == 0 }
    }

    private func isOurs(_ name: String) -> Bool {
        name.hasPrefix(prefix) && name.dropFirst(prefix.count).wholeMatch(of: #/[0-9]{8}T[0-9]{6}Z\.db(?:\.partial(?:-wal|-shm|-journal)?)?/#) != nil
    }

    private func name(at moment: Timestamp) -> String {
        prefix + moment.fileStamp + "Z.db"
    }
}
