import Inventory
import Logging
import NIOConcurrencyHelpers

/// Writes each log event as one line to standard error, for people or for machines.
struct LogLineHandler: LogHandler {
    let label: String
    let writer: LogWriter
    let now: @Sendable () -> Timestamp
    /// What this logger alone writes; nil: what the process does.
    var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    var logLevel: Logger.Level {
        get { ownLevel ?? LogLevel.current }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let message = event.message.description
        let time = now()
        let party = (metadata["merchant"] ?? event.metadata?["source"])?.description
        writer.log(LogSampler.Kind(label: label, message: message, party: party), event.level, at: time) {
            var fields = metadata
            fields.merge(metadataProvider?.get() ?? [:]) { $1 }
            fields.merge(event.metadata ?? [:]) { $1 }
            if let error = event.error { fields["error"] = "\(error)" }
            return LogLine(
                time: time, level: event.level, label: label, message: message,
                fields: fields.map { ($0.key, $0.value.description) }.sorted { $0.0 < $1.0 })
        }
    }

    /// Makes this handler the process's. Once in a process, before the first logger.
    static func bootstrap(_ options: LogOptions) {
        LogLevel.current = options.level
        let writer = LogWriter(format: options.format, linesPerSecond: options.sameLines) { LineQueue.standardError.write($0) }
        LoggingSystem.bootstrap { label in LogLineHandler(label: label, writer: writer, now: systemClock) }
    }
}

/// The level that the whole process writes at, changed while it runs.
enum LogLevel {
    private static let level = NIOLockedValueBox(Logger.Level.info)

    static var current: Logger.Level {
        get { level.withLockedValue { $0 } }
        set { level.withLockedValue { $0 = newValue } }
    }
}
