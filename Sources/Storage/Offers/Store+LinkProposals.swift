public import Inventory

/// A proposal with what a person needs to judge it.
public struct OfferProposal: Sendable, Equatable {
    public var proposal: LinkProposal
    public var account: AccountName
    public var name: String
    public var externalID: String?
    /// The candidates' names.
    public var productNames: [ProductID: String]
}

extension Store {
    /// What each unlinked offer probably sells, by offer, after the one with id `after`. Archived offers and those that Allegro itself fulfils are
    /// left out: there is nothing to link.
    public func linkProposals(after: OfferID?, limit: Int) async throws -> [OfferProposal] {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, account, name, trim(external_id) FROM offers
                    WHERE id > ? AND status <> 'archived' AND is_fulfilled_by_allegro = 0 AND id NOT IN (SELECT offer FROM offer_components)
                    ORDER BY id LIMIT ?
                    """, arguments: [after?.text ?? "", limit])
            return try rows.map { row in
                let mark: String? = row[3]
                let found = try mark.flatMap { $0.isEmpty ? nil : $0 }.map { try Self.products(db, marked: $0) } ?? []
                return OfferProposal(
                    proposal: LinkProposal(offer: OfferID(row[0]), mark: mark, found: found.map(\.candidate)), account: AccountName(row[1]),
                    name: row[2], externalID: mark,
                    productNames: Dictionary(found.map { ($0.candidate.product, $0.name) }) { first, _ in first })
            }
        }
    }

    /// The products that a code, an EAN or an id names, each once.
    public func products(marked mark: String) async throws -> [ProductID] {
        try await read { db in Set(try Self.products(db, marked: mark).map(\.candidate.product)).sorted() }
    }

    private static func products(_ db: Database, marked mark: String) throws -> [(candidate: LinkProposal.Candidate, name: String)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, 'code', name FROM products WHERE code = ?1 UNION ALL SELECT id, 'ean', name FROM products WHERE ean = ?1
                    UNION ALL SELECT id, 'id', name FROM products WHERE id = ?1
                    """), arguments: [mark]
        ).compactMap { row in
            LinkProposal.Match(rawValue: row[1]).map { (LinkProposal.Candidate(product: ProductID(row[0]), match: $0), row[2]) }
        }
    }
}
