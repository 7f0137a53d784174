import Inventory

/// A shop's documents as they come about: receipts, releases, transfers, their edits, corrections and deletions, and what they come to.
struct DocumentStory {
    /// One version of one document, in the order in which wFirma recorded them.
    private(set) var versions: [WarehouseDocument] = []
    /// What stands at the end, told by the story itself and not by the rules.
    private(set) var effect: [StockKey: StockAmount] = [:]

    static let products: [ProductID] = ["501", "502"]
    static let warehouses: [WarehouseID] = ["1", "2", "3"]

    private struct Family {
        var base: WarehouseDocument
        var corrections: [WarehouseDocument] = []
    }

    private var families: [Family] = []

    /// - Parameter recorded: whether wFirma's own time of each version is known; one version every ten seconds from second 10.
    init(documents: Int, recorded: Bool, _ chance: inout Chance) {
        for number in 1...documents {
            if families.isEmpty || chance.happens(45) {
                families.append(Family(base: Self.document(DocumentID(String(9000 + number)), &chance)))
                add(families[families.count - 1].base, recorded)
            } else {
                change(chance.number(0...families.count - 1), DocumentID(String(9000 + number)), recorded, &chance)
            }
        }
        effect = families.reduce(into: [:]) { sum, family in
            guard !family.base.isDeleted else { return }
            let standing = family.corrections.last { !$0.isDeleted } ?? family.base
            for (key, delta) in Self.effect(of: standing) { sum[key, default: .zero] += delta }
        }
    }

    private mutating func add(_ version: WarehouseDocument, _ recorded: Bool) {
        var version = version
        version.recordedAt = recorded ? at(Double(10 + versions.count * 10)) : nil
        versions.append(version)
    }

    private mutating func change(_ index: Int, _ id: DocumentID, _ recorded: Bool, _ chance: inout Chance) {
        let family = families[index]
        guard !family.base.isDeleted else { return }
        let live = family.corrections.lastIndex { !$0.isDeleted }
        if chance.happens(45) {
            var correction = Self.document(id, &chance)
            correction.corrects = live.map { family.corrections[$0].id } ?? family.base.id
            families[index].corrections.append(correction)
            return add(correction, recorded)
        }
        var next = live.map { family.corrections[$0] } ?? family.base
        next.version.number = (next.version.number ?? 0) + 1
        if chance.happens(30) {
            (next.isDeleted, next.lines) = (true, [])
        } else {
            next.lines = Self.document(id, &chance).lines
        }
        if let live { families[index].corrections[live] = next } else { families[index].base = next }
        add(next, recorded)
    }

    private static func document(_ id: DocumentID, _ chance: inout Chance) -> WarehouseDocument {
        let warehouse = warehouses[chance.number(0...2)]
        let others = warehouses.filter { $0 != warehouse }
        let kinds: [WarehouseDocument.Kind] = [.receipt, .release, .transfer(to: others[chance.number(0...1)])]
        var document = WarehouseDocument.of(id, kinds[chance.number(0...2)], 0, in: warehouse)
        document.lines = (0..<chance.number(1...3)).map { _ in
            .init(product: products[chance.number(0...1)], count: StockAmount(tenThousandths: Int64(chance.number(0...40)) * 2500))
        }
        return document
    }

    static func effect(of document: WarehouseDocument) -> [StockKey: StockAmount] {
        var effect: [StockKey: StockAmount] = [:]
        for line in document.lines where !document.isDeleted {
            let here = StockKey(product: line.product, warehouse: document.warehouse)
            switch document.kind {
            case .receipt: effect[here, default: .zero] += line.count
            case .release: effect[here, default: .zero] += -line.count
            case .transfer(let target):
                effect[here, default: .zero] += -line.count
                effect[StockKey(product: line.product, warehouse: target), default: .zero] += line.count
            }
        }
        return effect
    }

    /// Every version between one and three times, in any order.
    func shuffled(_ chance: inout Chance) -> [WarehouseDocument] {
        versions.flatMap { Array(repeating: $0, count: chance.number(1...3)) }.shuffled(using: &chance)
    }
}
