import Foundation
import Inventory
import Storage

/// A folder of backups, each named by its time: `stockgate-20261129T101500Z.db`.
struct BackupFolder {
    private let folder: String

    /// Nil where there is no folder of this name.
    init?(_ path: String) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
        folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    func path(at moment: Timestamp) -> String { "\(folder)/\(Self.name(at: moment))" }

    /// Removes the copies whose name tells an earlier time, what a backup that was killed left of one included, and nothing else; returns which.
    func removeOlder(than moment: Timestamp) -> [String] {
        let limit = Self.name(at: moment)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.wholeMatch(of: #/stockgate-[0-9]{8}T[0-9]{6}Z\.db(?:\.partial(?:-wal|-shm|-journal)?)?/#) != nil && $0 < limit }
            .sorted().map { "\(folder)/\($0)" }
            .filter { unlink($0) == 0 }
    }

    private static func name(at moment: Timestamp) -> String {
        "stockgate-" + moment.description.replacing(":", with: "").replacing("-", with: "").prefix(15) + "Z.db"
    }
}
