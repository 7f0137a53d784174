/// An invoice, receipt or other document of sale as the simulated wFirma keeps it.
public struct SandboxInvoice: Sendable, Equatable {
    public let id: String
    public internal(set) var kind: Kind
    /// Empty while it is a draft.
    public internal(set) var fullNumber: String
    /// Nil where a receipt names nobody.
    public let contractor: String?
    public internal(set) var lines: [Line]
    /// Whether prices are gross; otherwise net.
    public let pricesAreGross: Bool
    public let currency: String
    /// The day in Warsaw, `2026-11-24`.
    public let date: String
    public let saleDate: String
    public internal(set) var paymentMethod: String
    /// Told when it was added; payments come on top.
    public internal(set) var paidInitially: SandboxMoney
    public internal(set) var payments: [SandboxMoney] = []
    /// Free text; several invoices may carry the same.
    public internal(set) var externalID: String?
    public internal(set) var description: String
    /// What a correction corrects.
    public let parent: String?
    /// How many corrections stand on it.
    public internal(set) var corrections = 0
    /// Lines before a correction, in the order of ``lines``; empty for everything else.
    public internal(set) var linesBefore: [Line] = []
    /// The national e-invoice system; nil where this document does not go there.
    public internal(set) var ksef: KSeFFiling?
    public let created: SandboxInstant
    public internal(set) var modified: SandboxInstant

    /// wFirma's `type`.
    public enum Kind: String, Sendable, CaseIterable {
        case normal, margin, proforma, bill, correction
        case receipt = "receipt_normal"
        case fiscalReceipt = "receipt_fiscal_normal"
        case proformaBill = "proforma_bill"
        case receiptBill = "receipt_bill"
        case fiscalReceiptBill = "receipt_fiscal_bill"
        case draft = "normal_draft"
        case billDraft = "bill_draft"

        /// Sold by who is no VAT payer.
        var isOfNoPayer: Bool {
            switch self {
            case .bill, .proformaBill, .receiptBill, .fiscalReceiptBill, .billDraft: true
            case .normal, .margin, .proforma, .correction, .receipt, .fiscalReceipt, .draft: false
            }
        }

        var isDraft: Bool { self == .draft || self == .billDraft }
        var isReceipt: Bool { [.receipt, .fiscalReceipt, .receiptBill, .fiscalReceiptBill].contains(self) }
        /// Whether its lines with goods release them; a correction has its own way.
        var releasesGoods: Bool { !isDraft && self != .proforma && self != .proformaBill && self != .correction }
        /// Goes to KSeF by itself.
        var isFiled: Bool { self == .normal || self == .margin || self == .correction }

        /// How its numbers begin.
        var series: String {
            switch self {
            case .normal, .margin, .draft: "FV"
            case .proforma, .proformaBill: "PRO"
            case .bill, .billDraft: "R"
            case .correction: "FK"
            case .receipt, .receiptBill: "D"
            case .fiscalReceipt, .fiscalReceiptBill: "PAR"
            }
        }
    }

    public struct Line: Sendable, Equatable {
        public let id: String
        public var name: String
        /// Nil for free text, which moves nothing.
        public var good: String?
        public var unit: String
        public var count: SandboxCount
        /// Of one unit, gross or net as the invoice says.
        public var price: SandboxMoney
        public var vat: SandboxVATCode
        /// The line that a correction's line replaces.
        public var parent: String?
    }

    /// What all payments sum up to.
    public var paid: SandboxMoney { payments.reduce(paidInitially, +) }
}

/// An invoice's way into KSeF: its number comes at its time.
public struct KSeFFiling: Sendable, Equatable {
    public let number: String
    public internal(set) var registeredAt: SandboxInstant

    func isRegistered(at now: SandboxInstant) -> Bool { now >= registeredAt }
}
