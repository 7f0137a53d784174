/// The rules by which documents and readings become stock (`docs/ledger.md`).
public enum Ledger {
    /// Applies one version of a document: replaces what its family did to stock so far (R27).
    ///
    /// - Parameters:
    ///   - family: the family as stored; updated to hold the version.
    ///   - levels: the levels of every key that the family touches now or touched before.
    ///   - held: pieces of each product that the order which it fulfils still holds.
    ///   - knownAt: when the version was told to us.
    ///   - now: when it is applied: later than that for one that had to wait.
    public static func apply(
        _ document: WarehouseDocument, to family: inout DocumentFamily, levels: [StockKey: WarehouseLevel], held reserved: [ProductID: Int] = [:],
        knownAt: Timestamp, now: Timestamp, rules: LedgerRules
    ) -> LedgerChange {
        var change = LedgerChange()
        let held = family.members[document.id]
        guard family.take(document) else { return change }
        guard let standing = family.standing else {
            // A correction of a document that we never saw: only a reading can tell what it changed.
            for line in document.lines { change.look(at: line.product, due: knownAt) }
            return change
        }
        var booking = Booking(
            family: family, levels: levels, reserved: reserved, news: document.id, since: document.changedSince(held), knownAt: knownAt, now: now,
            rules: rules, change: change)
        // It comes after its own correction: a reading between the two holds the one and not the other, so each is booked by its own time.
        let isLate = held == nil && standing.id != document.id && !booking.holds(standing.effect)
        if isLate { booking.book(document.effect, as: document) }
        booking.book(standing.effect, as: isLate ? standing : document)
        change = booking.change
        family = booking.family
        // Of two versions of one second only a reading tells which was the later.
        if let held, document.version.number == nil, document.version == held.version, !document.isDeleted {
            for line in document.lines { change.look(at: line.product, due: knownAt) }
        }
        return change
    }
}

extension WarehouseDocument {
    /// The earliest moment at which wFirma may have recorded what this version changes against the one that we hold; nil: when it recorded this one.
    ///
    /// An edit moves the time of a document that readings have long held, and of the versions in between we know nothing.
    fileprivate func changedSince(_ held: WarehouseDocument?) -> Timestamp? {
        guard let number = version.number else {
            guard let held, version.isLater(than: held.version) else { return createdAt }
            return held.recordedAt
        }
        let before = held.map { $0.version.number ?? number } ?? 0
        return number <= before || number - 1 == before ? nil : Timestamp(microseconds: 0)
    }
}

/// Moves the ledger from what a family did so far to what it does now.
private struct Booking {
    var family: DocumentFamily
    var levels: [StockKey: WarehouseLevel]
    /// Pieces of each product that the order which it fulfils still holds.
    let reserved: [ProductID: Int]
    /// The document that was told, and since when wFirma may have what it changed; nil: since it recorded it.
    let news: DocumentID
    let since: Timestamp?
    let knownAt: Timestamp
    let now: Timestamp
    let rules: LedgerRules
    var change: LedgerChange

    func holds(_ effect: [StockKey: StockAmount]) -> Bool {
        Set(effect.keys).union(family.booked.keys).allSatisfy { effect[$0] ?? .zero == family.booked[$0] ?? .zero }
    }

    mutating func book(_ effect: [StockKey: StockAmount], as document: WarehouseDocument) {
        for key in Set(effect.keys).union(family.booked.keys).sorted() {
            let delta = (effect[key] ?? .zero) - (family.booked[key] ?? .zero)
            guard delta != .zero else { continue }
            book(delta, at: key, as: document)
            family.booked[key] = effect[key]
        }
    }

    private mutating func book(_ delta: StockAmount, at key: StockKey, as document: WarehouseDocument) {
        var level = levels[key] ?? WarehouseLevel()
        let moment = document.recordedAt ?? knownAt
        let since = document.id == news ? min(since ?? moment, moment) : moment
        let closing = StockAmount(pieces: reserved[key.product] ?? 0)
        let known = Containment(
            of: delta, closing: closing, since: since, moment: moment, isRecorded: document.recordedAt != nil, level: level, now: now, rules: rules)
        let counted = delta - known.contained
        level.amount += counted
        level.unexplained = level.unexplained - known.explained
        if known.explained < .zero, level.unexplained >= .zero { level.isDoubted = false }
        if known.isOpen {
            // The fall counts though the last reading may hold it already, and the rise does not though it may not: the other number is withheld.
            level.withheld += counted < .zero ? -counted : known.contained
            if document.recordedAt == nil { change.wantsDocuments = true }
        } else if counted < .zero, level.mayWithhold(since, isRecorded: document.recordedAt != nil, rules: rules) {
            level.withheld += -counted
            // The release may be gone again before a reading brings back what the notice told.
            if closing != .zero { change.wantsReleases = true }
        }
        if known.isHidden { change.wantsReleases = true }
        if known.isOpen || level.reading == nil { change.look(at: key.product, due: knownAt) }
        if known.isSoon { change.look(at: key.product, due: knownAt + rules.recordingGrain) }
        level.follow(counted, at: moment, isRecorded: document.recordedAt != nil)
        append(delta, at: key, cause: .document(document.id, document.version, family: family.root), document)
        if known.contained != .zero {
            append(-known.contained, at: key, cause: .explained(document.id, document.version, family: family.root), document)
        }
        levels[key] = level
        change.levels[key] = level
    }

    private mutating func append(_ delta: StockAmount, at key: StockKey, cause: LedgerEntry.Cause, _ document: WarehouseDocument) {
        change.entries.append(LedgerEntry(key: key, delta: delta, cause: cause, recordedAt: document.recordedAt, knownAt: knownAt))
    }
}

/// How much of a document's change the last reading that counted holds already.
private struct Containment {
    /// Part of the change that does not count again.
    var contained = StockAmount.zero
    /// Part of an earlier correction that this document may be the reason of.
    var explained = StockAmount.zero
    /// Whether the reading held it only another reading can tell: the smaller of the two numbers counts meanwhile.
    var isOpen = false
    /// It comes so soon after the reading that another one makes sure.
    var isSoon = false
    /// It ends a reservation, and no reading showed its fall: where the next one does not either, something brought as many pieces back.
    var isHidden = false

    /// - Parameters:
    ///   - closing: pieces that the order which it fulfils still holds.
    ///   - since: the earliest moment at which wFirma may have recorded it; where there was no edit since, that is `moment`.
    ///   - moment: when wFirma recorded it; where another sender told it, when we heard of it (wFirma may record it earlier or later).
    init(
        of delta: StockAmount, closing: StockAmount, since: Timestamp, moment: Timestamp, isRecorded: Bool, level: WarehouseLevel, now: Timestamp,
        rules: LedgerRules
    ) {
        guard let reading = level.reading else { return }
        if isRecorded, since > reading.to { return }
        let isFresh = level.correctedAt.map { since - $0 <= rules.explanationLag } ?? false
        if isFresh { explained = delta.sharedPart(with: level.unexplained) }
        // What brings them back may be a release that a person deleted, and another order's then: until that is asked they are withheld.
        let hidden = (delta - explained).sharedPart(with: -closing)
        // A reading from the future proves nothing: our clock was set back since.
        if isRecorded, moment + rules.recordingGrain <= reading.from, reading.from <= now {
            contained = delta - hidden
            isOpen = hidden != .zero
            isHidden = isOpen
            return
        }
        isSoon = !isRecorded && moment <= reading.to + rules.tellingLag
        let isWithin = since <= reading.to
        // Where the reading corrected the level, it may hold this one, or others that hide it.
        isOpen = isWithin || (isSoon && delta < .zero) || (isFresh && level.unexplained != .zero)
        isHidden = isOpen && hidden != .zero
        if delta > .zero { contained = isWithin ? delta : explained }
    }
}

extension WarehouseLevel {
    /// A notice told of more than counts, and may hold a fall that wFirma has had since `moment` at the earliest, or that another sender told then.
    fileprivate func mayWithhold(_ moment: Timestamp, isRecorded: Bool, rules: LedgerRules) -> Bool {
        guard withheld > .zero, let noticedAt else { return false }
        return moment < noticedAt + (isRecorded ? rules.recordingGrain : rules.withheldReach)
    }

    /// Keeps the awaited second look true while documents move the level: what came after it moves with the level, what it held explains it.
    fileprivate mutating func follow(_ counted: StockAmount, at moment: Timestamp, isRecorded: Bool) {
        guard var awaited = suspicion else { return }
        // Another sender's rise is taken for the reason of the higher reading: it may have been told late.
        if moment > awaited.at, isRecorded || counted < .zero { awaited.level += counted }
        suspicion = awaited.level > amount ? awaited : nil
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
