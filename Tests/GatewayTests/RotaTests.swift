import Inventory
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Testing

@testable import Gateway

@Suite("Services that rest hold no task")
struct RotaTests {
    private final class Clerk: SteppedService {
        let wake = Wake()
        let clock: @Sendable () -> Timestamp = { Timestamp(seconds: 1000) }
        let steps = NIOLockedValueBox(0)
        let atOnce = NIOLockedValueBox((now: 0, most: 0))
        private let pace: @Sendable (_ step: Int) async -> Pace

        init(_ pace: @escaping @Sendable (_ step: Int) async -> Pace) { self.pace = pace }

        func step(at now: Timestamp) async -> Pace {
            let step = steps.withLockedValue { steps in
                steps += 1
                return steps
            }
            atOnce.withLockedValue { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { atOnce.withLockedValue { $0.now -= 1 } }
            return await pace(step)
        }
    }

    private func stepped(_ clerk: Clerk, _ count: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while clerk.steps.withLockedValue({ $0 }) < count {
            guard ContinuousClock.now < deadline else { throw CancellationError() }
            await Task.yield()
        }
    }

    @Test("each works again when it is woken or its rest is over, and never twice at once", .timeLimit(.minutes(5)))
    func rests() async throws {
        let sleeper = Clerk { _ in .rest(until: nil) }
        let early = Clerk { $0 < 4 ? .rest(until: Timestamp(seconds: 1000) + .milliseconds(1)) : .rest(until: nil) }
        let busy = Clerk { $0 < 4 ? .again : .rest(until: Timestamp(seconds: 5000)) }
        let rota = Rota(services: [sleeper, early, busy])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await rota.run() }
            try await stepped(sleeper, 1)
            try await stepped(early, 4)
            try await stepped(busy, 4)
            for _ in 0..<200 { sleeper.wake.signal() }
            try await stepped(sleeper, 2)
            busy.wake.signal()
            try await stepped(busy, 5)
            group.cancelAll()
        }
        #expect([sleeper, early, busy].allSatisfy { $0.atOnce.withLockedValue { $0.most } == 1 })
    }

    @Test("a rest that comes later than another under way does not put that one off", .timeLimit(.minutes(5)))
    func earliest() async throws {
        let late = Clerk { _ in .rest(until: Timestamp(seconds: 5000)) }
        let soon = Clerk { _ in .rest(until: Timestamp(seconds: 1000) + .milliseconds(5)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Rota(services: [soon, late]).run() }
            try await stepped(soon, 5)
            group.cancelAll()
        }
        #expect(late.steps.withLockedValue { $0 } == 1)
    }

    @Test("a stop cancels what is under way and waits for it", .timeLimit(.minutes(5)))
    func stops() async throws {
        let ended = NIOLockedValueBox(false)
        let clerk = Clerk { _ in
            while !Task.isCancelled { await Task.yield() }
            ended.withLockedValue { $0 = true }
            return .rest(until: nil)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: Rota(services: [clerk]))], logger: .init(label: "rota")))
        async let run: Void = group.run()
        try await stepped(clerk, 1)
        await group.triggerGracefulShutdown()
        try await run
        #expect(ended.withLockedValue { $0 })
    }

    @Test("nobody is held by a rota that has ended, however long they would rest", .timeLimit(.minutes(5)))
    func gone() async throws {
        weak var gone: Clerk?
        do {
            let clerk = Clerk { _ in .rest(until: Timestamp(seconds: 5000)) }
            gone = clerk
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Rota(services: [clerk]).run() }
                try await stepped(clerk, 1)
                group.cancelAll()
            }
        }
        let deadline = ContinuousClock.now + .seconds(120)
        while gone != nil, ContinuousClock.now < deadline { await Task.yield() }
        #expect(gone == nil)
    }
}
