/// What a buyer gets for an order.
public enum OrderDocumentKind: String, Sendable, Codable, CaseIterable {
    /// Faktura; goes to KSeF where the seller is a VAT payer.
    case invoice
    /// Paragon fiskalny.
    case receipt
    /// Dowód sprzedaży.
    case proof
}

/// Which document an account's orders get (R38).
public enum OrderDocumentChoice: String, Sendable, Codable, CaseIterable {
    case invoice, receipt, proof
    /// A receipt (paragon), or an invoice where the buyer asked for one.
    case receiptOrInvoice = "receipt_or_invoice"
    /// A proof of sale, or an invoice where the buyer asked for one.
    case proofOrInvoice = "proof_or_invoice"
    /// Another program issues the documents.
    case otherProgram = "other_program"

    /// What this order gets; nil: nothing from us.
    public func kind(for order: Order) -> OrderDocumentKind? {
        let wantsInvoice = order.parties?.invoice != nil
        return switch self {
        case .invoice: .invoice
        case .receipt: .receipt
        case .proof: .proof
        case .receiptOrInvoice: wantsInvoice ? .invoice : .receipt
        case .proofOrInvoice: wantsInvoice ? .invoice : .proof
        case .otherProgram: nil
        }
    }
}
