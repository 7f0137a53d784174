import Dispatch
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("Inboxes share threads")
struct CommitThreadsTests {
    /// A store whose first commit and all after it wait until it is opened.
    private struct Gate: Sendable {
        private let isOpen = DispatchSemaphore(value: 0)
        func pass() {
            isOpen.wait()
            isOpen.signal()
        }
        func open() { isOpen.signal() }
    }

    @Test("inboxes take turns, a batch each: one that is flooded keeps nobody waiting for more than the batch under way")
    func turns() async throws {
        let (flooded, quiet, gate) = (try TestDirectory(), try TestDirectory(), Gate())
        let stores = [try flooded.openQuickly { $0.beforeWrite = gate.pass }, try quiet.openQuickly()]
        let threads = CommitThreads(limit: 1)
        var limits = InboxLimits()
        limits.batch = 1
        let inboxes = stores.map { GroupCommitInbox(store: $0, limits: limits, threads: threads) {} }
        let order = NIOLockedValueBox<[Int]>([])
        let answered = DispatchGroup()
        func bring(_ key: String, to place: Int) {
            answered.enter()
            inboxes[place].accept(delivery(key: key)) { _ in
                order.withLockedValue { $0.append(place) }
                answered.leave()
            }
        }
        for number in 0..<5 { bring("\(number)", to: 0) }
        bring("only", to: 1)
        gate.open()
        await withCheckedContinuation { continuation in answered.notify(queue: .global()) { continuation.resume() } }
        #expect(order.withLockedValue { $0 } == [0, 1, 0, 0, 0, 0])
        #expect(threads.count == 1)
        for inbox in inboxes { await inbox.stop() }
        for store in stores { try store.close() }
    }

    @Test("a store whose disk does not answer keeps no other waiting", .timeLimit(.minutes(5)))
    func stuck() async throws {
        let (broken, sound, gate) = (try TestDirectory(), try TestDirectory(), Gate())
        let stores = [try broken.openQuickly { $0.beforeWrite = gate.pass }, try sound.openQuickly()]
        let threads = CommitThreads(limit: 2)
        let inboxes = stores.map { GroupCommitInbox(store: $0, threads: threads) {} }
        async let late = inboxes[0].accept(delivery(key: "late"))
        for number in 0..<3 { _ = try await inboxes[1].accept(delivery(key: "\(number)")) }
        gate.open()
        _ = try await late
        #expect(threads.count <= 2)
        for inbox in inboxes { await inbox.stop() }
        for store in stores { try store.close() }
    }
}
