import Foundation

/// A store's file and its log, held against their names: somebody may take them away under us, and what is kept in a file that no name leads to is
/// gone with the process.
struct FilePlace: Sendable {
    /// The database as the configuration names it.
    private let path: String
    /// Where SQLite keeps the log: beside the file itself, wherever a symbolic link to it lies.
    let log: String
    private let database: FileIdentity?
    private let logFile: FileIdentity?

    /// Of files that are open.
    init(of path: String) {
        self.path = path
        log = StoreFiles.resolved(path) + "-wal"
        (database, logFile) = (FileIdentity(path), FileIdentity(log))
    }

    /// Costs two `stat`. Throws where a name leads to no file, or to another one than at the opening.
    func check() throws {
        guard Self.isThere(database, path), Self.isThere(logFile, log) else { throw FileTakenAway(path: path) }
    }

    /// Where nothing was known, and where the system does not tell for another reason than an absent file, nothing is said to be gone.
    private static func isThere(_ known: FileIdentity?, _ path: String) -> Bool {
        guard let known else { return true }
        if let now = FileIdentity(path) { return now == known }
        return errno != ENOENT && errno != ENOTDIR
    }
}

/// What a file is, whatever its name.
struct FileIdentity: Equatable {
    private let device: dev_t
    private let number: ino_t

    /// Nil where the system tells of none; `errno` then says why.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, number) = (status.st_dev, status.st_ino)
    }
}

/// The store's file is no longer where its name leads.
private struct FileTakenAway: EngineError {
    let path: String
    let isConstraint = false
    var reason: String { "\(storageError)" }
    var storageError: StorageError { .takenAway(path: path) }
}
