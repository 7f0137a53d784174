import Foundation

extension Store {
    /// What would keep a store at `path` from being opened, as far as its folder and the first bytes of its file tell; nothing is opened or written.
    /// Of a database's address only whether this build can open it.
    public static func examine(path: String) -> StorageError? {
        if PostgreSQLAddress(path) != nil { return opensPostgreSQL ? nil : .withoutPostgreSQL }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return .cannotOpen(path: path, reason: "there is no folder \(folder)")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .cannotOpen(path: path, reason: "this user may not write in the folder \(folder)")
        }
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        guard !isFolder.boolValue else { return .cannotOpen(path: path, reason: "it is a folder") }
        guard FileManager.default.isWritableFile(atPath: path) else {
            return .cannotOpen(path: path, reason: "this user may not read and write it")
        }
        if let other = StoreFiles.otherName(of: path) { return other }
        switch StoreFiles.head(path) {
        case .unreadable: return .cannotOpen(path: path, reason: "this user may not read and write it")
        case .empty: return nil
        case .noDatabase: return .corrupted(reason: "file is not a database")
        // What was written last may still stand in the write-ahead log alone.
        case .database(let owner): return owner == applicationID || owner == 0 ? nil : .foreignFile(path: path)
        }
    }
}
