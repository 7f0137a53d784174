import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("Many at once")
struct StormTests {
    let directory: TestDirectory
    let store: Store

    init() throws {
        directory = try TestDirectory()
        store = try directory.open { $0.runsCheckpoints = true }
    }

    @Test("deliveries that arrive together are committed together")
    func groupCommit() async throws {
        let commits = NIOLockedValueBox(0)
        let inbox = GroupCommitInbox(store: store) { commits.withLockedValue { $0 += 1 } }
        let answers = await withTaskGroup(of: Result<Acceptance, InboxFault>.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    await withCheckedContinuation { done in inbox.accept(delivery(key: "k\(number % 1500)")) { done.resume(returning: $0) } }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        await inbox.stop()
        let kinds = try answers.map { try $0.get() }
        #expect(kinds.filter { $0 == .accepted($0.id) }.count == 1500)
        #expect(kinds.filter { $0 == .repeated($0.id) }.count == 500)
        #expect(Set(kinds.map(\.id)).count == 1500)
        #expect(commits.withLockedValue { $0 } < 1500 / 4)
        #expect(try await store.pendingDeliveries(limit: 1000).map(\.sequence).count == 1000)
    }

    @Test("no more wait for their commit than the bound; the others are told at once")
    func backlogIsBounded() async throws {
        var limits = InboxLimits()
        limits.backlog = 10
        limits.backlogBytes = 1000
        limits.batch = 4
        let inbox = GroupCommitInbox(store: store, limits: limits) {}
        let outcomes = NIOLockedValueBox<[Result<Acceptance, InboxFault>]>([])
        // While a transaction holds the writer, nothing leaves the queue but one batch.
        try store.writeBlocking { _ in
            for _ in 0..<40 { inbox.accept(delivery()) { outcome in outcomes.withLockedValue { $0.append(outcome) } } }
            #expect(outcomes.withLockedValue { $0.allSatisfy { $0 == .failure(.busy) } })
            #expect((26...30).contains(outcomes.withLockedValue { $0.count }))
        }
        await inbox.stop()
        let all = outcomes.withLockedValue { $0 }
        #expect(all.count == 40)
        #expect((10...14).contains(all.filter { $0 != .failure(.busy) }.count))
    }

    @Test("bodies that wait for their commit are bounded in bytes")
    func backlogBytesAreBounded() async throws {
        var limits = InboxLimits()
        limits.backlogBytes = 1000
        let inbox = GroupCommitInbox(store: store, limits: limits) {}
        await #expect(throws: InboxFault.busy) { try await inbox.accept(delivery(body: String(repeating: "x", count: 1001))) }
        _ = try await inbox.accept(delivery(body: String(repeating: "x", count: 1000)))
        await inbox.stop()
    }

    @Test("ids rise with the order of receipt, whatever the clock does")
    func idsRise() {
        let ids = DeliveryIDs { .init(repeating: 0xFF, count: $0) }
        let made = [morning, morning, morning - .seconds(5), morning + .seconds(1)].map { ids.next(at: $0) }
        #expect(made == made.sorted())
        #expect(Set(made).count == 4)
        #expect(made.allSatisfy { $0.text.utf8.count == 26 })
        #expect(DeliveryIDs.least(at: morning) <= made[0])
        #expect(DeliveryIDs.least(at: Timestamp(microseconds: 1_469_918_176_385_000)).text == "01ARYZ6S410000000000000000")
    }
}
