/// Goods, warehouses and what lies where.
struct StockRoom: Sendable {
    /// What a warehouse holds of a good; the row has an id of its own, which is not the good's.
    struct Row: Sendable {
        let id: Int
        var count: SandboxCount
    }

    private(set) var goods: [SandboxGood] = []
    private(set) var warehouses: [SandboxWarehouse] = []
    private var position: [String: Int] = [:]
    private var byCode: [String: [Int]] = [:]
    private var rows: [String: [String: Row]] = [:]
    private var lastRow = 70_000

    mutating func add(_ warehouse: SandboxWarehouse) {
        if !warehouses.contains(where: { $0.id == warehouse.id }) { warehouses.append(warehouse) }
    }

    /// Adds a good; one with a known id is left as it is.
    mutating func add(_ good: SandboxGood, at now: SandboxInstant) {
        guard position[good.id] == nil else { return }
        position[good.id] = goods.count
        byCode[good.code, default: []].append(goods.count)
        goods.append(good)
        goods[goods.count - 1].modified = now
    }

    func good(_ id: String) -> SandboxGood? { position[id].map { goods[$0] } }

    func positions(ofCode code: String) -> [Int] { byCode[code] ?? [] }

    func row(_ good: String, in warehouse: String) -> Row? { rows[warehouse]?[good] }

    func count(_ good: String, in warehouse: String) -> SandboxCount { rows[warehouse]?[good]?.count ?? .zero }

    func total(_ good: String) -> SandboxCount { warehouses.reduce(.zero) { $0 + count(good, in: $1.id) } }

    mutating func move(_ good: String, in warehouse: String, by delta: SandboxCount, at now: SandboxInstant) {
        guard let place = position[good] else { return }
        if rows[warehouse]?[good] == nil {
            lastRow += 1
            rows[warehouse, default: [:]][good] = Row(id: lastRow, count: .zero)
        }
        let sum = count(good, in: warehouse) + delta
        rows[warehouse]?[good]?.count = sum
        goods[place].modified = now
    }
}
