/// The rules by which documents and readings become stock (`docs/ledger.md`).
public enum Ledger {
    /// Applies one version of a document: replaces what its family did to stock so far (R27).
    ///
    /// - Parameters:
    ///   - family: the family as stored; updated to hold the version.
    ///   - levels: the levels of every key that the family touches now or touched before.
    ///   - knownAt: when the version was told to us.
    public static func apply(
        _ document: WarehouseDocument, to family: inout DocumentFamily, levels: [StockKey: WarehouseLevel], knownAt: Timestamp, rules: LedgerRules
    ) -> LedgerChange {
        var change = LedgerChange()
        guard family.take(document) else { return change }
        guard let effect = family.effect else {
            // A correction of a document that we never saw: only a reading can tell what it changed.
            for line in document.lines { change.look(at: line.product, due: knownAt) }
            return change
        }
        for key in Set(effect.keys).union(family.booked.keys).sorted() {
            let delta = (effect[key] ?? .zero) - (family.booked[key] ?? .zero)
            guard delta != .zero else { continue }
            book(
                delta, at: key, for: document, family: family.root, level: levels[key] ?? WarehouseLevel(), knownAt: knownAt, rules: rules,
                in: &change)
            family.booked[key] = effect[key]
        }
        return change
    }

    private static func book(
        _ delta: StockAmount, at key: StockKey, for document: WarehouseDocument, family: DocumentID, level before: WarehouseLevel,
        knownAt: Timestamp, rules: LedgerRules, in change: inout LedgerChange
    ) {
        var level = before
        let contained = containedPart(of: delta, recordedAt: document.recordedAt, knownAt: knownAt, level: before, rules: rules)
        level.amount += delta - contained.amount
        level.unexplained = level.unexplained - contained.explained
        change.entries.append(
            LedgerEntry(
                key: key, delta: delta, cause: .document(document.id, document.version, family: family), recordedAt: document.recordedAt,
                knownAt: knownAt))
        if contained.amount != .zero {
            change.entries.append(
                LedgerEntry(
                    key: key, delta: -contained.amount, cause: .explained(document.id, document.version, family: family),
                    recordedAt: document.recordedAt, knownAt: knownAt))
        }
        if contained.isGuess { change.look(at: key.product, due: knownAt) }
        if level.suspicion?.level == level.amount { level.suspicion = nil }
        change.levels[key] = level
    }

    /// How much of a document's delta the last counted reading already holds.
    private static func containedPart(
        of delta: StockAmount, recordedAt: Timestamp?, knownAt: Timestamp, level: WarehouseLevel, rules: LedgerRules
    ) -> (amount: StockAmount, explained: StockAmount, isGuess: Bool) {
        guard let reading = level.reading else { return (.zero, .zero, false) }
        let explained = delta.sharedPart(with: level.unexplained)
        if let recordedAt {
            // wFirma's own record, known to the second.
            if recordedAt + rules.recordingGrain <= reading.from { return (delta, explained, false) }
            if recordedAt > reading.to { return (.zero, .zero, false) }
            // In doubt: a fall counts at once, a rise waits for the reading that is asked for.
            return delta < .zero ? (.zero, .zero, true) : (delta, explained, true)
        }
        // A sender who is not wFirma: we know only when it told us. What a reading corrected without a reason, this document explains.
        if explained != .zero { return (explained, explained, true) }
        // Told before the reading, applied after it (a replay): as above.
        let isEarlier = (knownAt < reading.from)
        return isEarlier && delta > .zero ? (delta, .zero, true) : (.zero, .zero, isEarlier)
    }
}

extension StockAmount {
    /// The part of this amount that lies within `other`, where both have one sign; zero where they have not.
    func sharedPart(with other: StockAmount) -> StockAmount {
        if self > .zero, other > .zero { return Swift.min(self, other) }
        if self < .zero, other < .zero { return Swift.max(self, other) }
        return .zero
    }
}
