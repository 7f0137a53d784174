public import Inventory

/// What a corrected link meant for the orders that were seen before.
public struct LinkCorrection: Sendable, Equatable {
    /// They hold what the corrected link says, and their documents are drafted by it.
    public var corrected: [OrderID] = []
    /// They are left as they are, and put before a person: a document of theirs stands.
    public var documented: [OrderID] = []
}

/// An offer was linked to the wrong product: what its open orders hold, and what their documents will say, goes by what was reserved at their first
/// sight. Within the transaction that corrects the link.
struct LinkCorrections {
    let db: Database
    let offer: OfferID
    let link: OfferLink
    let moment: Timestamp

    /// Lines that still hold something, and other than the link says, of orders that are not off.
    func carryOut() throws -> LinkCorrection {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT l.order_id FROM order_lines l JOIN reservations r ON r.line = l.id JOIN orders o ON o.id = l.order_id
                WHERE l.offer = ? AND r.open > 0 AND NOT \(Orders.isOff) ORDER BY l.order_id
                """, arguments: [offer.text])
        var correction = LinkCorrection()
        for row in rows {
            let order = OrderID(row[0])
            let lines = try Orders.lines(db, of: order).filter { try $0.offer == offer && isWrong($0) }
            guard !lines.isEmpty else { continue }
            if let paper = try paper(of: order, lines) {
                try tell(order, paper)
                correction.documented.append(order)
            } else {
                try correct(order, lines)
                correction.corrected.append(order)
            }
        }
        return correction
    }

    private func isWrong(_ line: OrderLine) throws -> Bool {
        let held = try Reservations.held(db, by: line)
        guard held.contains(where: { $0.open > 0 }) else { return false }
        let sold = try Reservations.components(db, of: line)
        return sold.map { Set($0) != Set(link.components) } ?? true
    }

    /// What names the product that the earlier link said: a document of sale that wFirma may have, or a release; nil where there is none.
    private func paper(of order: OrderID, _ lines: [OrderLine]) throws -> String? {
        if let document = try OrderDocuments.documents(db, around: order).first(where: \.mayExist) {
            return document.number ?? document.invoice ?? document.externalID
        }
        return try lines.compactMap { line in
            try String.fetchOne(
                db,
                sql: "SELECT coalesce(d.name, c.document) FROM closings c LEFT JOIN documents d ON d.id = c.document WHERE c.line = ? LIMIT 1",
                arguments: [line.id.text])
        }.first
    }

    private func correct(_ order: OrderID, _ lines: [OrderLine]) throws {
        let before = try names(of: lines)
        var writer = OrderWriter(db, at: moment)
        try writer.holdAnew(lines, of: order)
        try writer.markProducts()
        try OrderDocuments.draftAnew(db, order, at: moment)
        let after = try names(of: lines)
        try Orders.note(
            db, order,
            Words(
                en: "The link of offer \(offer) was corrected: \(after) in the place of \(before)",
                pl: "Poprawiono powiązanie oferty \(offer): \(after) zamiast \(before)"), at: moment)
    }

    private func names(of lines: [OrderLine]) throws -> String {
        try lines.flatMap { try Reservations.held(db, by: $0) }.map { "\($0.pieces) × \($0.product)" }.joined(separator: ", ")
    }

    private func tell(_ order: OrderID, _ paper: String) throws {
        try Problems.raise(
            db, kind: .documentMismatch, subject: order.text,
            what: Words(
                en: "The link of offer \(offer) was corrected, and order \(order) has document \(paper) by the earlier one",
                pl: "Poprawiono powiązanie oferty \(offer), a zamówienie \(order) ma już dokument \(paper) według poprzedniego"),
            why: Words(
                en: "what it reserves and its document stay as they are: nothing is corrected by itself",
                pl: "rezerwacja i dokument zostają bez zmian: nic nie jest korygowane samoczynnie"), at: moment)
    }
}
