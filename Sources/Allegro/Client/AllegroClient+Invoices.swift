import CurlClient
public import Inventory
public import OpenSSLCrypto
import Payload

/// The invoice on its way to the buyer (R34): declared on the order first, then its file uploaded, then scanned by Allegro.
extension AllegroClient {
    /// What is attached to an order (`GET /order/checkout-forms/{id}/invoices`). Scope `orders:read`.
    public func invoices(of order: OrderID, token: Secret) async throws(AllegroError) -> Answered<OrderInvoices> {
        let answer = try await ask("GET", Self.invoicesPath(of: order), token: token, language: Self.invoiceLanguage)
        let tree = try answer.tree()
        var invoices: [OrderInvoice] = []
        for row in tree["invoices"]?.items ?? [] {
            let file = row["file"]
            invoices.append(
                OrderInvoice(
                    id: try answer.required(row["id"]?.text, "invoices.id"), number: row["invoiceNumber"]?.text, fileName: file?["name"]?.text,
                    uploadedAt: file?["uploadedAt"]?.text.flatMap { Timestamp(rfc3339: $0) },
                    securityVerification: .init(file?["securityVerification"]?["status"]?.text)))
        }
        return answer.answered(OrderInvoices(invoices: invoices, hasExternalInvoices: tree["hasExternalInvoices"]?.flag ?? false))
    }

    /// Says that an invoice will come (`POST /order/checkout-forms/{id}/invoices`) and returns Allegro's id of it. Scope `orders:write`.
    ///
    /// It is not idempotent: after a lost answer look at ``invoices(of:token:)`` first. 409: the order has one; 422: the order takes none.
    public func declareInvoice(on order: OrderID, fileName: String, number: String?, token: Secret) async throws(AllegroError) -> Answered<String> {
        var body: PayloadObject = ["file": ["name": .string(fileName)]]
        body["invoiceNumber"] = number.map { .string($0) }
        let answer = try await ask("POST", Self.invoicesPath(of: order), token: token, body: .object(body), language: Self.invoiceLanguage)
        return answer.answered(try answer.required(answer.tree()["id"]?.text, "id"))
    }

    /// Uploads a declared invoice's file (`PUT …/invoices/{invoice}/file`), the PDF as it is, at most ``OrderInvoice/fileLimitBytes``.
    /// Scope `orders:write`. 409: it has a file; 413: too large; 422: a scan is running, or the order takes none.
    public func uploadInvoice(on order: OrderID, invoice: String, pdf: [UInt8], token: Secret) async throws(AllegroError) -> Answered<Void> {
        let path = Self.invoicesPath(of: order) + "/" + percentEncoded(invoice) + "/file"
        return try await ask("PUT", path, token: token, content: pdf, of: "application/pdf", language: Self.invoiceLanguage).answered(())
    }

    /// These paths speak English alone: Allegro's description allows no other `Accept-Language`.
    private static let invoiceLanguage = "en-US"

    private static func invoicesPath(of order: OrderID) -> String { path(of: order) + "/invoices" }
}
