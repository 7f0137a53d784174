import Testing

@testable import Inventory

@Suite("From an order to its document")
struct OrderDocumentDraftTests {
    static let moment = Timestamp(seconds: 1_795_500_000)
    static let home = PostalAddress(street: "Prosta 1", city: "Warszawa", zip: "00-838", country: "PL")

    static func pln(_ text: String) -> Money { Money(text, currency: "PLN") ?? Money(hundredths: 0, currency: "PLN") }

    static func line(_ id: String, _ offer: OfferID, _ quantity: Int, _ price: String, rate: String? = nil) -> OrderLine {
        OrderLine(id: LineItemID(id), offer: offer, quantity: quantity, price: pln(price), boughtAt: moment, taxRate: rate)
    }

    static func order(
        _ lines: [OrderLine], total: String, delivery: String? = nil, payment: OrderPayment = OrderPayment(kind: .online),
        wish: OrderParties.InvoiceWish? = nil, country: String = "PL"
    ) -> Order {
        var address = home
        address.country = country
        let buyer = OrderParties.Buyer(login: "kupiec", email: "k@example.pl", firstName: "Jan", lastName: "Kowalski", address: address)
        return Order(
            id: "order-1", account: "main", status: .ready, boughtAt: moment, lines: lines, total: pln(total), deliveryCost: delivery.map(pln),
            deliveryMethod: "Paczkomat", payment: payment, parties: OrderParties(buyer: buyer, invoice: wish))
    }

    private static let links: [OfferID: [OfferLink.Component]] = [
        "mug": [.init(product: "501", units: 1)], "pair": [.init(product: "501", units: 3)],
        "set": [.init(product: "501", units: 2), .init(product: "502", units: 1)],
    ]

    static func facts(_ order: Order, _ kind: OrderDocumentKind = .invoice, isVATPayer: Bool = true) throws -> OrderDocumentFacts {
        var components: [LineItemID: [OfferLink.Component]] = [:]
        for line in order.lines { components[line.id] = links[line.offer] }
        return OrderDocumentFacts(
            order: order, kind: kind, isVATPayer: isVATPayer, date: try #require(CalendarDate(inPoland: moment)), components: components,
            products: [
                "501": DocumentedProduct(
                    name: "Kubek", vat: "23", price: 2500, holdings: ["1": StockAmount(pieces: 70), "2": StockAmount(pieces: 3)]),
                "502": DocumentedProduct(name: "Herbata", vat: "8", price: 4900, holdings: ["1": StockAmount(pieces: 5)]),
            ], warehouses: ["1": "Magazyn", "2": "Sklep"])
    }

    private static func refusal(_ order: Order, _ rules: OrderDocumentRules = .init()) throws -> OrderDocumentRefusal? {
        let facts = try facts(order)
        return #expect(throws: OrderDocumentRefusal.self) { try OrderDocumentDraft(facts, rules: rules) }
    }

    @Test("lines are bound to goods, delivery is a line of its own, the total is what the buyer pays (R19, R43)")
    func plain() throws {
        let draft = try OrderDocumentDraft(Self.facts(Self.order([Self.line("a", "mug", 2, "49.99")], total: "113.97", delivery: "13.99")))
        #expect(
            draft.lines == [
                .init(name: "Kubek", product: "501", unit: "szt.", count: 2, price: 4999, vat: "23"),
                .init(name: "Dostawa: Paczkomat", product: nil, unit: "usł.", count: 1, price: 1399, vat: "23"),
            ])
        #expect(draft.total == Self.pln("113.97"))
        #expect(draft.externalID == "order-1")
        #expect(draft.warehouse == "1")
    }

    @Test(
        "foreign VAT goes by where the goods arrive, and for a company by its number (R43)",
        arguments: [
            ("a person abroad who has it sent to Poland", "CZ", nil, "PL", nil), ("a person in Poland who has it sent abroad", "PL", nil, "CZ", "CZ"),
            ("a person abroad", "CZ", nil, "CZ", "CZ"), ("where the shop taxes at home", "SK", nil, "SK", nil),
            ("a Polish company within the EU", "PL", "PL_NIP 5265877635", "DE", nil), ("beyond the EU", "PL", "PL_NIP 5265877635", "UA", "UA"),
            ("another country's company", "CZ", "VAT_EU CZ12345678", "CZ", "CZ"), ("the same, sent to Poland", "CZ", "VAT_EU CZ12345678", "PL", nil),
            ("the same, though the shop taxes persons there at home", "SK", "VAT_EU SK12345678", "SK", "SK"),
            ("a delivery that nobody told, a buyer abroad", "CZ", nil, nil, "CZ"), ("a delivery that nobody told", "PL", nil, nil, nil),
        ] as [(String, String, String?, String?, String?)])
    func foreignVAT(_ what: String, _ home: String, _ number: String?, _ destination: String?, _ refused: String?) throws {
        var address = Self.home
        address.country = home
        let id = number?.split(separator: " ").map(String.init)
        let wish = id.map { OrderParties.InvoiceWish(companyName: "Firma", taxIDs: [.init(kind: $0[0], value: $0[1])], address: address) }
        var order = Self.order([Self.line("a", "mug", 1, "49.99")], total: "49.99", wish: wish, country: home)
        order.deliveryCountry = destination
        var rules = OrderDocumentRules()
        rules.polishVATCountries.insert("SK")
        let facts = try Self.facts(order)
        let outcome = Result { () throws(OrderDocumentRefusal) in try OrderDocumentDraft(facts, rules: rules).total }
        let expected: Result<Money, OrderDocumentRefusal> =
            if let refused { .failure(.foreignVAT(country: refused)) } else { .success(Self.pln("49.99")) }
        #expect(outcome == expected, "\(what)")
    }

    @Test("a multipack counts in pieces, in two lines where its price does not divide, and the total stays the order's (R19)")
    func multipack() throws {
        let draft = try OrderDocumentDraft(Self.facts(Self.order([Self.line("a", "pair", 1, "100.00")], total: "100.00")))
        #expect(draft.lines.map(\.count) == [2, 1])
        #expect(draft.lines.map(\.price) == [3333, 3334])
        #expect(draft.total == Self.pln("100.00"))
    }

    @Test("prices and quantities beyond all reason make a problem of the order, and stop nothing")
    func beyondReason() throws {
        let refusal = try Self.refusal(Self.order([Self.line("a", "set", 1_000_000_000, "999999999.00")], total: "999999999.00"))
        guard case .totalDiffers? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    private static let divisions: [(total: Int64, weights: [Int64], parts: [Int64])] = [
        (10000, [1, 1, 1], [3334, 3333, 3333]), (9999, [5000, 4900], [5050, 4949]), (1, [1, 1], [1, 0]), (100, [0, 0], [50, 50]), (7, [], []),
    ]

    @Test("money is divided without losing a grosz (R42)", arguments: divisions)
    func shares(_ total: Int64, _ weights: [Int64], _ parts: [Int64]) {
        #expect(MoneyShares.divide(total, by: weights) == parts)
    }

    @Test("the parts of a set share its price to the grosz, each under its own VAT (R42)", arguments: ["99.99", "0.03", "123.45", "1000.01"])
    func set(_ price: String) throws {
        let unit = Self.pln(price)
        let total = Money(hundredths: unit.hundredths * 2, currency: "PLN")
        let draft = try OrderDocumentDraft(Self.facts(Self.order([Self.line("a", "set", 2, price)], total: total.decimal)))
        #expect(draft.total == total)
        var pieces: [ProductID: Int] = [:]
        for line in draft.lines { if let product = line.product { pieces[product, default: 0] += line.count } }
        #expect(pieces == ["501": 4, "502": 2])
        #expect(Set(draft.lines.map { "\($0.product?.text ?? "") \($0.vat ?? "")" }) == ["501 23", "502 8"])
    }

    @Test("delivery goes with the highest rate of the goods, and with none where the seller is no VAT payer")
    func deliveryRate() throws {
        let order = Self.order([Self.line("a", "set", 1, "99.00")], total: "109.00", delivery: "10.00")
        #expect(try OrderDocumentDraft(Self.facts(order)).lines.last?.vat == "23")
        #expect(try OrderDocumentDraft(Self.facts(order, isVATPayer: false)).lines.allSatisfy { $0.vat == nil })
    }

    @Test("an order with a product whose stock is zero gets no document (R20)")
    func withoutStock() throws {
        var facts = try Self.facts(Self.order([Self.line("a", "mug", 1, "49.99")], total: "49.99"))
        facts.products["501"]?.holdings = ["1": .zero, "2": StockAmount(tenThousandths: 9000)]
        let refusal = #expect(throws: OrderDocumentRefusal.self) { try OrderDocumentDraft(facts) }
        #expect(refusal == .withoutStock(goods: ["Kubek"]))
        #expect(refusal?.isWantOfStock == true)
    }

    @Test("where no single warehouse holds every line, the refusal says where the pieces lie (R40)")
    func elsewhere() throws {
        let order = Self.order([Self.line("a", "mug", 71, "10.00")], total: "710.00")
        guard case .stockElsewhere(let goods)? = try Self.refusal(order) else { return #expect(Bool(false)) }
        #expect(goods.map(\.en) == ["71 of Kubek wanted, there are: Magazyn 70, Sklep 3"])
        #expect(goods.map(\.pl) == ["Kubek: potrzeba 71, jest: Magazyn 70, Sklep 3"])
        var rules = OrderDocumentRules()
        rules.releaseWarehouse = "2"
        let refusal = try Self.refusal(Self.order([Self.line("a", "mug", 4, "10.00")], total: "40.00"), rules)
        #expect(refusal?.isWantOfStock == true)
        // Another warehouse holds them all, and none of its pieces may go.
        #expect(
            refusal?.words.en.hasPrefix("the warehouse Sklep, the only one that documents are issued from, does not hold every line: 4 of") == true)
        rules.releaseWarehouse = "9"
        let unknown = try Self.refusal(Self.order([Self.line("a", "mug", 1, "10.00")], total: "10.00"), rules)
        #expect(unknown == .releaseWarehouseNotCounted(id: "9") && unknown?.isWantOfStock == false)
        rules.releaseWarehouse = "2"
        let small = try OrderDocumentDraft(Self.facts(Self.order([Self.line("a", "mug", 3, "10.00")], total: "30.00")), rules: rules)
        #expect(small.warehouse == "2")
    }

    @Test("foreign VAT that is not configured is refused (R43)")
    func foreign() throws {
        let order = Self.order([Self.line("a", "mug", 1, "49.99")], total: "49.99", country: "CZ")
        #expect(try Self.refusal(order) == .foreignVAT(country: "CZ"))
        var rules = OrderDocumentRules()
        rules.polishVATCountries.insert("CZ")
        #expect(try OrderDocumentDraft(Self.facts(order), rules: rules).lines.count == 1)
    }

    @Test("what does not come out, is not linked, or contradicts the good's VAT is refused (R42, R43)")
    func refusals() throws {
        #expect(
            try Self.refusal(Self.order([Self.line("a", "mug", 1, "49.99")], total: "50.00"))
                == .totalDiffers(lines: Self.pln("49.99"), order: Self.pln("50.00")))
        #expect(try Self.refusal(Self.order([Self.line("a", "other", 1, "49.99")], total: "49.99")) == .unlinked(offer: "other"))
        #expect(
            try Self.refusal(Self.order([Self.line("a", "mug", 1, "49.99", rate: "8.00")], total: "49.99"))
                == .otherRate(good: "Kubek", stated: "8.00", known: "23"))
        #expect(try OrderDocumentDraft(Self.facts(Self.order([Self.line("a", "mug", 1, "49.99", rate: "23.00")], total: "49.99"))).lines.count == 1)
        var order = Self.order([Self.line("a", "mug", 1, "49.99")], total: "49.99")
        order.lines[0].price?.currency = "CZK"
        #expect(try Self.refusal(order) == .noPrice)
        var facts = try Self.facts(Self.order([Self.line("a", "mug", 1, "49.99")], total: "49.99"))
        facts.products["501"]?.vat = nil
        #expect(throws: OrderDocumentRefusal.unknownVAT(good: "Kubek")) { try OrderDocumentDraft(facts) }
    }

    private static let payments: [(payment: OrderPayment, paid: Int64, method: OrderDocumentDraft.PaymentMethod)] = [
        (OrderPayment(kind: .online, paid: pln("49.99")), 4999, .transfer), (OrderPayment(kind: .online), 0, .transfer),
        (OrderPayment(kind: .cashOnDelivery, paid: pln("49.99")), 0, .cod),
        (OrderPayment(kind: .cashOnDelivery, paid: pln("49.99"), finishedAt: moment), 4999, .cod),
        (OrderPayment(kind: .online, paid: pln("60.00")), 4999, .transfer),
    ]

    @Test("paid is what Allegro reports as paid; cash on delivery is not, before its payment (R43)", arguments: payments)
    func paid(_ payment: OrderPayment, _ paid: Int64, _ method: OrderDocumentDraft.PaymentMethod) throws {
        let draft = try OrderDocumentDraft(Self.facts(Self.order([Self.line("a", "mug", 1, "49.99")], total: "49.99", payment: payment)))
        #expect(draft.paid == paid)
        #expect(draft.paymentMethod == method)
    }

    @Test("a document is dated by the Polish calendar (R47)")
    func date() {
        #expect(CalendarDate(inPoland: Timestamp(rfc3339: "2026-11-30T23:30:00Z") ?? Self.moment)?.description == "2026-12-01")
        #expect(CalendarDate(inPoland: Timestamp(rfc3339: "2026-06-30T21:59:00Z") ?? Self.moment)?.description == "2026-06-30")
    }

    @Test("the kind is the account's choice; an invoice instead where the buyer asked for one (R38)")
    func kinds() {
        let plain = Self.order([], total: "0")
        let asked = Self.order([], total: "0", wish: OrderParties.InvoiceWish(firstName: "Jan", lastName: "Kowalski", address: Self.home))
        #expect(OrderDocumentChoice.allCases.map { $0.kind(for: plain) } == [.invoice, .receipt, .proof, .receipt, .proof, nil])
        #expect(OrderDocumentChoice.allCases.map { $0.kind(for: asked) } == [.invoice, .receipt, .proof, .invoice, .invoice, nil])
    }

    @Test("a tax number comes from the order's invoice alone, and a NIP must be one (R38)")
    func contractor() throws {
        func draft(_ ids: [OrderParties.TaxID]) throws -> ContractorDraft {
            try ContractorDraft(Self.order([], total: "0", wish: .init(companyName: "Kubki sp. z o.o.", taxIDs: ids, address: Self.home)))
        }
        #expect(try draft([.init(kind: "PL_NIP", value: "526-587-76-35")]).taxNumber == .nip("5265877635"))
        #expect(try draft([.init(kind: "PL_NIP", value: "PL 5265877635")]).taxNumber == .nip("5265877635"))
        #expect(try draft([.init(kind: "VAT_EU", value: "PL5265877635")]).taxNumber == .nip("5265877635"))
        #expect(try draft([.init(kind: "VAT_EU", value: "CZ12345678")]).taxNumber == .european("CZ12345678"))
        #expect(try draft([.init(kind: "CZ_ICO", value: "12345678")]).taxNumber == .other("12345678"))
        #expect(try draft([]).taxNumber == nil)
        #expect(throws: OrderDocumentRefusal.badTaxNumber("5265877636")) { try draft([.init(kind: "PL_NIP", value: "5265877636")]) }
        let person = try ContractorDraft(Self.order([], total: "0"))
        #expect((person.name, person.taxNumber) == ("Jan Kowalski", nil))
        var erased = Self.order([], total: "0")
        erased.parties = nil
        #expect(throws: OrderDocumentRefusal.noBuyer) { try ContractorDraft(erased) }
    }
}
