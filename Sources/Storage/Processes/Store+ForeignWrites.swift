extension Store {
    /// How often another process's writes are looked for.
    public static let foreignWritesInterval: Duration = .milliseconds(100)

    /// Calls `onChange` after every write of another process, within `interval` (of many files in one process: half a second) and the wait for this
    /// process's own writer. Runs until its task is cancelled; throws a ``StorageError`` when the file cannot be read at the start.
    public func watchForeignWrites(every interval: Duration = foreignWritesInterval, _ onChange: @Sendable () -> Void) async throws {
        var seen = try await dataVersion()
        func ask() async {
            guard let now = try? await dataVersion() else { return }
            if now != seen {
                countWrite()
                onChange()
            }
            seen = now
        }
        if options.isOneOfMany, !options.isPostgreSQL {
            for await _ in TraceRounds.shared.changes(of: engine) { await ask() }
            return
        }
        var trace: FileStamp?
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            lookAtPlace()
            let last = trace
            trace = engine.trace
            // Nobody wrote since the last look, and so no other process did: the writer is not asked.
            if let trace, trace == last { continue }
            await ask()
        }
    }

    /// A number that changes when another process commits, and only then.
    func dataVersion() async throws -> Int64 {
        try await tellingStorageErrors { [engine] in try await engine.foreignChanges() }
    }
}
