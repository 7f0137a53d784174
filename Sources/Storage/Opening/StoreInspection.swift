import Foundation

/// What a store is found to be by somebody who changes nothing: no table is brought up to date, no page written.
public struct StoreInspection: Sendable, Equatable {
    /// What is wrong with it; nil where every page, index and reference is sound.
    public var fault: StorageError?
    /// Steps of the tables' life that it has.
    public var steps = 0
    /// Steps that this version would take when it opens it.
    public var missingSteps: [String] = []
    /// Bytes of the database, and of a file's write-ahead log.
    public var bytes = 0
    public var logBytes = 0

    /// Looks at the database at `path`; nil where there is none. Reads every page: seconds for a large file. Blocks.
    public static func of(path: String) -> StoreInspection? {
        #if STOCKGATE_POSTGRES
            if let address = PostgreSQLAddress(path) { return of(address) }
        #endif
        guard StoreFiles.exists(path) || PostgreSQLAddress(path) != nil else { return nil }
        var found = StoreInspection()
        (found.bytes, found.logBytes) = (StoreFiles.size(path), StoreFiles.size(path + "-wal"))
        if let fault = Store.examine(path: path) {
            found.fault = fault
            return found
        }
        do {
            try tellingStorageErrors { try found.read(path) }
        } catch let error as StorageError {
            found.fault = error
        } catch {
            found.fault = .failed(reason: "\(error)")
        }
        return found
    }

    private mutating func read(_ path: String) throws {
        let (steps, reach) = try SQLiteEngine.examine(path)
        compare(steps, reach: reach, place: path)
    }

    /// Holds the steps that a store has, and what it says of who may open it, against those that this version knows.
    mutating func compare(_ applied: [String], reach: Int?, place: String) {
        let known = Migration.all.map(\.name)
        steps = applied.count
        missingSteps = known.filter { !applied.contains($0) }
        if !Migration.mayOpen(Set(applied), knowing: Migration.all, reach: reach) { fault = .newerSchema(path: place) }
    }
}

/// What the disk under a store can do.
public struct DiskFacts: Sendable, Equatable {
    /// Bytes that this user may still write; nil where the system does not tell.
    public var freeBytes: Int?
    /// How long a page and its `fsync` took, sorted; empty where no file could be written.
    public var syncTimes: [Duration]

    public init(freeBytes: Int?, syncTimes: [Duration]) {
        (self.freeBytes, self.syncTimes) = (freeBytes, syncTimes)
    }

    /// Writes a page to a file of its own beside the database and has the disk keep it, a few times. Blocks.
    public static func of(folder: String, times: Int = 11) -> DiskFacts {
        let path = folder + "/.stockgate-doctor-\(getpid())"
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        defer {
            if descriptor >= 0 {
                close(descriptor)
                unlink(path)
            }
        }
        var took: [Duration] = []
        let page = [UInt8](repeating: 0, count: Store.pageSize)
        for _ in 0..<times where descriptor >= 0 {
            let began = ContinuousClock.now
            guard write(descriptor, page, page.count) == page.count, fsync(descriptor) == 0 else { break }
            took.append(ContinuousClock.now - began)
        }
        return DiskFacts(freeBytes: DiskSpace.free(at: folder), syncTimes: took.sorted())
    }
}
