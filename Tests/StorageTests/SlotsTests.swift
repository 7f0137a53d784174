import Dispatch
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("Reads that wait for a reader")
struct SlotsTests {
    /// With a thread for each that waits nobody would go on: none would be left for those that read.
    @Test("hold no thread, so that many stores read on with few", .ofFiles, .timeLimit(.minutes(2)))
    func manyStores() async throws {
        // Libdispatch has 255 threads; most of them are busy elsewhere.
        let isOver = DispatchSemaphore(value: 0)
        for number in 0..<220 { DispatchQueue(label: "busy \(number)").async { isOver.wait() } }
        defer { for _ in 0..<220 { isOver.signal() } }
        let directories = try (0..<60).map { _ in try TestDirectory(isFile: true) }
        let stores = try directories.map { try $0.openQuickly { $0.maxReaders = 1 } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores {
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<5 { _ = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM products") } }
                    }
                }
            }
            try await group.waitForAll()
        }
        for store in stores { try store.close() }
    }

    @Test("are served in their order, one after another, and give up when their task is cancelled", .timeLimit(.minutes(5)))
    func order() async throws {
        let slots = Slots(count: 1)
        let order = NIOLockedValueBox<[Int]>([])
        let (isOpen, opening) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await slots.within { for await _ in isOpen {} } }
            // The place is taken before anybody waits.
            while slots.free > 0 { await Task.yield() }
            var tasks: [Task<Void, any Error>] = []
            for number in 0..<3 {
                tasks.append(Task { try await slots.within { order.withLockedValue { $0.append(number) } } })
                while slots.waiting <= number { await Task.yield() }
            }
            tasks[1].cancel()
            await #expect(throws: CancellationError.self) { try await tasks[1].value }
            opening.finish()
            for task in [tasks[0], tasks[2]] { try await task.value }
            try await group.waitForAll()
        }
        #expect(order.withLockedValue { $0 } == [0, 2])
    }
}
