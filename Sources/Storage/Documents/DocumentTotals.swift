import Inventory

/// An order's total beside that of its document (R43): the buyer may pay for more, or less, after the document was issued.
enum DocumentTotals {
    /// Puts documents that state another total than the order before a person, and takes that back where they are the same again: the order's own, or
    /// those of the forms that it took in. Nothing is told of one that wFirma is not known to have: what is not sent yet is drafted anew.
    static func compare(_ db: Database, _ order: Order, at moment: Timestamp) throws {
        let documents = try OrderDocuments.stating(db, order)
        guard let total = order.total, let stated = stated(documents, in: total.currency) else { return }
        guard total != stated, !order.isOff else {
            return try Problems.settle(db, kind: .totalChanged, subject: order.id.text, by: "over", at: moment)
        }
        let names = documents.map { $0.number ?? $0.invoice ?? "" }.joined(separator: ", ")
        let told =
            documents.count == 1
            ? Words(en: "its document \(names) states", pl: "dokument \(names) opiewa na")
            : Words(en: "its documents \(names) state", pl: "dokumenty \(names) opiewają na")
        try Problems.raise(
            db, kind: .totalChanged, subject: order.id.text,
            what: Words(
                en: "The buyer of order \(order.id) pays \(total), \(told.en) \(stated)",
                pl: "Kupujący w zamówieniu \(order.id) płaci \(total), a \(told.pl) \(stated)"),
            why: Words(
                en: "the order changed after its document was issued; nothing is corrected by itself",
                pl: "zamówienie zmieniło się po wystawieniu dokumentu; nic nie jest korygowane samoczynnie"), at: moment)
    }

    /// What they state in all; nil where there are none, or one that states nothing, or another currency.
    private static func stated(_ documents: [OrderDocument], in currency: String) -> Money? {
        let totals = documents.compactMap { $0.draft?.total }
        guard !totals.isEmpty, totals.count == documents.count, totals.allSatisfy({ $0.currency == currency }) else { return nil }
        return Money(hundredths: totals.reduce(0) { $0 + $1.hundredths }, currency: currency)
    }
}
