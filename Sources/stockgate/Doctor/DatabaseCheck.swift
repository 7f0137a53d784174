import Storage

/// The database: sound, of this version, and opened by the configured key.
enum DatabaseCheck {
    /// A log that stays above this is not emptied: some reader holds it.
    static let largeLogBytes = 64 * 1_048_576

    /// - Parameters:
    ///   - inspection: nil where there is no file yet.
    ///   - opening: why the store could not be opened, where that was tried.
    static func judge(_ inspection: StoreInspection?, opening: StorageError?, path: String, isServed: Bool) -> [Finding] {
        guard let inspection else {
            guard !isServed else {
                let advice = "put it back or restore a backup (stockgate restore FILE), and start serve anew; senders are turned away until then"
                return [.fail(.database, .inputOutput, "serve runs on \(path), and the file was taken away", advice)]
            }
            return [.warn(.database, "there is no database \(path) yet", "nothing to do: stockgate serve or connect makes it")]
        }
        if let fault = inspection.fault { return [.fail(.database, CommandFailure(fault).cause, "\(fault)", advice(for: fault, path))] }
        var findings: [Finding] = []
        if !inspection.missingSteps.isEmpty {
            findings.append(
                .warn(
                    .database, "its tables lack \(inspection.missingSteps.joined(separator: ", "))",
                    isServed ? "an older serve runs: restart it with this version" : "nothing to do: the next serve brings them up to date"))
        }
        if let opening { findings.append(.fail(.database, CommandFailure(opening).cause, "\(opening)", advice(for: opening, path))) }
        if inspection.logBytes > largeLogBytes {
            findings.append(
                .warn(
                    .database, "its log has \(inspection.logBytes / 1_048_576) MiB",
                    "another program holds it open, perhaps a replication that hangs; see docs/storage.md"))
        }
        guard findings.isEmpty else { return findings }
        let size = "\(inspection.bytes / 1024) KiB"
        return [.ok(.database, "sound, \(size), \(inspection.steps) steps of its tables, \(isServed ? "in use by serve" : "no serve runs on it")")]
    }

    /// What restores left beside the database, with buyers' data in it (R46).
    ///
    /// - Parameter leftOver: what a restore that did not come to its end left.
    static func judge(setAside: [String], leftOver: String?, keeping: Duration) -> [Finding] {
        let days = keeping.components.seconds / 86_400
        let old = setAside.map { path in
            Finding.warn(
                .database, "\(path) is what stood here before a restore, with buyers' data in it",
                "serve removes it \(days) days after the restore; remove it and its -wal sooner where nobody needs it")
        }
        guard let leftOver else { return old }
        return old + [
            .warn(
                .database, "\(leftOver) is there: a restore runs, or one was killed", "nothing to do: the next serve or restore removes what was left"
            )
        ]
    }

    /// Stores that no merchant of the configuration names.
    static func judge(unnamed stores: [String]) -> [Finding] {
        stores.map { .warn(.database, "\($0) is a store that no merchant names", unnamedAdvice) }
    }

    /// What to do about one; `serve` says the same.
    static let unnamedAdvice = """
        a merchant that was renamed has its old store by database and choices_file (docs/operating.md); one that was taken out may still have \
        synchronised offers; move a copy elsewhere
        """

    private static func advice(for fault: StorageError, _ path: String) -> String {
        switch fault {
        case .corrupted: "stop serve, keep a copy of the files, and restore the last backup: stockgate restore FILE"
        case .newerSchema: "install the version that wrote it, or restore a backup"
        case .foreignFile: "set database to a file of Stockgate's own"
        case .severalNames: "find the other name with find -samefile, and remove it where no gateway works by it"
        case .wrongKey, .noSecretsKey: "give the secrets_key under which it was sealed; if that is lost, connect each account anew"
        case .busy, .alreadyServing, .inUse, .noAnswer: "try again"
        case .cannotOpen where PostgreSQLAddress(path) != nil:
            "see that the server runs, is reached from here and takes this user and password: psql with the same address says the same"
        default: "let the gateway's user read and write the file and its folder"
        }
    }
}
