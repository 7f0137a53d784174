import Inventory
import OpenSSLCrypto

/// Tells whether an order is still addressed to whom a contractor was found or made for, without keeping who that is (R46).
enum BuyerDigest {
    /// Nil for a document without a contractor, and for an order that does not say to whom.
    static func text(for kind: OrderDocumentKind, of order: Order) -> String? {
        guard kind == .invoice, let draft = try? ContractorDraft(order) else { return nil }
        let number =
            switch draft.taxNumber {
            case .nip(let number): "nip \(number)"
            case .european(let number): "vat \(number)"
            case .other(let number): "other \(number)"
            case nil: ""
            }
        let address = draft.address
        let whole = [draft.name, number, address.street, address.city, address.zip, address.country].joined(separator: "\u{1F}")
        return hexadecimal(SHA256.digest(Array(whole.utf8)))
    }
}
