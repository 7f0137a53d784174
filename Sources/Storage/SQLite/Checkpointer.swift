import Foundation
import GRDB
import Inventory
import Metrics
import NIOConcurrencyHelpers

/// Moves committed pages from the write-ahead log into the database file, off the commit path.
///
/// SQLite's own checkpoint runs inside the commit that crosses its threshold, which then answers late. Here a thread runs a passive
/// checkpoint from a connection of its own; it never waits and never makes the writer wait. Under steady writing it never catches up
/// either, and the log would grow for ever: past a limit the writer pauses for one checkpoint that starts the log again. One of many stores that has
/// nothing to do has the writer itself move them: another connection would learn all tables first.
final class Checkpointer: Sendable {
    /// How long a paused writer waits for readers of the log; past it the log grows on and the pause is tried again.
    private static let pauseMilliseconds = 200
    /// How long after a vain pause the writer is not paused again.
    private static let patience: Duration = .seconds(1)

    private enum Phase { case idle, running, stopping }

    /// What belongs to the thread that looks.
    private struct Work {
        /// The connection that checkpoints. One of many stores has it for a checkpoint alone: it, too, knows all tables.
        var own: DatabaseQueue?
        var seen: FileStamp?
        /// How often the store had been used at the last look.
        var uses = 0
        /// The same, when memory was last given back.
        var givenBackAt: Int?
        /// The log was written to since its pages were last moved.
        var isBehind = false
        var isOver = false
    }

    private let pool: DatabasePool
    /// How often the store was read or written.
    private let uses: NIOLockedValueBox<Int>
    private let work = NIOLockedValueBox(Work())
    private let place: FilePlace
    private var log: String { place.log }
    private let options: StoreOptions
    private let phase = ConditionLock<Phase>(value: .idle)
    /// One checkpoint at a time: SQLite refuses a second at once, it does not wait.
    private let turn = NIOLock()
    private let pausedInVain = NIOLockedValueBox<ContinuousClock.Instant?>(nil)
    private let failures = Counter(label: "stockgate_checkpoint_failures_total")
    private let pauses = Counter(label: "stockgate_checkpoint_pauses_total")

    init(pool: DatabasePool, place: FilePlace, uses: NIOLockedValueBox<Int>, options: StoreOptions) {
        self.pool = pool
        self.uses = uses
        self.options = options
        self.place = place
    }

    func start() {
        if options.isOneOfMany { return CheckpointRounds.shared.add(self) }
        phase.lock()
        phase.unlock(withValue: .running)
        let thread = Thread { self.run() }
        thread.name = "checkpointer"
        thread.start()
    }

    /// Stops the thread, or its part in one, and waits for its end.
    func stop() {
        if options.isOneOfMany {
            CheckpointRounds.shared.remove(self)
            return end()
        }
        if phase.lock(whenValue: .running, timeoutSeconds: 0) { phase.unlock(withValue: .stopping) }
        phase.lock(whenValue: .idle)
        phase.unlock()
    }

    private func run() {
        let interval = Double(options.checkpointInterval.wholeMicroseconds) / 1_000_000
        while !phase.lock(whenValue: .stopping, timeoutSeconds: interval) { look() }
        end()
        phase.unlock(withValue: .idle)
    }

    /// Moves what was written since the last look. `givingBack` is left when a store of many has given back memory that it gives back for this look.
    func look(_ givingBack: DispatchGroup? = nil) {
        work.withLockedValue { work in
            if work.isOver { return }
            let (now, uses) = (FileStamp(path: log), uses.withLockedValue { $0 })
            let (isWritten, isUsed) = (now != work.seen, uses != work.uses)
            (work.seen, work.uses) = (now, uses)
            if isWritten {
                work.isBehind = true
                // One of many moves a short log when it rests.
                if !options.isOneOfMany || (now?.size ?? 0) > options.logRestartBytes { step(&work) }
            } else if options.isOneOfMany, !isUsed, work.isBehind || uses != work.givenBackAt {
                rest(&work, givingBack)
            }
        }
    }

    /// The log's pages go to their places; then memory is given back, and readers are closed.
    private func rest(_ work: inout Work, _ givingBack: DispatchGroup?) {
        let isBehind = work.isBehind
        (work.givenBackAt, work.isBehind) = (work.uses, false)
        givingBack?.enter()
        pool.asyncWriteWithoutTransaction { [self] db in
            if isBehind { moveLog(db) }
            db.giveBackMemory()
            givingBack?.leave()
        }
        pool.releaseMemoryEventually()
    }

    private func moveLog(_ writer: GRDB.Database) {
        // Nil where it was closed meanwhile.
        guard writer.sqliteConnection != nil else { return }
        do { _ = try turn.withLock { try writer.checkpoint(.passive) } } catch { failures.increment() }
    }

    private func end() {
        work.withLockedValue { work in
            work.isOver = true
            close(&work)
        }
    }

    private func close(_ work: inout Work) {
        try? work.own?.close()
        work.own = nil
    }

    private func connection(_ work: inout Work) throws -> DatabaseQueue {
        if let own = work.own { return own }
        var configuration = Configuration()
        configuration.label = "stockgate.checkpointer"
        // GRDB would make a file that is not there, for everybody to read.
        try place.check()
        let own = try DatabaseQueue(path: options.path, configuration: configuration)
        work.own = own
        return own
    }

    private func step(_ work: inout Work) {
        do {
            let own = try connection(&work)
            defer { if options.isOneOfMany { close(&work) } }
            let frames = try turn.withLock { try own.writeWithoutTransaction { try $0.checkpoint(.passive).walFrameCount } }
            work.isBehind = false
            if frames * Store.pageSize > options.logRestartBytes { pool.writeWithoutTransaction { pause($0, for: .restart) } }
        } catch {
            failures.increment()
        }
    }

    /// Whether the log's file has outgrown its limit. Costs one `stat`.
    var isLogOverLimit: Bool {
        guard let stamp = FileStamp(path: log), stamp.size > options.logLimitBytes else { return false }
        return mayPause
    }

    /// False for a while after a pause in vain: whoever reads the log does so for longer.
    var mayPause: Bool { pausedInVain.withLockedValue { $0.map { ContinuousClock.now - $0 > Self.patience } ?? true } }

    /// Empties the log on the writer's own connection, which so writes nothing meanwhile.
    func emptyLog(_ writer: GRDB.Database) { pause(writer, for: .truncate) }

    private func pause(_ writer: GRDB.Database, for mode: GRDB.Database.CheckpointMode) {
        pauses.increment()
        turn.withLock {
            do {
                try writer.execute(sql: "PRAGMA busy_timeout = \(Self.pauseMilliseconds)")
                defer { try? writer.execute(sql: "PRAGMA busy_timeout = \(options.busyTimeout.wholeMicroseconds / 1000)") }
                try writer.checkpoint(mode)
                pausedInVain.withLockedValue { $0 = nil }
            } catch {
                pausedInVain.withLockedValue { $0 = .now }
                failures.increment()
            }
        }
    }
}

extension GRDB.Database {
    /// Prepared statements and pages in memory, and what SQLite knows of the tables: most of what a merchant holds, and read again in a millisecond.
    func giveBackMemory() {
        releaseMemory()
        // Where it fails the memory is held on to, and nothing else.
        try? execute(sql: "PRAGMA writable_schema = RESET")
    }
}

/// What tells that a file was written to: its size and the time of its last change.
struct FileStamp: Equatable {
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
