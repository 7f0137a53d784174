/// A sales document as it is to be issued: what is sent to wFirma, and what the document read back is held against (R19).
public struct OrderDocumentDraft: Sendable, Equatable, Codable {
    /// One line; its gross total is `count` × `price`.
    public struct Line: Sendable, Equatable, Codable {
        public var name: String
        /// The good that wFirma releases; nil: a line of text, such as delivery.
        public var product: ProductID?
        /// Its unit in wFirma, e.g. `szt.`.
        public var unit: String
        /// Pieces: quantity × units.
        public var count: Int
        /// Gross, for one piece, in hundredths of the draft's currency.
        public var price: Int64
        /// The Polish code, e.g. `23`, `ZW`; nil where the seller is no VAT payer.
        public var vat: String?
        /// wFirma's id of that code, where it is known: lines without it were seen to vanish.
        public var vatCode: String?

        public init(name: String, product: ProductID?, unit: String, count: Int, price: Int64, vat: String?, vatCode: String? = nil) {
            self.name = name
            self.product = product
            self.unit = unit
            self.count = count
            self.price = price
            self.vat = vat
            self.vatCode = vatCode
        }

        /// Gross, in hundredths.
        public var total: Int64 { Int64(count) * price }
    }

    /// How it is paid, in wFirma's words.
    public enum PaymentMethod: String, Sendable, Codable { case transfer, cod }

    public var kind: OrderDocumentKind
    /// Whether the seller is a VAT payer: other kinds of document exist for those who are not.
    public var isVATPayer: Bool
    /// The order's id: the document is found again by it.
    public var externalID: String
    /// Of issue and of sale, in Poland (R47).
    public var date: CalendarDate
    public var currency: String
    public var lines: [Line]
    public var paymentMethod: PaymentMethod
    /// What is paid already, in hundredths.
    public var paid: Int64
    /// The warehouse that holds every line (R40); nil: nothing is bound to a good.
    public var warehouse: WarehouseID?

    public init(
        kind: OrderDocumentKind, isVATPayer: Bool, externalID: String, date: CalendarDate, currency: String, lines: [Line],
        paymentMethod: PaymentMethod, paid: Int64, warehouse: WarehouseID?
    ) {
        self.kind = kind
        self.isVATPayer = isVATPayer
        self.externalID = externalID
        self.date = date
        self.currency = currency
        self.lines = lines
        self.paymentMethod = paymentMethod
        self.paid = paid
        self.warehouse = warehouse
    }

    public var total: Money { Money(hundredths: lines.reduce(0) { $0 + $1.total }, currency: currency) }
}
