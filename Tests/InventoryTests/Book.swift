import Inventory

/// A moment of a story, in seconds.
func at(_ seconds: Double) -> Timestamp { Timestamp(microseconds: Int64(seconds * 1_000_000)) }

func pieces(_ count: Double) -> StockAmount { StockAmount(tenThousandths: Int64((count * 10_000).rounded())) }

extension WarehouseDocument {
    /// A document of one line, of product `501` in warehouse `1` unless said otherwise.
    static func of(
        _ id: DocumentID, _ kind: Kind, _ count: Double, version: Int = 1, product: ProductID = "501", in warehouse: WarehouseID = "1",
        corrects: DocumentID? = nil, recorded: Double? = nil
    ) -> WarehouseDocument {
        WarehouseDocument(
            id: id, kind: kind, name: "document \(id)", version: DocumentVersion(number: version, modified: nil), warehouse: warehouse,
            lines: [Line(product: product, count: pieces(count))], corrects: corrects, recordedAt: recorded.map(at))
    }

    static func deletion(of id: DocumentID, version: Int, recorded: Double? = nil) -> WarehouseDocument {
        WarehouseDocument(
            id: id, kind: .receipt, name: "", version: DocumentVersion(number: version, modified: nil), warehouse: "", lines: [], isDeleted: true,
            recordedAt: recorded.map(at))
    }
}

/// A ledger in memory: what the store does around the rules, and the invariant that holds after every step.
struct Book {
    var rules = LedgerRules()
    private(set) var levels: [StockKey: WarehouseLevel] = [:]
    private(set) var entries: [LedgerEntry] = []
    private(set) var families: [DocumentID: DocumentFamily] = [:]
    private var familyOf: [DocumentID: DocumentID] = [:]

    init() {}

    /// Opens product `501` in these warehouses with a reading at second 0.
    init(_ counts: [WarehouseID: Double]) {
        for (warehouse, count) in counts { read(count, in: warehouse, from: 0, to: 0) }
    }

    /// - Parameter applied: when it was applied, where it had to wait.
    @discardableResult
    mutating func tell(_ document: WarehouseDocument, held: Int = 0, at known: Double, applied: Double? = nil) -> LedgerChange {
        var family = self.family(of: document)
        let change = Ledger.apply(
            document, to: &family, levels: levels, held: ["501": held], knownAt: at(known), now: at(applied ?? known), rules: rules)
        for member in family.members.keys { familyOf[member] = family.root }
        families[family.root] = family
        keep(change)
        return change
    }

    /// - Parameter began: when the first of the warehouses that were read with this one was asked for.
    @discardableResult
    mutating func read(
        _ count: Double, product: ProductID = "501", in warehouse: WarehouseID = "1", from: Double, to: Double, began: Double? = nil
    ) -> LedgerChange {
        take(count, product: product, in: warehouse, from: from, to: to, origin: .asked, began: began)
    }

    /// A signed stock notice that reached us at `received`.
    @discardableResult
    mutating func note(
        _ count: Double, in warehouse: WarehouseID = "1", isAmongOthers: Bool = false, modified: Double?, received: Double
    ) -> LedgerChange {
        let origin = StockReading.Origin.notice(modified: modified.map(at))
        return take(
            count, product: "501", in: warehouse, from: min(modified ?? received, received), to: received, origin: origin,
            isAmongOthers: isAmongOthers)
    }

    func level(_ warehouse: WarehouseID = "1") -> WarehouseLevel { levels[StockKey(product: "501", warehouse: warehouse)] ?? WarehouseLevel() }

    func stock(_ warehouse: WarehouseID = "1") -> String { level(warehouse).amount.description }

    /// What the offers of a product see: the sum over all warehouses (R3).
    func availability(of product: ProductID = "501", reserved: Int = 0) -> Availability {
        let mine = levels.filter { $0.key.product == product }.map(\.value)
        return Availability(
            stock: mine.contains { $0.reading != nil } ? mine.reduce(.zero) { $0 + $1.amount } : nil, reserved: reserved,
            isDoubted: mine.contains(where: \.isDoubted),
            suspected: mine.reduce(.zero) { $0 + max($1.withheld, ($1.suspicion.map(\.level) ?? $1.amount) - $1.amount) })
    }

    /// What an offer of single pieces of product `501` is to show: 0 ends it.
    var published: Int? {
        OfferLink(components: [.init(product: "501", units: 1)]).target { availability(of: $0) }?.published
    }

    /// Invariant 1: the sum of the ledger's entries is the level, per product and warehouse.
    var isBalanced: Bool {
        var sums: [StockKey: StockAmount] = [:]
        for entry in entries { sums[entry.key, default: .zero] += entry.delta }
        return Set(sums.keys).union(levels.keys).allSatisfy { sums[$0] ?? .zero == levels[$0]?.amount ?? .zero }
    }

    private mutating func take(
        _ count: Double, product: ProductID, in warehouse: WarehouseID, from: Double, to: Double, origin: StockReading.Origin,
        isAmongOthers: Bool = false, began: Double? = nil
    ) -> LedgerChange {
        let key = StockKey(product: product, warehouse: warehouse)
        let reading = StockReading(key: key, amount: pieces(count), window: .init(from: at(from), to: at(to)), origin: origin)
        let since = rules.documentsMatter(to: reading, level: levels[key])
        let recent = entries.compactMap { entry -> LedgerEntry? in
            switch entry.cause {
            case .document(let id, _, let family), .explained(let id, _, let family):
                guard entry.key == key, max(entry.knownAt, (entry.recordedAt ?? at(0)) + rules.recordingGrain) >= since else { return nil }
                var entry = entry
                entry.recordedAt = entry.recordedAt ?? families[family]?.members[id]?.recordedAt
                return entry
            case .opening, .reading, .notice: return nil
            }
        }
        let change = Ledger.apply(
            reading, level: levels[key], recent: recent, isAmongOthers: isAmongOthers, passBegan: began.map(at), rules: rules)
        keep(change)
        return change
    }

    private mutating func keep(_ change: LedgerChange) {
        entries += change.entries
        levels.merge(change.levels) { $1 }
    }

    private mutating func family(of document: WarehouseDocument) -> DocumentFamily {
        let root = familyOf[document.id] ?? document.corrects.map { familyOf[$0] ?? $0 } ?? document.id
        // A correction of a correction may come first; its family then joins the one that the middle document leads to.
        if root != document.id, let early = families.removeValue(forKey: document.id) {
            var joined = families[root] ?? DocumentFamily(root: root, members: [:], booked: [:])
            joined.members.merge(early.members) { $1 }
            families[root] = joined
        }
        return families[root] ?? DocumentFamily(root: root, members: [:], booked: [:])
    }
}

/// A repeatable source of chance: one seed, one story (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
