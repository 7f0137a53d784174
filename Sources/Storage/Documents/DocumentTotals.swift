import Inventory

/// An order's total beside that of its document (R43): the buyer may pay for more, or less, after the document was issued.
enum DocumentTotals {
    /// Puts a document that states another total than the order before a person, and takes that back where they are the same again. Nothing is
    /// told of one that wFirma is not known to have: what is not sent yet is drafted anew.
    static func compare(_ db: Database, _ order: Order, _ document: OrderDocument, at moment: Timestamp) throws {
        guard document.invoice != nil, let stated = document.draft?.total, let total = order.total else { return }
        guard total != stated, !order.isOff else {
            return try Problems.settle(db, kind: .totalChanged, subject: order.id.text, by: "over", at: moment)
        }
        let name = document.number ?? document.invoice ?? ""
        try Problems.raise(
            db, kind: .totalChanged, subject: order.id.text,
            what: Words(
                en: "The buyer of order \(order.id) pays \(total), its document \(name) states \(stated)",
                pl: "Kupujący w zamówieniu \(order.id) płaci \(total), a dokument \(name) opiewa na \(stated)"),
            why: Words(
                en: "the order changed after its document was issued; nothing is corrected by itself",
                pl: "zamówienie zmieniło się po wystawieniu dokumentu; nic nie jest korygowane samoczynnie"), at: moment)
    }
}
