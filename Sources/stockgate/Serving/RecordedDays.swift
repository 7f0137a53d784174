import Inventory
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// The gateway's services, a recorded file after the other (R35).
///
/// At midnight in Poland, or where a file has come to its size, the services stop as at the end of the process, a file begins with the store as it stands
/// then, and services that know no more than that start. So each file can be played by itself. Webhooks are taken meanwhile.
struct RecordedDays: Service {
    /// How often somebody looks whether the day is over.
    static let look: Duration = .seconds(5)
    /// A file that is full sooner is not followed by another before midnight: the store alone fills most of it.
    static let leastSpan: Duration = .seconds(3600)

    /// Begins a file, and tells when the moment is fixed that it begins with; returns when it is there, or cannot be.
    let begin: @Sendable (_ onSnapshot: @escaping @Sendable () -> Void) async -> Void
    /// New ones.
    let services: @Sendable () -> [any Service]
    /// Whether the day that began then is over.
    let isOver: @Sendable (_ began: Timestamp) async -> Bool
    /// Ends the file.
    let end: @Sendable () async -> Void
    let logger: Logger
    var look = Self.look

    /// - Parameter isFull: the file has come to its size.
    static func isOver(began: Timestamp, now: Timestamp, isFull: Bool) -> Bool {
        CalendarDate(inPoland: began) != CalendarDate(inPoland: now) || (isFull && now - began >= leastSpan)
    }

    func run() async throws {
        while try await runOne(), !Task.isShuttingDownGracefully { logger.notice("a new recorded file begins") }
    }

    /// True where another day follows.
    private func runOne() async throws -> Bool {
        let began = systemClock()
        let isDayOver = NIOLockedValueBox(false)
        let (moment, fixed) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                await begin { fixed.finish() }
                fixed.finish()
            }
            // A large store is copied beside the work, from the moment that is fixed now.
            for await _ in moment {}
            let group = ServiceGroup.of(services())
            tasks.addTask {
                while await !isOver(began) { try await Task.sleep(for: look) }
                isDayOver.withLockedValue { $0 = true }
                await end()
                await group.triggerGracefulShutdown()
            }
            try await group.run()
            tasks.cancelAll()
        }
        return isDayOver.withLockedValue { $0 }
    }
}
