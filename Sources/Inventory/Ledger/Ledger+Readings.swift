extension Ledger {
    /// Applies one reading of one product in one warehouse: lower counts at once, higher when it is explained or seen twice.
    ///
    /// - Parameters:
    ///   - level: the level as stored; nil when nothing was ever known of this key.
    ///   - recent: the ledger's document entries of this key since the reading's request left.
    public static func apply(
        _ reading: StockReading, level known: WarehouseLevel?, recent: [LedgerEntry], rules: LedgerRules
    ) -> LedgerChange {
        var change = LedgerChange()
        let before = known ?? WarehouseLevel()
        if case .notice(let modified?) = reading.origin, let noticed = before.noticedAt, modified < noticed { return change }
        var level = before
        if case .notice(let modified?) = reading.origin { level.noticedAt = modified }
        let possible = possibleLevels(reading, recent: recent, rules: rules)
        guard before.reading != nil else {
            open(reading, at: possible.min() ?? reading.amount, level: &level, in: &change)
            return change
        }
        if possible.contains(before.amount) {
            confirm(reading, level: &level)
        } else if let result = possible.min(), result < before.amount {
            lower(reading, to: result, level: &level, in: &change)
        } else if let result = possible.min() {
            raise(reading, to: result, level: &level, rules: rules, in: &change)
        }
        if level != before { change.levels[reading.key] = level }
        return change
    }

    /// The levels that a reading allows. What wFirma recorded after it comes on top; what it recorded meanwhile, and whatever another sender
    /// told since (wFirma may have recorded that earlier or later), may or may not be in it.
    private static func possibleLevels(_ reading: StockReading, recent: [LedgerEntry], rules: LedgerRules) -> [StockAmount] {
        var sure = reading.amount
        var open: [StockAmount] = []
        for entry in recent where entry.key == reading.key {
            if let recordedAt = entry.recordedAt, recordedAt > reading.window.to {
                sure += entry.delta
            } else if entry.moment + rules.recordingGrain > reading.window.from {
                open.append(entry.delta)
            }
        }
        var levels: Set<StockAmount> = [sure]
        // The newest first: a bounded number of them spans every level that matters.
        for delta in open.suffix(rules.openDocuments) { levels.formUnion(levels.map { $0 + delta }) }
        return levels.sorted()
    }

    private static func open(_ reading: StockReading, at amount: StockAmount, level: inout WarehouseLevel, in change: inout LedgerChange) {
        let delta = amount - level.amount
        level.amount = amount
        level.reading = reading.window
        if delta != .zero { change.entries.append(entry(reading, delta: delta, cause: .opening)) }
        change.levels[reading.key] = level
    }

    private static func confirm(_ reading: StockReading, level: inout WarehouseLevel) {
        level.suspicion = nil
        level.isDoubted = false
        level.reading = reading.window
    }

    private static func lower(_ reading: StockReading, to amount: StockAmount, level: inout WarehouseLevel, in change: inout LedgerChange) {
        let stated = reading.isStatement
        correct(reading, to: amount, level: &level, in: &change)
        level.isDoubted = !stated
        if !stated { change.look(at: reading.key.product, due: reading.window.to) }
    }

    private static func raise(
        _ reading: StockReading, to amount: StockAmount, level: inout WarehouseLevel, rules: LedgerRules, in change: inout LedgerChange
    ) {
        if reading.isStatement {
            correct(reading, to: amount, level: &level, in: &change)
            return
        }
        if case .notice = reading.origin {
            change.look(at: reading.key.product, due: reading.window.to)
            return
        }
        if let suspicion = level.suspicion, suspicion.level == amount {
            let due = suspicion.at + rules.secondLook
            guard reading.window.from >= due else {
                change.look(at: reading.key.product, due: due)
                return
            }
            correct(reading, to: amount, level: &level, in: &change)
        } else {
            level.suspicion = WarehouseLevel.Suspicion(level: amount, at: reading.window.to)
            change.look(at: reading.key.product, due: reading.window.to + rules.secondLook)
        }
    }

    private static func correct(_ reading: StockReading, to amount: StockAmount, level: inout WarehouseLevel, in change: inout LedgerChange) {
        let delta = amount - level.amount
        level.amount = amount
        level.unexplained += delta
        level.reading = reading.window
        level.suspicion = nil
        level.isDoubted = false
        change.entries.append(entry(reading, delta: delta, cause: reading.origin == .asked ? .reading : .notice))
    }

    private static func entry(_ reading: StockReading, delta: StockAmount, cause: LedgerEntry.Cause) -> LedgerEntry {
        LedgerEntry(key: reading.key, delta: delta, cause: cause, recordedAt: nil, knownAt: reading.window.to)
    }
}

extension StockReading {
    /// A signed notice that says when: a statement of the number by someone who knows it, up or down.
    fileprivate var isStatement: Bool {
        if case .notice(.some) = origin { return true }
        return false
    }
}
