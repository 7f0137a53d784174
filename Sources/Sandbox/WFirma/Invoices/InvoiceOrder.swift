/// What is asked for when a document of sale is issued.
struct InvoiceOrder: Sendable {
    let kind: SandboxInvoice.Kind
    var contractor: String?
    var lines: [SandboxInvoice.Line]
    var pricesAreGross = true
    var currency = "PLN"
    var date: String?
    var saleDate: String?
    var paymentMethod = "transfer"
    var paidInitially = SandboxMoney.zero
    var externalID: String?
    var description = ""
    /// The warehouse that the request's URL named.
    var warehouse: String?
    var parent: String?
    var linesBefore: [SandboxInvoice.Line] = []
    /// Whether it goes to KSeF, where that is on.
    var isFiled: Bool
}

/// Why a document of sale is refused, and where that is told.
enum InvoiceRefusal: Error, Sendable {
    case document(WFirmaFaults)
    case contractor(WFirmaFaults)
    /// At a line, by its place among those given.
    case line(Int, WFirmaFaults)
    /// Beside the status code.
    case status(String)
}
