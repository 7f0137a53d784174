import Foundation

/// Tells whether a `serve` runs on a store: it holds the lock of the file beside the database, `<database>.lock`, for as long as it lives. Beside the
/// file itself, wherever a symbolic link to it lies: a store has one lock whatever it is called.
/// The kernel gives the lock back when the process ends, however it ends.
public final class ServeLock: Sendable {
    /// A ``holder(database:)`` that looks at this moment holds the lock for an instant; so it is asked for a few times.
    private static let attempts = 20
    private let lock: FileLock

    private init(lock: FileLock) { self.lock = lock }

    /// What the lock is taken for: everything but `serve` gives it back soon.
    public enum Use: String, Sendable {
        case serve, move, restore, reconcile, doctor
    }

    /// Takes the lock. Throws ``StorageError/alreadyServing(process:)`` or ``StorageError/inUse(by:process:)`` when another has it, and
    /// ``StorageError/onlyOfFiles(instead:)`` for a database, which is worked under a ``Lease``.
    public static func acquire(database: String, for use: Use = .serve) throws -> ServeLock {
        guard PostgreSQLAddress(database) == nil else { throw StorageError.onlyOfFiles(instead: "a running serve") }
        for _ in 0..<attempts {
            if let lock = try FileLock.attempt(path(database), .exclusive, creating: true) {
                try lock.write("\(getpid()) \(use.rawValue)\n")
                return ServeLock(lock: lock)
            }
            usleep(10_000)
        }
        let (process, other) = said(database)
        if let other, other != .serve { throw StorageError.inUse(by: other.rawValue, process: process) }
        throw StorageError.alreadyServing(process: process)
    }

    /// The process id of the `serve` that runs on this store; nil when none does.
    public static func holder(database: String) -> Int32? {
        let file = path(database)
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        if let lock = try? FileLock.attempt(file, .shared, creating: false) {
            lock.release()
            return nil
        }
        return said(database).process
    }

    var isHeld: Bool { lock.isHeld }

    /// Gives the lock back; so does the end of the process.
    public func release() { lock.release() }

    private static func path(_ database: String) -> String { StoreFiles.resolved(database) + ".lock" }

    /// Who holds the lock, and for what.
    private static func said(_ database: String) -> (process: Int32?, use: Use?) {
        guard let text = try? String(contentsOfFile: path(database), encoding: .utf8) else { return (nil, nil) }
        let words = text.split(whereSeparator: \.isWhitespace)
        return (words.first.flatMap { Int32($0) }, words.dropFirst().first.flatMap { Use(rawValue: String($0)) })
    }
}
