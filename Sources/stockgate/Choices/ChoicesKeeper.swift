import Inventory
import Logging
import Metrics
import NIOPosix
import ServiceLifecycle
import Storage

/// Keeps the choices file equal to the database: written after every change, whoever made it (R36).
struct ChoicesKeeper: Service {
    /// How often changes are looked for; less often where there are many stores.
    static let (interval, sharedInterval): (Duration, Duration) = (.milliseconds(200), .seconds(1))
    /// After a write that failed.
    static let retryInterval: Duration = .seconds(1)

    /// What is known of the file.
    enum Standing {
        /// Somebody else's words may stand in it.
        case unknown
        /// It may be written over; how often choices had changed when it was written, nil where it is to be written whatever changes.
        case ours(written: Int64?)

        var isWritten: Bool {
            if case .ours(written: .some) = self { true } else { false }
        }
    }

    let file: ChoicesFile
    let store: Store
    let logger: Logger
    private let interval: Duration
    let standing: Standing
    private let failures: Counter

    /// A new database takes the file's choices; throws the file's faults then, and leaves it as it is. Of an older one the file is not read here:
    /// nothing rests on it, and a large shop's takes many seconds.
    ///
    /// - Parameter merchant: whose choices they are, where the process works for several.
    init(_ file: ChoicesFile, store: Store, merchant: String? = nil, interval: Duration = Self.interval, logger: Logger) async throws {
        (self.file, self.store, self.interval, self.logger) = (file, store, interval, logger)
        // There before the first failure, so that whoever watches it sees it rise.
        failures = Counter(label: "stockgate_choices_write_failures_total", dimensions: merchant.map { [("merchant", $0)] } ?? [])
        guard try await !store.hasAdoptedChoices() else {
            standing = .unknown
            return
        }
        let found = try file.read()
        try await store.adoptChoices(found, at: systemClock())
        if let found { logger.notice("the database is new: choices were taken from the file", metadata: ["offers": "\(found.offers.count)"]) }
        standing = .ours(written: nil)
    }

    /// Keeps a file that says something else than the database, or that cannot be read, under another name. Returns how often choices had changed
    /// when the file was written that is left; nil where it is to be written.
    private func settle() async throws -> Int64? {
        // It is what was written last: nobody's choices are lost by writing over it.
        if let known = try await store.writtenChoices(), known.digest == file.digest { return known.changes }
        // What is chosen from now on is no difference.
        let own = try await store.choices().choices
        do {
            let found = try await NIOThreadPool.singleton.runIfActive { [file] in try file.read() }
            if let found, found != own {
                let kept = try file.setAside(at: systemClock())
                logger.warning("the choices file said something else than the database, and was kept", metadata: ["as": "\(kept)"])
            }
        } catch let refused as ConfigurationRefused {
            try await tellFaults(refused)
        }
        return nil
    }

    /// A fault of a file that nothing rests on keeps no gateway from its work; it is told to whoever looks.
    private func tellFaults(_ refused: ConfigurationRefused) async throws {
        var kept = file.path
        do { kept = try file.setAside(at: systemClock()) } catch { tellFailure(error) }
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
            var (standing, revision) = (standing, Int?.none)
            while !Task.isCancelled {
                // Where nothing was written at all, no choice has changed.
                let now = store.revision
                // What was changed before the file was settled is compared once more.
                let isSettled = standing.isWritten
                if !isSettled || revision != now { (standing, revision) = (await next(after: standing), isSettled ? now : nil) }
                try? await Task.sleep(for: interval)
            }
            return standing
        }
        // What was still taken while everything stopped.
        if case .ours = last { _ = await next(after: last) }
    }

    /// The next step: settles whose the file is, or writes it where it is to be written.
    func next(after standing: Standing) async -> Standing {
        // What stands under the store's name now is not the shop's: the file is the best that is known of its choices.
        if case .takenAway = store.damage { return standing }
        do {
            guard case .ours(let seen) = standing else { return .ours(written: try await settle()) }
            guard try await store.choiceChanges() != seen else { return standing }
            return .ours(written: try await write())
        } catch {
            guard !Task.isCancelled else { return standing }
            tellFailure(error)
            try? await Task.sleep(for: Self.retryInterval)
            // What the file holds is not known now: it is written whether or not anything changes.
            if case .ours = standing { return .ours(written: nil) }
            return standing
        }
    }

    private func tellFailure(_ error: any Error) {
        failures.increment()
        logger.error("the choices file could not be written", metadata: ["error": "\(error)"])
    }

    /// Counted before it is read: a change in between is written again.
    private func write() async throws -> Int64 {
        let changes = try await store.choiceChanges()
        let (choices, names) = try await store.choices()
        let digest = try file.write(choices, names: names)
        try await store.note(WrittenChoices(changes: changes, digest: digest))
        return changes
    }
}
