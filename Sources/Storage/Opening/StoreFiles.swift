import Foundation

/// The files of a store: the database, its write-ahead log and that log's index.
enum StoreFiles {
    private static let companions = ["", "-wal", "-shm", "-journal"]

    /// What is done to files here, and not by SQLite.
    enum Step: Sendable {
        case linked(String, as: String)
        case renamed(String, to: String)
        case removed(String)
        case synced(String)
        case syncedFolder(String)
    }

    /// Is told of each step once it is done: for tests that play power cuts.
    @TaskLocal static var witness: (@Sendable (Step) -> Void)?

    /// What the first bytes of a file say.
    enum Head: Equatable {
        case unreadable, empty, noDatabase
        /// An SQLite database, and the application id of whose it is; 0: nobody has said yet.
        case database(owner: Int32)
    }

    /// Reads the file format's header: 100 bytes, a name in the first 16, the application's id at byte 68 (sqlite.org/fileformat.html, 1.3).
    static func head(_ path: String) -> Head {
        guard let file = FileHandle(forReadingAtPath: path) else { return .unreadable }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: 100), !head.isEmpty else { return .empty }
        guard head.count == 100, head.starts(with: Data("SQLite format 3\0".utf8)) else { return .noDatabase }
        return .database(owner: head.dropFirst(68).prefix(4).reduce(0) { $0 << 8 | Int32($1) })
    }

    /// The name of the file itself that a name leads to through symbolic links, or would lead to once it is made.
    static func resolved(_ path: String) -> String {
        var path = path
        // As many links as the kernel follows (path_resolution(7)).
        for _ in 0..<40 {
            if let whole = realpath(path, nil) {
                defer { free(whole) }
                return String(cString: whole)
            }
            let folder = (path as NSString).deletingLastPathComponent
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
                path = target.hasPrefix("/") ? target : "\(folder.isEmpty ? "." : folder)/\(target)"
                continue
            }
            guard let whole = realpath(folder.isEmpty ? "." : folder, nil) else { return path }
            defer { free(whole) }
            return (String(cString: whole) as NSString).appendingPathComponent((path as NSString).lastPathComponent)
        }
        return path
    }

    /// ``StorageError/severalNames(path:)``, or nil. What a restore that was killed set aside is no second name.
    static func otherName(of path: String) -> StorageError? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1 else { return nil }
        let ours = SetAsideStores(beside: resolved(path)).all.count { FileIdentity($0) == FileIdentity(path) }
        guard Int(status.st_nlink) > 1 + ours else { return nil }
        return .severalNames(path: path)
    }

    /// True when `path` holds the database of a store of ours.
    static func isOurs(_ path: String) -> Bool { head(path) == .database(owner: Store.applicationID) }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func remove(_ path: String) {
        for companion in companions { unlinkFile(path + companion) }
    }

    private static func unlinkFile(_ path: String) { if unlink(path) == 0 { witness?(.removed(path)) } }

    /// Puts the database `fresh`, a single file, in the place of the store at `path`, whose files are kept under the name `aside`. At every moment
    /// there is a database at `path`: what stood there until the last step, and then the fresh one.
    static func replace(_ path: String, with fresh: String, keeping aside: String) throws {
        for companion in companions where exists(path + companion) {
            guard link(path + companion, aside + companion) == 0 else {
                throw StorageError.notWritable(reason: "\(aside + companion): \(String(cString: strerror(errno)))")
            }
            witness?(.linked(path + companion, as: aside + companion))
        }
        try sync((aside as NSString).deletingLastPathComponent, isDirectory: true)
        // A log beside a database that it is not of would be taken for its own: it is gone from the disk before the other comes.
        for companion in companions.dropFirst() { unlinkFile(path + companion) }
        try sync((path as NSString).deletingLastPathComponent, isDirectory: true)
        try rename(fresh, to: path)
    }

    /// Renames a file, in place of one that has the name, durable when this returns.
    static func rename(_ path: String, to other: String) throws {
        guard Foundation.rename(path, other) == 0 else { throw StorageError.notWritable(reason: "\(other): \(String(cString: strerror(errno)))") }
        witness?(.renamed(path, to: other))
        try sync((other as NSString).deletingLastPathComponent, isDirectory: true)
    }

    /// Puts what was written to a file, or the names in a directory, on the disk.
    static func sync(_ path: String, isDirectory: Bool = false) throws {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC | (isDirectory ? O_DIRECTORY : 0))
        guard descriptor >= 0 else { throw StorageError.notWritable(reason: "\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StorageError.notWritable(reason: "\(path): \(String(cString: strerror(errno)))") }
        witness?(isDirectory ? .syncedFolder(path) : .synced(path))
    }

    /// Bytes of a file; 0 where there is none.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
