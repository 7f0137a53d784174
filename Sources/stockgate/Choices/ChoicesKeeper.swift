import Inventory
import Logging
import Metrics
import ServiceLifecycle
import Storage

/// Keeps the choices file equal to the database: written after every change, whoever made it (R36).
struct ChoicesKeeper: Service {
    /// How often changes are looked for; less often where there are many stores.
    static let (interval, sharedInterval): (Duration, Duration) = (.milliseconds(200), .seconds(1))
    /// After a write that failed.
    static let retryInterval: Duration = .seconds(1)

    let file: ChoicesFile
    let store: Store
    let logger: Logger
    private let interval: Duration
    /// How often choices had changed when the file was last written; nil where it could not be.
    private let written: Int64?

    /// At the start: a new database takes the file's choices, an older one writes its own. A file that says something else than that database, or
    /// that cannot be read, is kept under another name. Throws the file's faults where the database is new; the file then is left as it is.
    init(_ file: ChoicesFile, store: Store, interval: Duration = Self.interval, logger: Logger) async throws {
        (self.file, self.store, self.interval, self.logger) = (file, store, interval, logger)
        // There before the first failure, so that whoever watches it sees it rise.
        Self.failures.increment(by: 0)
        if try await !store.hasAdoptedChoices() {
            let found = try file.read()
            try await store.adoptChoices(found, at: systemClock())
            if let found { logger.notice("the database is new: choices were taken from the file", metadata: ["offers": "\(found.offers.count)"]) }
        } else if let known = try await store.writtenChoices(), known.digest == file.digest {
            // It is what was written last: nobody's choices are lost by writing over it, and where nothing has changed it stays.
            if try await store.choiceChanges() == known.changes {
                written = known.changes
                return
            }
        } else {
            do { try await Self.compare(file.read(), file, store, logger) } catch let refused as ConfigurationRefused {
                try await Self.tellFaults(refused, file, store, logger)
            }
        }
        do { written = try await Self.write(file, store) } catch {
            Self.tellFailure(error, logger)
            written = nil
        }
    }

    /// The database goes by its own knowledge; what somebody else wrote is kept for who wrote it.
    private static func compare(_ found: Choices?, _ file: ChoicesFile, _ store: Store, _ logger: Logger) async throws {
        guard let found, try await found != store.choices().choices else { return }
        let kept = try file.setAside(at: systemClock())
        logger.warning("the choices file said something else than the database, and was kept", metadata: ["as": "\(kept)"])
    }

    /// A fault of a file that nothing rests on keeps no gateway from its work; it is told to whoever looks.
    private static func tellFaults(_ refused: ConfigurationRefused, _ file: ChoicesFile, _ store: Store, _ logger: Logger) async throws {
        var kept = file.path
        do { kept = try file.setAside(at: systemClock()) } catch { tellFailure(error, logger) }
        let faults = refused.faults.map(\.description).joined(separator: "; ")
        logger.error(
            "the choices file cannot be read: the database's own choices stand, and are written anew",
            metadata: ["faults": "\(faults)", "kept": "\(kept)"])
        try await store.raiseProblem(
            .choicesUnreadable, subject: "choices_file",
            what: Words(
                en: "The choices file could not be read at the start; what the database knows stands",
                pl: "Przy starcie nie można było odczytać pliku ustawień sklepu; obowiązuje to, co jest w bazie"),
            why: Words(
                en: "\(faults). It is kept as \(kept); what was changed in it by hand is to be set in the console",
                pl: "\(faults). Zachowano go jako \(kept); zmiany wpisane w nim ręcznie trzeba wprowadzić w konsoli"), at: systemClock())
    }

    func run() async throws {
        let last = await cancelWhenGracefulShutdown {
            var last = Look(seen: written, revision: nil)
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                last = await look(after: last)
            }
            return last
        }
        // What was still taken while everything stopped.
        _ = await look(after: last)
    }

    private struct Look {
        /// How often choices had changed that the file holds; nil where it is not known what it holds.
        var seen: Int64?
        var revision: Int?
    }

    private func look(after last: Look) async -> Look {
        let now = store.revision
        // Where nothing was written at all, no choice has changed.
        if last.seen != nil, last.revision == now { return last }
        return Look(seen: await writeIfChanged(since: last.seen), revision: now)
    }

    private func writeIfChanged(since seen: Int64?) async -> Int64? {
        do {
            guard try await store.choiceChanges() != seen else { return seen }
            return try await Self.write(file, store)
        } catch {
            // What the file holds is not known now: it is written whether or not anything changes.
            if Task.isCancelled { return nil }
            Self.tellFailure(error, logger)
            try? await Task.sleep(for: Self.retryInterval)
            return nil
        }
    }

    private static var failures: Counter { Counter(label: "stockgate_choices_write_failures_total") }

    private static func tellFailure(_ error: any Error, _ logger: Logger) {
        failures.increment()
        logger.error("the choices file could not be written", metadata: ["error": "\(error)"])
    }

    /// Counted before it is read: a change in between is written again.
    private static func write(_ file: ChoicesFile, _ store: Store) async throws -> Int64 {
        let changes = try await store.choiceChanges()
        let (choices, names) = try await store.choices()
        let digest = try file.write(choices, names: names)
        try await store.note(WrittenChoices(changes: changes, digest: digest))
        return changes
    }
}
