import CurlClient
public import Inventory
import Payload

/// What a document needs to know of a good.
public struct GoodOnDocument: Sendable, Equatable {
    public var id: ProductID
    public var name: String
    public var unit: String
    /// The Polish code of its rate, e.g. `23`, `ZW`.
    public var vat: String?
    /// wFirma's id of the rate, where the good names it by that.
    public var vatCode: String?
    /// Gross, in hundredths of złoty.
    public var price: Int64?
}

extension WFirmaClient {
    /// A good's name, unit, VAT and price (`goods/get`), which are the same in every warehouse; nil when there is no such good.
    public func goodOnDocument(_ id: ProductID) async throws(WFirmaError) -> GoodOnDocument? {
        let answer = try await ask("goods/get/\(percentEncoded(id.text))")
        guard let row = try answer.record("goods", "good", id: id.text) else { return nil }
        return GoodOnDocument(
            id: id, name: row["name"]?.text ?? "", unit: row.filled("unit") ?? "szt.", vat: row.filled("vat"), vatCode: row.reference("vat_code"),
            price: row.filled("brutto").flatMap { Money($0, currency: "PLN")?.hundredths })
    }

    /// The company's VAT codes, e.g. `23`, by wFirma's id (`vat_codes/find`): lines and goods may name their rate by that alone.
    public func vatCodes() async throws(WFirmaError) -> [String: String] {
        var codes: [String: String] = [:]
        for number in 1...Self.vatPageLimit {
            let find = Find(branch: "vat_codes", singular: "vat_code", page: number, limit: Self.pageLimit)
            let page = try await self.page(find) { row throws(RowFault) -> RowReading<(String, String)> in
                .row((try row.requiredText("id"), try row.requiredText("code")))
            }
            for (id, code) in page.rows { codes[id] = code }
            if page.isLast { break }
        }
        return codes
    }

    /// More pages of VAT codes than any company has.
    private static let vatPageLimit = 10
}
