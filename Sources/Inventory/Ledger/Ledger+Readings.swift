extension Ledger {
    /// Applies one reading of one product in one warehouse: lower counts at once, higher when it is explained or seen twice.
    ///
    /// - Parameters:
    ///   - level: the level as stored; nil when nothing was ever known of this key.
    ///   - recent: the ledger's document entries of this key since a ``LedgerRules/recordingGrain`` before the reading's request left.
    ///   - isAmongOthers: goods lie in other warehouses too: what left this one may have come to another.
    public static func apply(
        _ reading: StockReading, level known: WarehouseLevel?, recent: [LedgerEntry], isAmongOthers: Bool = false, rules: LedgerRules
    ) -> LedgerChange {
        let before = known ?? WarehouseLevel()
        if case .notice(let modified?) = reading.origin, let noticed = before.noticedAt, modified < noticed { return LedgerChange() }
        var step = ReadingStep(
            reading: reading, possible: possibleLevels(reading, recent: recent, rules: rules), before: before, level: before,
            isAmongOthers: isAmongOthers, rules: rules)
        if case .notice(let modified?) = reading.origin { step.level.noticedAt = modified }
        step.run()
        if step.level != before { step.change.levels[reading.key] = step.level }
        return step.change
    }

    /// The levels that a reading allows, the lowest first. What wFirma recorded after it comes on top; what it recorded meanwhile, and whatever
    /// another sender told since (wFirma may have recorded that earlier or later), may or may not be in it.
    private static func possibleLevels(_ reading: StockReading, recent: [LedgerEntry], rules: LedgerRules) -> [StockAmount] {
        // wFirma writes whole seconds, and may record what another sender told a moment later; who sends a notice knows what he told before.
        func slack(of entry: LedgerEntry) -> Duration { entry.recordedAt != nil || reading.origin == .asked ? rules.recordingGrain : .zero }
        var sure = reading.amount
        var open: [(document: DocumentID, version: DocumentVersion, delta: StockAmount)] = []
        for entry in recent where entry.key == reading.key {
            if let recordedAt = entry.recordedAt, recordedAt > reading.window.to {
                sure += entry.delta
            } else if entry.moment + slack(of: entry) > reading.window.from, let (document, version) = entry.document {
                // A version and what was taken back of it are one fact.
                if let index = open.firstIndex(where: { $0.document == document && $0.version == version }) {
                    open[index].delta += entry.delta
                } else {
                    open.append((document, version, entry.delta))
                }
            }
        }
        var levels: Set<StockAmount> = [sure]
        // The newest: a bounded number of them spans every level that matters.
        for fact in open.suffix(rules.openDocuments) { levels.formUnion(levels.map { $0 + fact.delta }) }
        return levels.sorted()
    }
}

/// One reading against one level.
private struct ReadingStep {
    let reading: StockReading
    /// The levels that the reading allows, at least one, the lowest first.
    let possible: [StockAmount]
    let before: WarehouseLevel
    var level: WarehouseLevel
    let isAmongOthers: Bool
    let rules: LedgerRules
    var change = LedgerChange()

    private var lowest: StockAmount { possible.first ?? reading.amount }

    /// A signed notice that says when: a statement of the number by someone who knows it, up or down.
    private var isStatement: Bool {
        if case .notice(.some) = reading.origin { return true }
        return false
    }

    mutating func run() {
        guard let counted = before.reading else { return open() }
        // What we asked for before the reading that counted is no news; a statement from before it counts, and is looked into.
        if reading.origin == .asked, reading.window.to < counted.from { return }
        let isPlain = possible.count == 1 && reading.window.from + rules.recordingGrain > counted.from
        if possible.contains(before.amount) {
            confirm()
        } else if lowest < before.amount {
            // Of a transfer the notice of the giving side may come first: the total is not its to tell (R33).
            lower(isSure: isStatement && isPlain && !isAmongOthers)
        } else if isStatement {
            correct(to: lowest)
            if !isPlain { look(due: reading.window.to) }
        } else {
            raise()
        }
    }

    private mutating func open() {
        // A notice that does not say when raises nothing, and from nothing everything is a rise.
        if reading.origin == .notice(modified: nil) { return look(due: reading.window.to) }
        let delta = lowest - level.amount
        level.amount = lowest
        level.reading = reading.window
        if delta != .zero { append(delta, cause: .opening) }
        // It tells of one warehouse; a total needs all of them.
        if isStatement { look(due: reading.window.to) }
    }

    private mutating func confirm() {
        level.suspicion = nil
        level.isDoubted = false
        count()
    }

    private mutating func lower(isSure: Bool) {
        let isExplained = correct(to: lowest)
        level.isDoubted = !isSure && !isExplained
        if level.isDoubted { look(due: reading.window.to) }
    }

    private mutating func raise() {
        guard reading.origin == .asked else { return look(due: reading.window.to) }
        guard let first = level.suspicion else { return suspect(lowest, at: reading.window.to) }
        // Between two numbers that are both higher, the smaller one is seen twice.
        let agreed = min(first.level, lowest)
        guard reading.window.from >= first.at + rules.secondLook else { return suspect(agreed, at: first.at) }
        correct(to: agreed)
        if lowest > agreed { suspect(lowest, at: reading.window.to) }
    }

    private mutating func suspect(_ amount: StockAmount, at moment: Timestamp) {
        level.suspicion = WarehouseLevel.Suspicion(level: amount, at: moment)
        look(due: moment + rules.secondLook)
    }

    /// Returns true where a document that is told already explains all of it.
    @discardableResult
    private mutating func correct(to amount: StockAmount) -> Bool {
        let delta = amount - level.amount
        // What a document was taken to be the reason of, and this reading shows to be missing all the same: it was the reason of this.
        let told = delta.sharedPart(with: level.guessed)
        count()
        level.amount = amount
        level.unexplained += delta - told
        if delta != told { level.correctedAt = reading.window.to }
        level.suspicion = nil
        level.isDoubted = false
        append(delta, cause: reading.origin == .asked ? .reading : .notice)
        return delta == told
    }

    /// The reading counts from now on; what an old one corrected and no document explained since is drift.
    private mutating func count() {
        guard let counted = level.reading else { return }
        if let correctedAt = level.correctedAt, correctedAt + rules.explanationLag < reading.window.from {
            (level.unexplained, level.correctedAt) = (.zero, nil)
        }
        level.guessed = .zero
        level.reading = WarehouseLevel.Window(from: max(counted.from, reading.window.from), to: max(counted.to, reading.window.to))
    }

    private mutating func look(due: Timestamp) { change.look(at: reading.key.product, due: due) }

    private mutating func append(_ delta: StockAmount, cause: LedgerEntry.Cause) {
        change.entries.append(LedgerEntry(key: reading.key, delta: delta, cause: cause, recordedAt: nil, knownAt: reading.window.to))
    }
}

extension LedgerEntry {
    /// The document version that it speaks of.
    fileprivate var document: (DocumentID, DocumentVersion)? {
        switch cause {
        case .document(let id, let version, _), .explained(let id, let version, _): (id, version)
        case .opening, .reading, .notice: nil
        }
    }
}
