import Foundation
import Inventory
import Logging
import Metrics
import NIOConcurrencyHelpers

/// Where the process's log lines go: formatted, bounded by a ``LogSampler`` below `warning`, one write for each.
final class LogWriter: Sendable {
    private let format: LogOptions.Format
    private let write: @Sendable (String) -> Void
    private let sampler: NIOLockedValueBox<LogSampler>
    private let leftOut = Counter(label: "stockgate_log_lines_left_out_total")

    init(format: LogOptions.Format, linesPerSecond: Int, write: @escaping @Sendable (String) -> Void) {
        self.format = format
        self.write = write
        sampler = NIOLockedValueBox(LogSampler(linesPerSecond: linesPerSecond))
    }

    /// Writes the line that `make` makes, unless too many of its kind were written in this second. What was left out before is told first.
    func log(_ kind: LogSampler.Kind, _ level: Logger.Level, at now: Timestamp, make: () -> LogLine) {
        let second = now.microseconds / 1_000_000
        let (owed, isAdmitted) = sampler.withLockedValue { sampler in
            (sampler.takeLeftOut(before: second), level >= .warning || sampler.admits(kind, second: second))
        }
        for (kind, lines) in owed {
            let fields = [("lines", "\(lines)")] + (kind.party.map { [("of", $0)] } ?? [])
            say(LogLine(time: now, level: .notice, label: kind.label, message: "lines were left out: \(kind.message)", fields: fields))
        }
        if isAdmitted { say(make()) } else { leftOut.increment() }
    }

    private func say(_ line: LogLine) { write(format == .json ? line.json : line.human) }
}
