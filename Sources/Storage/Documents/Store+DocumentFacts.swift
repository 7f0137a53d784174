public import Inventory

/// What the store knows for an order's document; wFirma adds VAT rates and prices.
public struct StoredDocumentFacts: Sendable, Equatable {
    public var order: Order
    /// When the order was last read; nil: an event alone told of it.
    public var readAt: Timestamp?
    /// The form is gone: its lines live on in another.
    public var isGone: Bool
    public var choice: OrderDocumentChoice
    /// The fulfilment at which the document is issued; nil: after a delay.
    public var documentStatus: DocumentStatus?
    /// What each line was sold as: what it reserved, or by the offer's link now where it reserves nothing. One that is not here is not linked.
    public var components: [LineItemID: [OfferLink.Component]]
    /// By product, over the counted warehouses, with what is withheld: it may be there, and wFirma refuses what is not. A product that was never read
    /// is not here.
    public var holdings: [ProductID: [WarehouseID: StockAmount]]
    /// The counted warehouses by name.
    public var warehouses: [WarehouseID: String]

    /// The products that the order's lines are made of, in order.
    public var products: [ProductID] { Set(components.values.flatMap { $0.map(\.product) }).sorted() }
}

extension Store {
    /// Everything about an order that its document is made from, in one snapshot; nil for an order that is not known.
    public func documentFacts(of id: OrderID) async throws -> StoredDocumentFacts? {
        try await read { db in
            guard let order = try Orders.order(db, id) else { return nil }
            let times = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT read_at, gone_at IS NOT NULL FROM orders WHERE id = ?"), arguments: [id.text])
            let account = try Self.settings(db).accounts[order.account] ?? AccountSettings()
            var facts = StoredDocumentFacts(
                order: order, readAt: (times?[0] as Int64?).map(Timestamp.init(microseconds:)), isGone: times?[1] ?? false,
                choice: account.document, documentStatus: account.documentStatus, components: [:], holdings: [:], warehouses: [:])
            for line in order.lines {
                facts.components[line.id] = try Reservations.components(db, of: line) ?? Offers.offer(db, line.offer)?.link?.components
            }
            for row in try Row.fetchAll(db.cachedStatement(sql: "SELECT id, name FROM warehouses WHERE is_counted = 1 AND gone_at IS NULL")) {
                facts.warehouses[WarehouseID(row[0])] = row[1]
            }
            for product in facts.products {
                let rows = try Row.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT l.warehouse, l.amount + l.withheld FROM levels l JOIN warehouses w ON w.id = l.warehouse AND \(Catalogue.counts)
                            WHERE l.product = ? AND w.gone_at IS NULL
                            """), arguments: [product.text])
                for row in rows { facts.holdings[product, default: [:]][WarehouseID(row[0])] = StockAmount(tenThousandths: row[1]) }
            }
            return facts
        }
    }
}
