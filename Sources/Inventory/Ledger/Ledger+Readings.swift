extension Ledger {
    /// Applies one reading of one product in one warehouse: lower counts at once, higher when it is explained or seen twice.
    ///
    /// - Parameters:
    ///   - level: the level as stored; nil when nothing was ever known of this key.
    ///   - recent: the ledger's document entries of this key since ``LedgerRules/documentsMatter(to:level:)``, with the time at which wFirma recorded
    ///     them as far as that is known by now.
    ///   - isAmongOthers: goods lie in other warehouses too: what left this one may have come to another, and what came may have left another.
    ///   - passBegan: when the first of the warehouses that were read with this one was asked for; nil: this one was.
    public static func apply(
        _ reading: StockReading, level known: WarehouseLevel?, recent: [LedgerEntry], isAmongOthers: Bool = false,
        passBegan: Timestamp? = nil, rules: LedgerRules
    ) -> LedgerChange {
        let before = known ?? WarehouseLevel()
        let moment = reading.noticeMoment
        if let moment, let noticed = before.noticedAt, moment < noticed, !(PolishTime.isRepeated(moment) && PolishTime.isRepeated(noticed)) {
            // No news; but whoever tells it so late, or with a clock that was set back, may be right all the same.
            var change = LedgerChange()
            change.look(at: reading.key.product, due: reading.window.to)
            return change
        }
        var step = ReadingStep(
            reading: reading, weighed: WeighedReading(reading, recent: recent, rules: rules), before: before, level: before,
            isAmongOthers: isAmongOthers, began: passBegan ?? reading.window.from, rules: rules)
        if let moment { step.level.noticedAt = moment }
        step.run()
        if step.level != before { step.change.levels[reading.key] = step.level }
        return step.change
    }
}

/// One reading against one level.
private struct ReadingStep {
    let reading: StockReading
    let weighed: WeighedReading
    let before: WarehouseLevel
    var level: WarehouseLevel
    let isAmongOthers: Bool
    /// When the pass that it belongs to began.
    let began: Timestamp
    let rules: LedgerRules
    var change = LedgerChange()

    /// A signed notice that says when: a statement of the number by someone who knows it, up or down.
    private var isStatement: Bool { reading.noticeMoment != nil }

    /// False for a notice of the same second as the one before: nobody says which of the two was true later, so the smaller counts.
    private var isLatest: Bool {
        guard let moment = reading.noticeMoment, let noticed = before.noticedAt else { return true }
        return moment > noticed
    }

    /// False for a notice that may be from before the reading that counts: it may lower, never raise.
    private var isCurrent: Bool { reading.origin == .asked || before.reading.map { reading.window.from >= $0.from } ?? true }

    /// What was told later than this pass began, and is withheld until one that began after it (R33).
    private var unseen: Timestamp? {
        guard reading.origin == .asked, before.withheld > .zero, let told = before.withheldAt, began < told else { return nil }
        return told
    }

    mutating func run() {
        guard let counted = before.reading else { return open() }
        if let unseen, weighed.lowest >= before.amount { return look(due: unseen) }
        // What we asked for before the reading that counted is no news. Or our clock was set back: what is open is read once it has caught up.
        if reading.origin == .asked, reading.window.to < counted.from {
            if level.isDoubted || level.withheld > .zero { look(due: counted.from) }
            return
        }
        if weighed.possible.contains(before.amount) {
            if isCurrent { confirm() }
        } else if weighed.lowest < before.amount {
            // Of a transfer the notice of the giving side may come first: the total is not its to tell (R33).
            lower(isSure: isStatement && isCurrent && isLatest && weighed.isPlain && !isAmongOthers)
        } else if isStatement, isCurrent, isLatest, weighed.isPlain, !weighed.mayLackRelease, !isAmongOthers {
            // Nor is it the receiving side's: what came may still stand in the warehouse that it left.
            correct(to: weighed.lowest)
        } else {
            raise()
        }
    }

    private mutating func open() {
        // A notice that does not say when raises nothing, and from nothing everything is a rise.
        if reading.origin == .notice(modified: nil) { return look(due: reading.window.to) }
        // Among several warehouses what came may still stand in the one that it left: all are read (R33).
        if isStatement, isAmongOthers, weighed.lowest > level.amount {
            withhold(weighed.lowest - level.amount)
            change.wantsReleases = true
            return look(due: reading.window.to)
        }
        if let unseen { return look(due: unseen) }
        let delta = weighed.lowest - level.amount
        level.amount = weighed.lowest
        level.withheld = .zero
        level.reading = reading.window
        if delta != .zero { append(delta, cause: .opening) }
        // It tells of one warehouse; a total needs all of them.
        if isStatement { look(due: reading.window.to) }
    }

    /// The level is one of the numbers that the reading allows. Where it allows a higher one too, it settles no doubt of what is missing.
    private mutating func confirm() {
        if weighed.highest <= level.amount {
            level.suspicion = nil
            level.isDoubted = false
            level.withheld = .zero
        } else if level.isDoubted || level.suspicion != nil {
            awaitShown(atMost: level.suspicion?.level)
        }
        // It agrees only if a document that was told is not in it: the next one holds them all.
        if let clearAt = weighed.clearAt {
            let isLeast = weighed.lowest >= level.amount && level.amount == weighed.shown
            if level.isDoubted || level.withheld > .zero || !isLeast { look(due: clearAt) }
        }
        count()
    }

    private mutating func lower(isSure: Bool) {
        let doubled = isCurrent ? max(.zero, min(weighed.shown, before.amount) - weighed.lowest) : .zero
        correct(to: weighed.lowest)
        // What only documents that were told make of it waits for no other reason.
        level.unexplained += doubled
        change.doubled = doubled
        level.withheld = isCurrent ? (doubled > .zero ? weighed.shown - weighed.lowest : .zero) : before.withheld
        level.isDoubted = !isSure
        if doubled > .zero { change.wantsDocuments = true }
        guard level.isDoubted else { return }
        if isCurrent { awaitShown(atMost: nil) }
        if isStatement { withhold(before.amount + before.withheld - level.amount) }
        look(due: reading.window.to)
    }

    /// So much more may be there: it counts with the first reading that surely holds every document.
    private mutating func withhold(_ amount: StockAmount) {
        // Told again, it is no news, and puts nothing off.
        if amount > before.withheld { level.withheldAt = reading.window.to }
        level.withheld = max(level.withheld, amount)
        change.wantsDocuments = true
    }

    /// What it showed counts if it is seen again, though less was taken for it.
    private mutating func awaitShown(atMost limit: StockAmount?) {
        let shown = min(limit ?? weighed.shown, weighed.shown)
        level.suspicion = nil
        if shown > level.amount { suspect(shown, at: reading.window.to) }
    }

    private mutating func raise() {
        guard reading.origin == .asked else {
            if isStatement, isCurrent {
                withhold(weighed.lowest - level.amount)
                // The next reading counts it, with no second look before which that would be asked; told again, it is no news.
                if level.withheld > before.withheld { change.wantsReleases = true }
            }
            return look(due: reading.window.to)
        }
        // It holds every document that was told, as wFirma's own times of recording say: what was withheld comes back.
        if level.withheld > .zero, weighed.isProven {
            let expected = level.amount + level.withheld
            let agreed = min(weighed.lowest, expected)
            correct(to: agreed)
            level.unexplained += agreed - expected
            if weighed.lowest > agreed { suspect(weighed.lowest, at: reading.window.to) }
            return
        }
        if level.withheld > .zero, let clearAt = weighed.clearAt { look(due: clearAt) }
        guard let first = level.suspicion else { return suspect(weighed.lowest, at: reading.window.to) }
        // Between two numbers that are both higher, the smaller one is seen twice.
        let agreed = min(first.level, weighed.lowest)
        guard began >= first.at + rules.secondLook else { return suspect(agreed, at: first.at) }
        correct(to: agreed)
        if weighed.lowest > agreed { suspect(weighed.lowest, at: reading.window.to) }
    }

    private mutating func suspect(_ amount: StockAmount, at moment: Timestamp) {
        level.suspicion = WarehouseLevel.Suspicion(level: amount, at: moment)
        look(due: moment + rules.secondLook)
    }

    private mutating func correct(to amount: StockAmount) {
        let delta = amount - level.amount
        count()
        level.amount = amount
        // What comes back was told.
        level.unexplained += delta - delta.sharedPart(with: level.withheld)
        level.correctedAt = reading.window.to
        level.suspicion = nil
        level.isDoubted = false
        level.withheld = .zero
        append(delta, cause: reading.origin == .asked ? .reading : .notice)
    }

    /// The reading counts from now on; what an old one corrected and no document explained since is drift.
    private mutating func count() {
        guard let counted = level.reading else { return }
        if let correctedAt = level.correctedAt, correctedAt + rules.explanationLag < reading.window.from {
            (level.unexplained, level.correctedAt) = (.zero, nil)
        }
        level.reading = WarehouseLevel.Window(from: max(counted.from, reading.window.from), to: max(counted.to, reading.window.to))
    }

    private mutating func look(due: Timestamp) { change.look(at: reading.key.product, due: due) }

    private mutating func append(_ delta: StockAmount, cause: LedgerEntry.Cause) {
        change.entries.append(LedgerEntry(key: reading.key, delta: delta, cause: cause, recordedAt: nil, knownAt: reading.window.to))
    }
}
