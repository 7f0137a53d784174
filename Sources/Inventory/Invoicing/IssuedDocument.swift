/// A sales document as wFirma tells it.
public struct IssuedDocument: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        /// The line's own id: a correction names it.
        public var id: String
        public var name: String
        public var product: ProductID?
        public var count: StockAmount
        /// Gross, for one piece, in hundredths.
        public var price: Int64
        /// The Polish code; nil where the line has none.
        public var vat: String?
        /// wFirma's id of the VAT code, where the line names its rate by that.
        public var vatCode: String?

        public init(id: String, name: String, product: ProductID?, count: StockAmount, price: Int64, vat: String?, vatCode: String? = nil) {
            self.id = id
            self.name = name
            self.product = product
            self.count = count
            self.price = price
            self.vat = vat
            self.vatCode = vatCode
        }
    }

    public var id: String
    /// What people call it, e.g. `FV 12/11/2026`.
    public var number: String
    /// wFirma's `type`, e.g. `normal`.
    public var type: String
    public var externalID: String?
    /// The day of its issue; nil where wFirma tells none.
    public var date: CalendarDate?
    public var total: Money
    public var lines: [Line]
    /// What wFirma says of it in KSeF; nil where KSeF does not apply, or not yet.
    public var ksefStatus: String?
    public var ksefNumber: String?

    public init(
        id: String, number: String, type: String, externalID: String?, date: CalendarDate? = nil, total: Money, lines: [Line],
        ksefStatus: String? = nil, ksefNumber: String? = nil
    ) {
        self.id = id
        self.number = number
        self.type = type
        self.externalID = externalID
        self.date = date
        self.total = total
        self.lines = lines
        self.ksefStatus = ksefStatus
        self.ksefNumber = ksefNumber
    }
}

extension OrderDocumentDraft {
    /// wFirma's `type` of this document (sellers who are no VAT payers issue bills).
    public var type: String {
        switch (kind, isVATPayer) {
        case (.invoice, true): "normal"
        case (.receipt, true): "receipt_fiscal_normal"
        case (.proof, true): "receipt_normal"
        case (.invoice, false): "bill"
        case (.receipt, false): "receipt_fiscal_bill"
        case (.proof, false): "receipt_bill"
        }
    }

    /// In what a document read back differs from what was to be issued: its kind, order, total, lines and VAT. Empty: nothing.
    ///
    /// wFirma was seen to answer OK with lines missing, so nothing is believed unread.
    public func differences(from issued: IssuedDocument) -> [Words] {
        var differences: [Words] = []
        func compare(_ what: Words, _ expected: String, _ found: String) {
            guard expected != found else { return }
            differences.append(
                Words(en: "\(what.en) is \(found) instead of \(expected)", pl: "\(what.pl): jest \(found), powinno być \(expected)"))
        }
        compare(Words(en: "the type", pl: "rodzaj"), type, issued.type)
        compare(Words(en: "the order", pl: "zamówienie"), externalID, issued.externalID ?? "–")
        compare(Words(en: "the total", pl: "suma"), total.description, issued.total.description)
        let wanted = lines.map { Self.line($0.product, StockAmount(pieces: $0.count), $0.price, $0.vat) }
        // Who is no VAT payer may still be told a code.
        let found = issued.lines.map { Self.line($0.product, $0.count, $0.price, isVATPayer ? $0.vat : nil) }
        compare(Words(en: "the list of lines", pl: "lista pozycji"), wanted.sorted().joined(separator: ", "), found.sorted().joined(separator: ", "))
        return differences
    }

    private static func line(_ product: ProductID?, _ count: StockAmount, _ price: Int64, _ vat: String?) -> String {
        "\(product?.text ?? "–") \(count) × \(Money(hundredths: price, currency: "").decimal) VAT \(vat ?? "–")"
    }
}
