/// Whose shop a store holds, as the gateway that last worked it was configured.
public struct ShopMark: Sendable, Equatable {
    /// wFirma's number of the company.
    public var company: String
    /// Nil: the only merchant of its gateway.
    public var merchant: String?

    public init(company: String, merchant: String?) { (self.company, self.merchant) = (company, merchant) }

    /// Nil where no gateway has worked the store since it can be noted.
    static func find(_ db: Database) throws -> ShopMark? {
        try Row.fetchOne(db, sql: "SELECT company, merchant FROM shop").map { ShopMark(company: $0[0], merchant: $0[1]) }
    }
}

extension Store {
    /// Notes whose shop it is; writes nothing where that is known.
    public func note(_ mark: ShopMark) async throws {
        if try await read(ShopMark.find) == mark { return }
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO shop (id, company, merchant) VALUES (1, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET company = excluded.company, merchant = excluded.merchant
                    """, arguments: [mark.company, mark.merchant])
        }
    }
}
