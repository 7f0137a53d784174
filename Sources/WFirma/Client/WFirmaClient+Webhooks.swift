public import OpenSSLCrypto
import Payload

/// A webhook as wFirma keeps it (Ustawienia » Inne » Webhooks; module `webhooks`).
public struct WFirmaWebhook: Sendable, Equatable {
    public var id: String
    public var url: String
    /// E.g. `warehouse_good/change_state`.
    public var event: String
    /// What its deliveries bring, new for each webhook; nil where the answer does not tell it.
    public var key: Secret?
}

extension WFirmaClient {
    /// A page of the company's webhooks (`webhooks/find`), by id.
    public func webhooks(page: Int = 1, limit: Int = pageLimit) async throws(WFirmaError) -> Page<WFirmaWebhook> {
        let find = Find(branch: "webhooks", singular: "webhook", page: page, limit: limit)
        return try await self.page(find) { row throws(RowFault) in .row(try WFirmaWebhook(row)) }
    }

    /// Makes a webhook (`webhooks/add`). wFirma delivers JSON to it from then on.
    public func addWebhook(url: String, event: String) async throws(WFirmaError) -> WFirmaWebhook {
        let body: PayloadValue = ["webhooks": ["0": ["webhook": ["url": .string(url), "event": .string(event), "data_type": "json"]]]]
        let answer = try await ask("webhooks/add", body: body)
        guard let row = try answer.rows("webhooks", "webhook").first else { throw .unreadable(reason: "no webhook in the answer") }
        do throws(RowFault) { return try WFirmaWebhook(row) } catch { throw .unreadable(reason: "webhook: \(error.reason)") }
    }
}

extension WFirmaWebhook {
    fileprivate init(_ row: PayloadValue) throws(RowFault) {
        self.init(
            id: try row.requiredText("id"), url: row["url"]?.text ?? "", event: row["event"]?.text ?? "",
            key: row.filled("webhook_key").map { Secret($0) })
    }
}
