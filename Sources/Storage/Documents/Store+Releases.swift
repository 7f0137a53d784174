public import Inventory

extension Store {
    /// The orders whose documents stand in wFirma and whose releases are not here yet, the ones awaited shortest first.
    public func awaitedReleases(limit: Int) async throws -> [OrderID] {
        try await read { db in
            try String.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT order_id FROM order_documents WHERE release_expected_until IS NOT NULL AND document IS NOT NULL
                        ORDER BY release_expected_until, order_id LIMIT ?
                        """), arguments: [limit]
            ).map { OrderID($0) }
        }
    }
}
