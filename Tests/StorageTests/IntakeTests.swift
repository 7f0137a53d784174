import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("Intake")
struct IntakeTests {
    let directory: TestDirectory
    let store: Store
    let inbox: GroupCommitInbox

    init() throws {
        directory = try TestDirectory()
        store = try directory.open()
        inbox = GroupCommitInbox(store: store) {}
    }

    @Test("a delivery is kept as it came")
    func keeps() async throws {
        var incoming = delivery(key: "msg-1", body: #"{"a": 1}"#)
        incoming.headers = ["a": "1", "b": "two\r\nlines: 2", "c": ""]
        let id = try await inbox.accept(incoming).id
        let kept = try #require(try await store.delivery(id: id))
        #expect(kept.state == .accepted)
        #expect(kept.incoming.body == incoming.body)
        #expect(kept.incoming.key == "msg-1")
        #expect(kept.incoming.source == "wfirma")
        #expect(kept.incoming.trust == .signed)
        #expect(kept.incoming.receivedAt == morning)
        #expect(kept.incoming.headers == ["a": "1", "b": "two lines: 2", "c": ""])
        #expect(kept.settledAt == nil)
    }

    @Test("a repeat is told the first delivery's id and kept once")
    func repeats() async throws {
        let first = try await inbox.accept(delivery(key: "k"))
        let second = try await inbox.accept(delivery(key: "k"))
        #expect(first == .accepted(first.id))
        #expect(second == .repeated(first.id))
        #expect(try await store.pendingDeliveries(limit: 10).map(\.id) == [first.id])
    }

    @Test("the same key with another body is a conflict")
    func conflicts() async throws {
        let first = try await inbox.accept(delivery(key: "k", body: "1"))
        #expect(try await inbox.accept(delivery(key: "k", body: "2")) == .conflict(first.id))
    }

    @Test("a key counts within its source, and without one every delivery is new")
    func keysAreTheSources() async throws {
        let answers = [
            try await inbox.accept(delivery(key: "k", source: "a")), try await inbox.accept(delivery(key: "k", source: "b")),
            try await inbox.accept(delivery()), try await inbox.accept(delivery()), try await inbox.accept(delivery(key: "")),
            try await inbox.accept(delivery(key: "")),
        ]
        #expect(Set(answers.map(\.id)).count == 6)
        #expect(answers == answers.map { .accepted($0.id) })
    }

    @Test("two deliveries of one key in one batch are one delivery")
    func repeatsInOneBatch() throws {
        let answers = try store.writeBlocking { db in
            let batch = ["1", "1", "2"].map { body -> (delivery: WaitingDelivery, id: DeliveryID) in
                let digest = [UInt8](repeating: UInt8(body) ?? 0, count: 32)
                return (WaitingDelivery(incoming: delivery(key: "k", body: body), digest: digest, answer: .acceptance({ _ in })), id())
            }
            return try DeliveryStatements(db: db).insert(batch).compactMap(\.self)
        }
        try #require(answers.count == 3)
        #expect(answers == [.accepted(answers[0].id), .repeated(answers[0].id), .conflict(answers[0].id)])
    }

    private func id() -> DeliveryID { store.deliveryIDs.next(at: morning) }

    @Test("a rejected delivery is kept with its reason and leaves its key free")
    func rejects() async throws {
        try await inbox.reject(delivery(key: "k", body: "{"), Rejection(reason: "no JSON", pointer: "/event"))
        let kept = try #require(try await store.deliveries(state: .rejected, after: nil, limit: 10).first)
        #expect(kept.reason == "no JSON")
        #expect(kept.pointer == "/event")
        #expect(kept.settledAt == morning)
        #expect(kept.incoming.key == "k")
        #expect(try await inbox.accept(delivery(key: "k")) != .repeated(kept.id))
        #expect(try await store.pendingDeliveries(limit: 10).count == 1)
    }

    @Test("rejected deliveries are bounded in number, the oldest go first")
    func rejectedAreBounded() async throws {
        var limits = InboxLimits()
        limits.rejectedKept = 3
        let inbox = GroupCommitInbox(store: store, limits: limits) {}
        _ = try await inbox.accept(delivery())
        for number in 1...5 { try await inbox.reject(delivery(), Rejection(reason: String(number), pointer: nil)) }
        #expect(try await store.deliveries(state: .rejected, after: nil, limit: 10).map(\.reason) == ["5", "4", "3"])
        #expect(try await store.unsettledDeliveryCounts() == [.accepted: 1, .dead: 0, .rejected: 3])
        #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM delivery_bodies") } == 4)
    }

    @Test("the inbox is busy while many deliveries wait for their commit, and not while a few do")
    func isBusy() async throws {
        var limits = InboxLimits()
        limits.busy = 4
        let inbox = GroupCommitInbox(store: store, limits: limits) {}
        let answered = NIOLockedValueBox(0)
        // Nothing is committed beside this transaction.
        let seen = try store.writeBlocking { _ in
            (1...4).map { _ in
                inbox.accept(delivery()) { _ in answered.withLockedValue { $0 += 1 } }
                return inbox.isBusy
            }
        }
        #expect(seen == [false, false, false, true])
        try await eventually("all four are answered") { answered.withLockedValue { $0 } == 4 }
        try await eventually("the inbox has nothing left") { !inbox.isBusy }
    }

    @Test("a stopped inbox answers what it took and refuses what comes later")
    func stops() async throws {
        let answered = try await withThrowingTaskGroup(of: Acceptance.self) { group in
            for _ in 0..<100 { group.addTask { try await inbox.accept(delivery()) } }
            return try await group.reduce(into: 0) { count, _ in count += 1 }
        }
        await inbox.stop()
        #expect(answered == 100)
        await #expect(throws: InboxFault.stopping) { try await inbox.accept(delivery()) }
        await inbox.stop()
    }
}
