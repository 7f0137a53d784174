import Inventory
import Metrics

/// Makes a batch durable in one transaction and answers each delivery in it.
struct BatchCommitter: Sendable {
    private let store: Store
    private let rejectedKept: Int
    private let onCommitted: @Sendable () -> Void
    private let batchSize = Recorder(label: "stockgate_inbox_batch_size")
    private let commitTime = Metrics.Timer(label: "stockgate_inbox_commit_seconds")

    init(store: Store, limits: InboxLimits, onCommitted: @escaping @Sendable () -> Void) {
        self.store = store
        self.rejectedKept = limits.rejectedKept
        self.onCommitted = onCommitted
    }

    func commit(_ batch: [WaitingDelivery]) {
        let witness = store.options.witness.flatMap { $0.enterBlocking() ? $0 : nil }
        let began = ContinuousClock.now
        let outcomes: [Outcome]
        do {
            outcomes = try store.writeBlocking { db in try write(batch, to: db) }
            witness?.leave(.deliveries(zip(batch, outcomes).compactMap { $1.isNew ? $0.incoming : nil }))
        } catch {
            witness?.leave(.nothing)
            // The transaction is rolled back: nothing of the batch was kept, and each sender is asked to try again.
            let fault = InboxFault.notWritable(reason: String(describing: error))
            for delivery in batch { delivery.fail(fault) }
            return
        }
        commitTime.recordNanoseconds((ContinuousClock.now - began).wholeMicroseconds * 1000)
        batchSize.record(batch.count)
        for (delivery, outcome) in zip(batch, outcomes) { outcome.tell(delivery) }
        if outcomes.contains(where: \.isNew) { onCommitted() }
    }

    private func write(_ batch: [WaitingDelivery], to db: Database) throws -> [Outcome] {
        let acceptances = try DeliveryStatements(db: db).insert(
            batch.map { ($0, store.deliveryIDs.next(at: $0.incoming.receivedAt)) })
        let outcomes = acceptances.map { $0.map(Outcome.accepted) ?? .rejected }
        if batch.contains(where: { $0.rejection != nil }) { try dropOldestRejected(db) }
        return outcomes
    }

    private func dropOldestRejected(_ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM deliveries WHERE sequence IN (
                    SELECT sequence FROM deliveries WHERE state = 'rejected' AND state <> 'applied' ORDER BY sequence DESC LIMIT -1 OFFSET ?)
                """, arguments: [max(1, rejectedKept)])
    }
}

/// What became of one delivery of a committed batch.
private enum Outcome {
    case accepted(Acceptance)
    case rejected

    var isNew: Bool {
        if case .accepted(.accepted) = self { true } else { false }
    }

    func tell(_ delivery: WaitingDelivery) {
        switch (self, delivery.answer) {
        case (.accepted(let acceptance), .acceptance(let completion)): completion(.success(acceptance))
        case (.rejected, .rejection(_, let completion)): completion(.success(()))
        case (.accepted, .rejection), (.rejected, .acceptance): assertionFailure("an outcome of another delivery")
        }
    }
}
