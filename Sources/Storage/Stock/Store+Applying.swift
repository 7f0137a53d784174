public import Inventory

extension Store {
    /// Applies deliveries in order, each wholly or not at all, in one transaction: stock, ledger, dirty marks and the deliveries' new states; then
    /// what has waited for documents as long as it may (``nextOverdueReading()``).
    ///
    /// One that cannot be applied becomes a dead letter and holds up none of the others. Throws a ``StorageError`` when nothing was written.
    public func apply(_ deliveries: [UnderstoodDelivery], rules: LedgerRules, at moment: Timestamp) async throws -> AppliedBatch {
        let batch = try await write { db -> AppliedBatch in
            var batch = AppliedBatch()
            for delivery in deliveries {
                switch try StockWriter.attempt(db, delivery, rules: rules, at: moment) {
                case .success(let changed):
                    batch.add(changed)
                    if let waiting = changed.waiting {
                        try Self.keepWaiting(db, delivery, waiting, &batch, at: moment)
                    } else {
                        batch.applied += 1
                        try Self.settle(db, sequence: delivery.sequence, as: .applied, at: moment)
                        try Problems.settle(db, kind: .deadDelivery, subject: delivery.id.text, by: "applied", at: moment)
                        if changed.tellsErased {
                            try db.cachedStatement(sql: "DELETE FROM delivery_bodies WHERE sequence = ?").execute(arguments: [delivery.sequence])
                            batch.erased += 1
                        }
                    }
                case .failure(let refusal): try Self.keepWaiting(db, delivery, refusal, &batch, at: moment)
                }
            }
            for changed in try StockWriter.countOverdue(db, rules: rules, at: moment) { batch.add(changed) }
            batch.overdueAt = try Self.nextOverdueReading(db)
            batch.hasMore = try Self.hasPendingDelivery(db)
            batch.products = Set(batch.products).sorted()
            return batch
        }
        if batch.erased > 0 { await emptyLog() }
        return batch
    }

    /// What cannot be applied, or not all of it, is a dead letter that a person sees and that holds up nothing.
    private static func keepWaiting(
        _ db: Database, _ delivery: UnderstoodDelivery, _ refusal: Refusal, _ batch: inout AppliedBatch, at moment: Timestamp
    ) throws {
        batch.dead += 1
        let reason = refusal.reason
        batch.refusals[delivery.id] = reason.text
        try settle(db, sequence: delivery.sequence, as: .dead, reason: reason.text, pointer: reason.pointer, at: moment)
        try Problems.raise(
            db, kind: .deadDelivery, subject: delivery.id.text,
            what: Words(en: "A delivery could not be applied", pl: "Nie udało się zaksięgować dostawy danych"),
            why: Words(verbatim: reason.text), at: moment)
        try AwaitedProducts.keep(db, delivery: delivery.sequence, for: refusal.awaited)
        for product in refusal.awaited + refusal.changed {
            batch.hasLooks = true
            try Looks.ask(db, product, due: delivery.receivedAt)
        }
    }
}

extension AppliedBatch {
    fileprivate mutating func add(_ changed: StockWriter) {
        products += changed.products
        hasLooks = hasLooks || changed.hasLooks
        hasParkings = hasParkings || changed.hasParkings
        hasOrders = hasOrders || changed.hasOrders
        wantsComparison = wantsComparison || changed.wantsComparison
        for oversell in changed.oversold { oversold[oversell.cause, default: 0] += oversell.pieces }
    }
}
