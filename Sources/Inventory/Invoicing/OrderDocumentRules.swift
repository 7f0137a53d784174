/// What the shop has chosen about documents, beyond the kind.
public struct OrderDocumentRules: Sendable, Equatable {
    /// What private persons have sent to these countries is taxed at Polish rates; anywhere else it is foreign VAT, which a person must settle (R43).
    public var polishVATCountries: Set<String> = ["PL"]
    /// The only warehouse that releases; nil: whichever holds every line, the first by id.
    public var releaseWarehouse: WarehouseID?
    /// Off for a document that stands already, whose goods are gone: it is only to be known again.
    public var asksForStock = true

    public init() {}
}

/// What is known of a product for a document.
public struct DocumentedProduct: Sendable, Equatable {
    public var name: String
    public var unit: String
    /// The Polish code of its rate in wFirma; nil where it has none.
    public var vat: String?
    /// wFirma's id of that code.
    public var vatCode: String?
    /// Gross, in hundredths of złoty: by it a set's price is shared; nil or 0 where it has none.
    public var price: Int64?
    /// By counted warehouse; one that is not here was never read.
    public var holdings: [WarehouseID: StockAmount]

    public init(
        name: String, unit: String = "szt.", vat: String?, vatCode: String? = nil, price: Int64? = nil, holdings: [WarehouseID: StockAmount] = [:]
    ) {
        self.name = name
        self.unit = unit
        self.vat = vat
        self.vatCode = vatCode
        self.price = price
        self.holdings = holdings
    }
}

/// Everything that a document is made from.
public struct OrderDocumentFacts: Sendable, Equatable {
    public var order: Order
    public var kind: OrderDocumentKind
    public var isVATPayer: Bool
    public var date: CalendarDate
    /// What each line was sold as; one that is not here was never linked.
    public var components: [LineItemID: [OfferLink.Component]]
    public var products: [ProductID: DocumentedProduct]
    /// The counted warehouses by name.
    public var warehouses: [WarehouseID: String]

    public init(
        order: Order, kind: OrderDocumentKind, isVATPayer: Bool, date: CalendarDate,
        components: [LineItemID: [OfferLink.Component]], products: [ProductID: DocumentedProduct], warehouses: [WarehouseID: String]
    ) {
        self.order = order
        self.kind = kind
        self.isVATPayer = isVATPayer
        self.date = date
        self.components = components
        self.products = products
        self.warehouses = warehouses
    }
}

extension OrderDocumentDraft {
    /// The document of an order: lines bound to goods, money to the grosz, as the buyer pays it (R19, R42, R43); or why there is none yet.
    public init(_ facts: OrderDocumentFacts, rules: OrderDocumentRules = OrderDocumentRules()) throws(OrderDocumentRefusal) {
        let order = facts.order
        if let country = order.foreignVATCountry(rules) { throw .foreignVAT(country: country) }
        guard let total = order.total, order.lines.allSatisfy({ $0.price?.currency == total.currency }),
            order.deliveryCost.map({ $0.currency == total.currency }) ?? true
        else { throw .noPrice }
        var lines: [Line] = []
        for line in order.lines { lines += try Self.lines(of: line, facts, total: total) }
        if let delivery = order.deliveryCost, delivery.hundredths > 0 {
            let name = order.deliveryMethod.map { "Dostawa: \($0)" } ?? "Dostawa"
            let rate = VATRate.highest(of: lines.compactMap(\.vat))
            lines.append(
                Line(
                    name: name, product: nil, unit: "usł.", count: 1, price: delivery.hundredths, vat: rate,
                    vatCode: lines.first { $0.vat == rate }?.vatCode))
        }
        let sum = Money(hundredths: lines.reduce(0) { $0 + $1.total }, currency: total.currency)
        guard sum == total else { throw .totalDiffers(lines: sum, order: total) }
        let warehouse = rules.asksForStock ? try Self.warehouse(for: lines, facts, rules) : nil
        self.init(
            kind: facts.kind, isVATPayer: facts.isVATPayer, externalID: order.id.text, date: facts.date, currency: total.currency, lines: lines,
            paymentMethod: order.payment.kind == .cashOnDelivery ? .cod : .transfer,
            paid: min(order.payment.settled(in: total.currency), total.hundredths),
            warehouse: warehouse)
    }

    /// The lines of one line of the order: one for each component of its offer, two where a price does not divide.
    private static func lines(of line: OrderLine, _ facts: OrderDocumentFacts, total: Money) throws(OrderDocumentRefusal) -> [Line] {
        guard let components = facts.components[line.id], !components.isEmpty else { throw .unlinked(offer: line.offer.text) }
        guard let price = line.price else { throw .noPrice }
        var parts: [(component: OfferLink.Component, product: DocumentedProduct)] = []
        for component in components {
            guard let product = facts.products[component.product] else { throw .unknownVAT(good: component.product.text) }
            if facts.isVATPayer {
                guard let vat = product.vat else { throw .unknownVAT(good: product.name) }
                if let stated = line.taxRate, !VATRate.agree(stated, vat) { throw .otherRate(good: product.name, stated: stated, known: vat) }
            }
            parts.append((component, product))
        }
        // By what the goods cost alone where that is known of each, else by the number of pieces.
        let worth = parts.map { Int64($0.component.units).multipliedReportingOverflow(by: $0.product.price ?? 0) }
        let isUsable = worth.allSatisfy { !$0.overflow && (1...Money.limit).contains($0.partialValue) }
        let weights = isUsable ? worth.map { $0.partialValue } : parts.map { Int64($0.component.units) }
        let gross = price.hundredths.multipliedReportingOverflow(by: Int64(line.quantity))
        // No buyer pays that; nothing that follows is worth reckoning.
        guard !gross.overflow, gross.partialValue <= Money.limit else {
            throw .totalDiffers(lines: Money(hundredths: .max, currency: price.currency), order: total)
        }
        let shares = MoneyShares.divide(gross.partialValue, by: weights)
        return zip(parts, shares).flatMap { part, share in
            MoneyShares.pieces(of: share, count: part.component.units * line.quantity).map { count, price in
                Line(
                    name: part.product.name, product: part.component.product, unit: part.product.unit, count: count, price: price,
                    vat: facts.isVATPayer ? part.product.vat : nil, vatCode: facts.isVATPayer ? part.product.vatCode : nil)
            }
        }
    }

    /// The warehouse that holds every line (R20, R40).
    private static func warehouse(
        for lines: [Line], _ facts: OrderDocumentFacts, _ rules: OrderDocumentRules
    ) throws(OrderDocumentRefusal) -> WarehouseID? {
        var wanted: [ProductID: Int] = [:]
        for line in lines { if let product = line.product { wanted[product, default: 0] += line.count } }
        let products = wanted.keys.sorted()
        func held(_ product: ProductID, _ warehouse: WarehouseID) -> Int { facts.products[product]?.holdings[warehouse]?.wholePieces ?? 0 }
        func name(_ product: ProductID) -> String { facts.products[product]?.name ?? product.text }
        let warehouses = facts.warehouses.keys.sorted()
        let gone = products.filter { product in
            (facts.products[product]?.holdings.values.reduce(StockAmount.zero, +) ?? .zero).wholePieces == 0
        }
        guard gone.isEmpty else { throw .withoutStock(goods: gone.map(name)) }
        if let only = rules.releaseWarehouse, facts.warehouses[only] == nil { throw .releaseWarehouseNotCounted(id: only.text) }
        let releasing = rules.releaseWarehouse.map { [$0] } ?? warehouses
        if let warehouse = releasing.first(where: { warehouse in products.allSatisfy { held($0, warehouse) >= wanted[$0] ?? 0 } }) {
            return warehouse
        }
        let goods = products.map { product in
            let places = warehouses.filter { held(product, $0) > 0 }
                .map { "\(facts.warehouses[$0] ?? $0.text) \(held(product, $0))" }.joined(separator: ", ")
            let pieces = wanted[product] ?? 0
            return Words(
                en: "\(pieces) of \(name(product)) wanted, there are: \(places)", pl: "\(name(product)): potrzeba \(pieces), jest: \(places)")
        }
        guard let only = rules.releaseWarehouse else { throw .stockElsewhere(goods: goods) }
        throw .stockOutsideReleaseWarehouse(name: facts.warehouses[only] ?? only.text, goods: goods)
    }
}

extension OrderPayment {
    /// What Allegro reports as paid, in hundredths. Cash on delivery is paid when its payment is finished, not when it is promised (R43).
    fileprivate func settled(in currency: String) -> Int64 {
        guard let paid, paid.currency == currency, kind != .cashOnDelivery || finishedAt != nil else { return 0 }
        return max(0, paid.hundredths)
    }
}
