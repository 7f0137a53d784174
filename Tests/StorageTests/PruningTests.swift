import Inventory
import Testing

@testable import Storage

@Suite("What nobody needs any more goes")
struct PruningTests {
    let directory: TestDirectory
    let store: Store
    let inbox: GroupCommitInbox
    let later = morning + .seconds(100 * 86_400)

    init() throws {
        directory = try TestDirectory()
        store = try directory.openQuickly()
        inbox = GroupCommitInbox(store: store) {}
    }

    private func settle(_ id: DeliveryID, as state: DeliveryState, reason: String? = nil) async throws {
        let sequence = try #require(try await store.delivery(id: id)).sequence
        try await store.write { try Store.settle($0, sequence: sequence, as: state, reason: reason, at: morning) }
    }

    private func offer(_ id: OfferID, _ status: OfferStatus, quantity: Int = 10, at moment: Timestamp = morning) async throws {
        let listing = OfferListing(
            id: id, name: "Mug", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
            sighting: .init(status: status, quantity: quantity, window: .init(from: moment, to: moment)))
        _ = try await store.take([listing], account: "main", rules: CommandRules(), at: moment)
    }

    @Test("a dead letter keeps its body for a time, then its row and reason stay (R46)")
    func deadLetters() async throws {
        let id = try await inbox.accept(delivery(body: "Anna Kowalska")).id
        try await settle(id, as: .dead, reason: "unknown product")
        #expect(try await store.pruneDeadLetters(settledBefore: morning, limit: 10) == 0)
        #expect(try await store.pruneDeadLetters(settledBefore: later, limit: 10) == 1)
        #expect(try await store.pruneDeadLetters(settledBefore: later, limit: 10) == 0)
        let dead = try #require(try await store.delivery(id: id))
        #expect(dead.incoming.body.isEmpty && dead.reason == "unknown product")
    }

    @Test("what our own polls brought goes wholly once it is applied; what others sent is remembered by its key (R26)")
    func polled() async throws {
        func poll() -> IncomingDelivery {
            var poll = delivery()
            (poll.trust, poll.key) = (.polled, nil)
            return poll
        }
        var ids: [DeliveryID] = []
        for _ in 0..<3 { ids.append(try await inbox.accept(poll()).id) }
        ids.append(try await inbox.accept(delivery(key: "k")).id)
        ids.append(try await inbox.accept(poll()).id)
        for id in ids where id != ids[1] { try await settle(id, as: .applied) }
        #expect(try await store.prunePolled(olderThan: morning, limit: 10) == 0)
        #expect(try await store.prunePolled(olderThan: later, limit: 1) == 1)
        #expect(try await store.prunePolled(olderThan: later, limit: 10) == 1)
        #expect(try await store.deliveries(state: nil, after: nil, limit: 10).map(\.id) == [ids[4], ids[3], ids[1]])
    }

    @Test("settled problems are forgotten after a time, open ones never")
    func problems() async throws {
        for subject in ["1", "2"] {
            try await store.raiseProblem(.setIncomplete, subject: subject, what: Words(verbatim: "a"), why: Words(verbatim: "b"), at: morning)
        }
        try await store.settleProblem(.setIncomplete, subject: "1", at: morning)
        #expect(try await store.pruneProblems(settledBefore: morning, limit: 10) == 0)
        #expect(try await store.pruneProblems(settledBefore: later, limit: 10) == 1)
        #expect(try await store.problems(kind: nil, after: nil, limit: 10).map(\.subject) == ["2"])
    }

    @Test("a command of which nobody will ever know what it did goes in the end")
    func commands() async throws {
        try await offer("1", .active)
        try await store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO commands (id, account, action, rank, state, written_at, settled_at, due_at)
                        VALUES ('00000000-0000-4000-8000-000000000001', 'main', 'end', 0, 'settled', ?1, ?1, ?1);
                    """, arguments: [morning.microseconds])
            try db.execute(
                sql: """
                    INSERT INTO command_offers (command, offer, since, outcome) VALUES ('00000000-0000-4000-8000-000000000001', '1', ?, 'unknown')
                    """, arguments: [morning.microseconds])
        }
        #expect(try await store.pruneCommands(settledBefore: later, unsettled: morning, limit: 10) == 0)
        #expect(try await store.pruneCommands(settledBefore: later, unsettled: later, limit: 10) == 1)
    }

    @Test("an archived offer leaves nothing open: no doubt, no outcome, no problem")
    func archive() async throws {
        try await offer("1", .active)
        try await offer("1", .active, quantity: 3, at: morning + .seconds(5))
        try await store.raiseProblem(.foreignHand, subject: "1", what: Words(verbatim: "a"), why: Words(verbatim: "b"), at: morning)
        try await store.raiseProblem(.deadDelivery, subject: "1", what: Words(verbatim: "a"), why: Words(verbatim: "b"), at: morning)
        #expect(try await store.offer("1")?.offer.contradictedAt != nil)
        try await store.archive("1", at: morning + .seconds(10))
        #expect(try await store.offer("1")?.offer.contradictedAt == nil)
        #expect(try await store.problems(kind: nil, after: nil, limit: 10).map(\.kind) == [.deadDelivery])
    }

    @Test(
        "what is asked often is found by an index", .ofFiles,
        arguments: [
            (
                "problems_by_subject",
                "SELECT id FROM offers o WHERE EXISTS (SELECT 1 FROM problems p WHERE p.subject = o.id AND p.settled_at IS NULL)"
            ),
            (
                "problems_unsettled",
                "SELECT \(Problems.columns) FROM problems WHERE settled_at IS NULL AND id > 5 AND kind = kind ORDER BY id LIMIT 5"
            ),
            ("problems_settled", "SELECT id FROM problems WHERE settled_at < 5 ORDER BY settled_at LIMIT 5"),
            ("looks_due", "SELECT product FROM looks WHERE due_at <= 5 AND leased_until <= 5 ORDER BY due_at, product LIMIT 8"),
        ])
    func plans(index: String, query: String) async throws {
        let plan = try await store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + query).map { $0["detail"] as String }.joined(separator: "; ")
        }
        #expect(plan.contains("INDEX \(index)"), "\(plan)")
    }
}
