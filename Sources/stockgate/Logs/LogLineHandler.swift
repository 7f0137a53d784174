import Inventory
import Logging

/// Writes each log event as one line to standard error, for people or for machines.
struct LogLineHandler: LogHandler {
    let label: String
    let format: LogOptions.Format
    let write: @Sendable (String) -> Void
    let now: @Sendable () -> Timestamp
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        fields.merge(metadataProvider?.get() ?? [:]) { $1 }
        fields.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { fields["error"] = "\(error)" }
        let line = LogLine(
            time: now(), level: event.level, label: label, message: event.message.description,
            fields: fields.map { ($0.key, $0.value.description) }.sorted { $0.0 < $1.0 })
        write(format == .json ? line.json : line.human)
    }

    /// Makes this handler the process's. Once in a process, before the first logger.
    static func bootstrap(_ options: LogOptions) {
        LoggingSystem.bootstrap { label in
            LogLineHandler(
                label: label, format: options.format, write: { LineQueue.standardError.write($0) }, now: systemClock,
                logLevel: options.level)
        }
    }
}
