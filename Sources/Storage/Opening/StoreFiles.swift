import Foundation

/// The files of a store: the database, its write-ahead log and that log's index.
enum StoreFiles {
    private static let companions = ["", "-wal", "-shm", "-journal"]

    /// True when `path` holds a database that a store of ours made, or nothing at all but the beginnings of one.
    static func isOurs(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 72), head.count == 72 else { return false }
        // The file format's header: a name of 16 bytes, and the application's id at byte 68 (sqlite.org/fileformat.html, 1.3).
        return head.starts(with: Data("SQLite format 3\0".utf8)) && Array(head[68..<72]) == Store.applicationID.bigEndianBytes
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func remove(_ path: String) {
        for companion in companions { unlink(path + companion) }
    }

    /// Gives a store's files other names, the database first: without it the others mean nothing.
    static func move(_ path: String, to other: String) throws {
        for companion in companions where exists(path + companion) { try rename(path + companion, to: other + companion) }
    }

    /// Renames a file, in place of one that has the name, durable when this returns.
    static func rename(_ path: String, to other: String) throws {
        guard Foundation.rename(path, other) == 0 else { throw StorageError.notWritable(reason: "\(other): \(String(cString: strerror(errno)))") }
        try sync((other as NSString).deletingLastPathComponent, isDirectory: true)
    }

    /// Puts what was written to a file, or the names in a directory, on the disk.
    static func sync(_ path: String, isDirectory: Bool = false) throws {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC | (isDirectory ? O_DIRECTORY : 0))
        guard descriptor >= 0 else { throw StorageError.notWritable(reason: "\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StorageError.notWritable(reason: "\(path): \(String(cString: strerror(errno)))") }
    }

    /// Bytes of a file; 0 where there is none.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}

extension Int32 {
    fileprivate var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
