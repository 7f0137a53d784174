public import Inventory

/// What is attached to an order for its buyer.
public struct OrderInvoices: Sendable, Equatable {
    public var invoices: [OrderInvoice]
    /// The seller marked the invoice as sent outside of Allegro.
    public var hasExternalInvoices: Bool

    public init(invoices: [OrderInvoice], hasExternalInvoices: Bool) {
        self.invoices = invoices
        self.hasExternalInvoices = hasExternalInvoices
    }
}

/// One invoice declared on an order, with or without its file.
public struct OrderInvoice: Sendable, Equatable {
    /// The largest file that Allegro takes.
    public static let fileLimitBytes = 3_145_728

    /// What Allegro's scan for malware says of the file.
    public enum SecurityVerification: Sendable, Equatable {
        /// There is no file yet, or its scan has not begun.
        case none
        case waiting, accepted, rejected
        case unknown(String)
    }

    /// Allegro's id of it.
    public var id: String
    /// The invoice's number as it was declared.
    public var number: String?
    public var fileName: String?
    /// When the file came; nil while there is none.
    public var uploadedAt: Timestamp?
    public var securityVerification: SecurityVerification

    public init(
        id: String, number: String? = nil, fileName: String? = nil, uploadedAt: Timestamp? = nil, securityVerification: SecurityVerification = .none
    ) {
        self.id = id
        self.number = number
        self.fileName = fileName
        self.uploadedAt = uploadedAt
        self.securityVerification = securityVerification
    }
}

extension OrderInvoice.SecurityVerification {
    init(_ text: String?) {
        switch text {
        case nil: self = .none
        case "WAITING": self = .waiting
        case "ACCEPTED": self = .accepted
        case "REJECTED": self = .rejected
        case let text?: self = .unknown(text)
        }
    }
}
