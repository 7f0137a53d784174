import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Testing

@testable import stockgate

@Suite("Log lines")
struct LogLineTests {
    private func line(_ format: LogOptions.Format, level: Logger.Level = .info, _ write: (inout Logger) -> Void) -> [String] {
        let lines = NIOLockedValueBox<[String]>([])
        var logger = Logger(label: "test") { label in
            LogLineHandler(
                label: label,
                writer: LogWriter(format: format, linesPerSecond: 100) { line in lines.withLockedValue { $0.append(line) } },
                now: { Timestamp(microseconds: 1_764_000_000_123_000) }, ownLevel: level)
        }
        write(&logger)
        return lines.withLockedValue { $0 }
    }

    @Test("a line for people has time, level, logger, message and its fields in order")
    func human() {
        let lines = line(.human) { $0.warning("a thing\nhappened", metadata: ["source": "wfirma", "name": "two words"]) }
        #expect(lines == ["2025-11-24T16:00:00.123Z warning test: a thing happened name=\"two words\" source=wfirma"])
    }

    @Test("the longest level, too, stands apart from who logs")
    func levels() {
        #expect(line(.human) { $0.critical("a thing") } == ["2025-11-24T16:00:00.123Z critical test: a thing"])
    }

    @Test("a line for machines is one JSON object, whatever it carries")
    func json() throws {
        let lines = line(.json) { $0.error("said \"no\"\n\u{1}", metadata: ["level": "mine", "path": "a\\b"]) }
        let object = try JSONDecoder().decode([String: String].self, from: Data(try #require(lines.first).utf8))
        #expect(
            object == [
                "time": "2025-11-24T16:00:00.123Z", "level": "error", "logger": "test", "message": "said \"no\"\n\u{1}", "field_level": "mine",
                "path": "a\\b",
            ])
        #expect(lines.first?.contains("\n") == false)
    }

    @Test("a flood of one kind is bounded in each second, told by its number in the next, and keeps no warning back")
    func flood() {
        let lines = NIOLockedValueBox<[String]>([])
        let time = NIOLockedValueBox(Timestamp(seconds: 1_764_000_000))
        let writer = LogWriter(format: .human, linesPerSecond: 3) { line in lines.withLockedValue { $0.append(line) } }
        let logger = Logger(label: "test") { label in
            LogLineHandler(label: label, writer: writer, now: { time.withLockedValue { $0 } }, ownLevel: .info)
        }
        for number in 0..<50 { logger.info("delivery unauthenticated", metadata: ["number": "\(number)"]) }
        logger.info("another kind")
        for _ in 0..<5 { logger.warning("a warning") }
        #expect(lines.withLockedValue { $0.count } == 3 + 1 + 5)
        time.withLockedValue { $0 = $0 + .seconds(1) }
        logger.info("another kind")
        #expect(lines.withLockedValue { $0.count { $0.contains("lines were left out: delivery unauthenticated lines=47") } } == 1)
        time.withLockedValue { $0 = $0 + .seconds(1) }
        logger.info("another kind")
        #expect(lines.withLockedValue { $0.count { $0.contains("left out") } } == 1)
    }

    @Test("a merchant who floods the log, or a source, leaves out lines of their own alone, and is told by name")
    func parts() {
        let lines = NIOLockedValueBox<[String]>([])
        let time = NIOLockedValueBox(Timestamp(seconds: 1_764_000_000))
        let writer = LogWriter(format: .human, linesPerSecond: 3) { line in lines.withLockedValue { $0.append(line) } }
        func logger(of merchant: String?) -> Logger {
            var logger = Logger(label: "test") { label in
                LogLineHandler(label: label, writer: writer, now: { time.withLockedValue { $0 } }, ownLevel: .info)
            }
            if let merchant { logger[metadataKey: "merchant"] = "\(merchant)" }
            return logger
        }
        for _ in 0..<50 { logger(of: "kubki").info("delivery applied") }
        for _ in 0..<3 { logger(of: "lampy").info("delivery applied") }
        for _ in 0..<50 { logger(of: nil).info("delivery rejected", metadata: ["source": "flooded"]) }
        for _ in 0..<3 { logger(of: nil).info("delivery rejected", metadata: ["source": "quiet"]) }
        #expect(lines.withLockedValue { $0.count } == 4 * 3)
        time.withLockedValue { $0 = $0 + .seconds(1) }
        logger(of: nil).info("another kind")
        let told = lines.withLockedValue { $0.filter { $0.contains("left out") } }
        #expect(told.count == 2)
        #expect(told.first?.contains("lines were left out: delivery applied lines=47 of=kubki") == true, "\(told)")
        #expect(told.last?.contains("lines were left out: delivery rejected lines=47 of=flooded") == true, "\(told)")
    }

    @Test("less serious events are not written, and a secret never shows")
    func levelsAndSecrets() {
        let lines = line(.human, level: .warning) { logger in
            logger.info("not this")
            logger.warning("key \(Secret("hidden"))", metadata: ["secret": "\(Secret("hidden"))"])
        }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("hidden") == false)
    }
}
