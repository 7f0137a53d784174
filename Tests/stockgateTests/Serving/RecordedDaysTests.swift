import Inventory
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Testing

@testable import stockgate

@Suite("Recorded files follow each other")
struct RecordedDaysTests {
    private static let evening = Timestamp(rfc3339: "2026-11-29T22:30:00Z") ?? Timestamp(seconds: 0)

    @Test(
        "at midnight in Poland, and where a file is full, though not soon after it began (R35)",
        arguments: [
            (minutes: 29, isFull: false, isOver: false), (minutes: 30, isFull: false, isOver: true), (minutes: 29, isFull: true, isOver: false),
            (minutes: 1440, isFull: false, isOver: true),
        ])
    func dayEnds(minutes: Int, isFull: Bool, isOver: Bool) {
        #expect(RecordedDays.isOver(began: Self.evening, now: Self.evening + .seconds(minutes * 60), isFull: isFull) == isOver)
        let noon = Self.evening - .seconds(10 * 3600)
        #expect(!RecordedDays.isOver(began: noon, now: noon + .seconds(3599), isFull: true))
        #expect(RecordedDays.isOver(began: noon, now: noon + .seconds(3600), isFull: true))
    }

    @Test("the services of a day that is over stop before those of the next begin, until the process stops (R35)", .timeLimit(.minutes(5)))
    func follow() async throws {
        let (begun, running, ended) = (NIOLockedValueBox(0), NIOLockedValueBox(0), NIOLockedValueBox(0))
        let logger = Logger(label: "days") { _ in SwiftLogNoOpLogHandler() }
        let days = RecordedDays(
            begin: { onSnapshot in
                #expect(running.withLockedValue { $0 } == 0)
                onSnapshot()
            },
            services: {
                begun.withLockedValue { $0 += 1 }
                return [Idle(running: running)]
            }, isOver: { _ in begun.withLockedValue { $0 } < 3 && running.withLockedValue { $0 } == 1 }, end: { ended.withLockedValue { $0 += 1 } },
            logger: logger, look: .milliseconds(1))
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [.init(service: days)], logger: logger))
        async let run: Void = group.run()
        #expect(try await eventually { begun.withLockedValue { $0 } == 3 && running.withLockedValue { $0 } == 1 ? true : nil } == true)
        await group.triggerGracefulShutdown()
        try await run
        #expect(begun.withLockedValue { $0 } == 3 && running.withLockedValue { $0 } == 0 && ended.withLockedValue { $0 } == 2)
    }
}

private struct Idle: Service {
    let running: NIOLockedValueBox<Int>

    func run() async throws {
        running.withLockedValue { $0 += 1 }
        defer { running.withLockedValue { $0 -= 1 } }
        try await gracefulShutdown()
    }
}
