import Foundation

extension Store {
    /// What would keep a store at `path` from being opened, as far as its folder and the first bytes of its file tell; nothing is opened or written.
    public static func examine(path: String) -> StorageError? {
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
        guard FileManager.default.isWritableFile(atPath: path), let file = FileHandle(forReadingAtPath: path) else {
            return .cannotOpen(path: path, reason: "this user may not read and write it")
        }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: headBytes), !head.isEmpty else { return nil }
        guard head.count == headBytes, head.starts(with: Array("SQLite format 3\0".utf8)) else { return .corrupted(reason: "file is not a database") }
        let owner = head.dropFirst(68).prefix(4).reduce(Int32(0)) { $0 << 8 | Int32($1) }
        // What was written last may still stand in the write-ahead log alone.
        return owner == applicationID || owner == 0 ? nil : .foreignFile(path: path)
    }

    /// An SQLite file's header (sqlite.org/fileformat.html, 1.3); the application's id stands at 68.
    private static let headBytes = 100
}
