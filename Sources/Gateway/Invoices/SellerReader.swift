import Inventory
import NIOConcurrencyHelpers
import Storage
import WFirma

/// Completes what the store knows for a document by what wFirma alone tells: VAT rates, units, prices, and whether the seller pays VAT.
final class SellerReader: Sendable {
    private let wfirma: WFirmaClient
    /// Asked once in a run: a company changes neither over a day.
    private let isVATPayer = NIOLockedValueBox<Bool?>(nil)
    private let vatCodes = NIOLockedValueBox<[String: String]?>(nil)

    init(wfirma: WFirmaClient) { self.wfirma = wfirma }

    func facts(_ stored: StoredDocumentFacts, kind: OrderDocumentKind, date: CalendarDate) async throws -> OrderDocumentFacts {
        var products: [ProductID: DocumentedProduct] = [:]
        for id in stored.products {
            guard let good = try await wfirma.goodOnDocument(id) else { continue }
            var vat = good.vat
            if vat == nil, let code = good.vatCode { vat = try await self.vat(ofCode: code) }
            products[id] = DocumentedProduct(
                name: good.name, unit: good.unit, vat: vat, vatCode: good.vatCode, price: good.price, holdings: stored.holdings[id] ?? [:])
        }
        return OrderDocumentFacts(
            order: stored.order, kind: kind, isVATPayer: try await paysVAT(), date: date, components: stored.components,
            products: products, warehouses: stored.warehouses)
    }

    /// A document in wFirma with every line's VAT told by its code; nil where there is none.
    func document(_ id: String) async throws -> IssuedDocument? {
        guard var document = try await wfirma.invoice(id) else { return nil }
        for index in document.lines.indices where document.lines[index].vat == nil {
            if let code = document.lines[index].vatCode { document.lines[index].vat = try await vat(ofCode: code) }
        }
        return document
    }

    private func paysVAT() async throws -> Bool {
        if let known = isVATPayer.withLockedValue({ $0 }) { return known }
        let answer = try await wfirma.company().isVATPayer
        isVATPayer.withLockedValue { $0 = answer }
        return answer
    }

    private func vat(ofCode id: String) async throws -> String? {
        if let known = vatCodes.withLockedValue({ $0 }) { return known[id] }
        let answer = try await wfirma.vatCodes()
        vatCodes.withLockedValue { $0 = answer }
        return answer[id]
    }
}
