import Inventory
import Testing

@testable import Storage

@Suite("Deliveries")
struct DeliveryTests {
    let directory: TestDirectory
    let store: Store
    let inbox: GroupCommitInbox

    init() throws {
        directory = try TestDirectory()
        store = try directory.openQuickly()
        inbox = GroupCommitInbox(store: store) {}
    }

    private func settle(_ id: DeliveryID, as state: DeliveryState, reason: String? = nil, at moment: Timestamp = morning) async throws {
        let sequence = try #require(try await store.delivery(id: id)).sequence
        try await store.write { try Store.settle($0, sequence: sequence, as: state, reason: reason, at: moment) }
    }

    @Test("what is settled waits no longer, and the rest keeps the order of receipt")
    func pending() async throws {
        var ids: [DeliveryID] = []
        for _ in 0..<4 { ids.append(try await inbox.accept(delivery()).id) }
        try await settle(ids[0], as: .applied)
        try await settle(ids[2], as: .dead, reason: "unknown product 7")
        #expect(try await store.pendingDeliveries(limit: 10).map(\.id) == [ids[1], ids[3]])
        #expect(try await store.pendingDeliveries(limit: 1).map(\.id) == [ids[1]])
        let dead = try #require(try await store.delivery(id: ids[2]))
        #expect(dead.state == .dead)
        #expect(dead.reason == "unknown product 7")
        #expect(dead.settledAt == morning)
        #expect(try await store.unsettledDeliveryCounts() == [.accepted: 2, .dead: 1, .rejected: 0])
    }

    @Test("pending deliveries come in bounded bytes")
    func pendingBytes() async throws {
        let megabyte = String(repeating: "x", count: 1_048_576)
        for _ in 0..<10 { _ = try await inbox.accept(delivery(body: megabyte)) }
        #expect(try await store.pendingDeliveries(limit: 100).count == 8)
    }

    @Test("a dead delivery is replayed in its old place", arguments: [DeliveryState.dead, .applied])
    func replay(from state: DeliveryState) async throws {
        let first = try await inbox.accept(delivery(body: "1")).id
        let second = try await inbox.accept(delivery(body: "2")).id
        try await settle(first, as: state, reason: state == .dead ? "unknown product" : nil)
        try await store.replay(id: first)
        try await store.replay(id: first)
        let pending = try await store.pendingDeliveries(limit: 10)
        #expect(pending.map(\.id) == [first, second])
        #expect(pending.first?.reason == nil)
        #expect(try await store.delivery(id: first)?.settledAt == nil)
    }

    @Test("what was turned away, was never seen or has lost its body cannot be replayed")
    func replayRefused() async throws {
        try await inbox.reject(delivery(), Rejection(reason: "no JSON", pointer: nil))
        let rejected = try #require(try await store.deliveries(state: .rejected, after: nil, limit: 1).first).id
        await #expect(throws: StorageError.notReplayable(rejected, .rejected)) { try await store.replay(id: rejected) }
        await #expect(throws: StorageError.unknownDelivery("nothing")) { try await store.replay(id: "nothing") }
        let old = try await inbox.accept(delivery()).id
        try await settle(old, as: .applied)
        #expect(try await store.prune(olderThan: morning + .seconds(1), limit: 10) == 1)
        await #expect(throws: StorageError.bodyDropped(old)) { try await store.replay(id: old) }
    }

    @Test("pages run from the newest to the oldest, by state or over all")
    func pages() async throws {
        var ids: [DeliveryID] = []
        for number in 0..<6 { ids.append(try await inbox.accept(delivery(body: "\(number)")).id) }
        for id in ids[0..<3] { try await settle(id, as: .applied) }
        let first = try await store.deliveries(state: nil, after: nil, limit: 4)
        #expect(first.map(\.id) == [ids[5], ids[4], ids[3], ids[2]])
        #expect(first.allSatisfy { $0.incoming.body.isEmpty })
        #expect(try await store.deliveries(state: nil, after: first.last?.sequence, limit: 4).map(\.id) == [ids[1], ids[0]])
        #expect(try await store.deliveries(state: .applied, after: nil, limit: 2).map(\.id) == [ids[2], ids[1]])
        #expect(try await store.deliveries(state: .accepted, after: first[1].sequence, limit: 4).map(\.id) == [ids[3]])
        #expect(try await store.deliveries(state: .dead, after: nil, limit: 4).isEmpty)
    }

    @Test("old bodies of applied deliveries go in bounded steps, and a repeat is still known")
    func prunes() async throws {
        var ids: [DeliveryID] = []
        for day in 0..<5 {
            ids.append(try await inbox.accept(delivery(key: "\(day)", body: "\(day)", at: morning + .seconds(Int64(day) * 86_400))).id)
        }
        for id in ids { try await settle(id, as: id == ids[1] ? .dead : .applied, reason: id == ids[1] ? "unknown product" : nil) }
        let cut = morning + .seconds(4 * 86_400)
        #expect(try await store.prune(olderThan: cut, limit: 2) == 2)
        #expect(try await store.prune(olderThan: cut, limit: 2) == 1)
        #expect(try await store.prune(olderThan: cut, limit: 2) == 0)
        var bodies: [String] = []
        for id in ids { bodies.append(String(decoding: try #require(try await store.delivery(id: id)).incoming.body, as: UTF8.self)) }
        #expect(bodies == ["", "1", "", "", "4"])
        #expect(try await inbox.accept(delivery(key: "0", body: "0")) == .repeated(ids[0]))
        #expect(try await inbox.accept(delivery(key: "0", body: "x")) == .conflict(ids[0]))
    }

    @Test(
        "what is asked often is found by an index", .ofFiles,
        arguments: [
            "SELECT d.sequence FROM \(Delivery.tables) WHERE d.state = 'accepted' AND d.state <> 'applied' ORDER BY d.sequence LIMIT 1",
            "SELECT state, count(*) FROM deliveries WHERE state <> 'applied' GROUP BY state",
            "SELECT id FROM deliveries WHERE source = 'a' AND key = 'b'",
        ])
    func plans(query: String) async throws {
        let plan = try await store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + query).map { $0["detail"] as String }.joined(separator: "; ")
        }
        #expect(plan.contains("USING INDEX deliveries_") || plan.contains("USING COVERING INDEX deliveries_"), "\(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
    }
}
