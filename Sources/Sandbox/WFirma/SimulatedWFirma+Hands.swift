/// What people do in wFirma's panel; and what the test's driver may look at.
extension SimulatedWFirma {
    public mutating func add(_ warehouse: SandboxWarehouse) { stock.add(warehouse) }

    /// Adds a good with opening counts per warehouse, which no document tells of.
    public mutating func add(_ good: SandboxGood, opening: [String: SandboxCount] = [:]) {
        stock.add(good, at: time)
        for (warehouse, count) in opening.sorted(by: { $0.key < $1.key }) { stock.move(good.id, in: warehouse, by: count, at: time) }
    }

    /// A person enters a document.
    ///
    /// - Parameter order: the order's id on Allegro, kept as `id_external`.
    public mutating func enter(
        _ kind: SandboxDocument.Kind, _ lines: [SandboxDocument.Line], warehouse: String, order: String? = nil, invoice: String? = nil,
        at moment: SandboxInstant
    ) -> Result<SandboxDocument, DocumentFault> {
        advance(to: moment)
        return enter(DocumentOrder(kind: kind, warehouse: warehouse, lines: lines, contractor: "1", invoice: invoice, externalID: order))
    }

    /// A person rewrites a document's lines.
    public mutating func edit(
        _ document: String, _ lines: [SandboxDocument.Line], at moment: SandboxInstant
    ) -> Result<SandboxDocument, DocumentFault> {
        advance(to: moment)
        return rewrite(document, lines: lines)
    }

    /// A person deletes a document.
    public mutating func delete(_ document: String, at moment: SandboxInstant) -> Result<SandboxDocument, DocumentFault> {
        advance(to: moment)
        return strike(document)
    }

    /// Goods move between warehouses (MM): no document shows it, only the counts do.
    public mutating func transfer(
        _ good: String, _ count: SandboxCount, from: String, to: String, at moment: SandboxInstant
    ) -> Result<Void, DocumentFault> {
        advance(to: moment)
        guard stock.good(good) != nil else { return .failure(.unknownGood(good)) }
        guard [from, to].allSatisfy({ id in stock.warehouses.contains { $0.id == id } }) else { return .failure(.unknownWarehouse) }
        if let fault = move([good: -count], in: from) { return .failure(fault) }
        return move([good: count], in: to).map { .failure($0) } ?? .success(())
    }

    /// What a warehouse truly holds; nil warehouse: all together.
    public func count(ofGood id: String, in warehouse: String? = nil) -> SandboxCount {
        warehouse.map { stock.count(id, in: $0) } ?? stock.total(id)
    }

    public func document(withID id: String) -> SandboxDocument? { position(ofDocument: id).map { documents[$0] } }

    public func good(withID id: String) -> SandboxGood? { stock.good(id) }

    /// The first good of this code.
    public func good(withCode code: String) -> SandboxGood? { stock.positions(ofCode: code).first.map { stock.goods[$0] } }

    public var allWarehouses: [SandboxWarehouse] { stock.warehouses }

    /// All documents that stand, by id.
    public var allDocuments: [SandboxDocument] { documents }

    /// Sets a fault from now on.
    public mutating func setFault(_ kind: FaultKind, _ terms: FaultTerms = .init()) { faults.set(kind, on: terms, at: time) }

    /// Clears one kind of fault, or all.
    public mutating func clearFaults(_ kind: FaultKind? = nil) { faults.clear(kind) }

    /// How often each fault has struck.
    public var strikes: [FaultKind: Int] { faults.strikes }
}
