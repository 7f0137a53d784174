import Foundation

extension Store {
    /// Copies the store as it stands at this moment into a file of its own, without what is secret or a person's: who may sign in, what is sealed and
    /// what is mailed is left out, and `mask` goes over what is known of buyers (R46). Blocks.
    ///
    /// - Parameters:
    ///   - mask: what stands for the bytes of a JSON or XML text; its result is JSON.
    ///   - interruption: breaks it off, with a `CancellationError`; nothing is left of the copy then.
    ///   - onSnapshot: called once the moment is fixed: what is written from then on is not in the copy.
    public func maskedCopy(
        to path: String, _ interruption: Interruption = Interruption(), _ mask: @Sendable (_ text: [UInt8], _ format: BodyFormat) -> [UInt8],
        onSnapshot: () -> Void = {}
    ) throws {
        _ = try backUp(to: path, interruption, onSnapshot: onSnapshot)
        do {
            try SQLiteEngine.rewrite(path, interruption) { db in
                try Self.dropSecrets(db)
                try Self.maskBuyers(db) { text, format in
                    try interruption.check()
                    return mask(text, format)
                }
            }
        } catch {
            StoreFiles.remove(path)
            throw error
        }
    }

    private static func dropSecrets(_ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM sessions; DELETE FROM audit; DELETE FROM users; DELETE FROM tokens; DELETE FROM sealed_secrets; DELETE FROM account_connections;
                DELETE FROM announced_problems; DELETE FROM notices;
                UPDATE problems SET what = '', what_pl = '', why = '', why_pl = '';
                UPDATE order_document_files SET pdf = CAST('%PDF masked' AS BLOB);
                DELETE FROM delivery_bodies WHERE sequence NOT IN (SELECT sequence FROM deliveries WHERE state = 'accepted');
                """)
    }

    private static func maskBuyers(_ db: Database, _ mask: ([UInt8], BodyFormat) throws -> [UInt8]) throws {
        for row in try Row.fetchAll(db, sql: "SELECT id, parties FROM orders WHERE parties IS NOT NULL") {
            let masked = try mask(Array((row["parties"] as String).utf8), .json)
            try db.execute(
                sql: "UPDATE orders SET parties = ? WHERE id = ?", arguments: [String(decoding: masked, as: UTF8.self), row["id"] as String])
        }
        let waiting = "SELECT b.sequence, b.body, d.format FROM delivery_bodies b JOIN deliveries d USING (sequence)"
        for row in try Row.fetchAll(db, sql: waiting) {
            let (sequence, format): (Int64, BodyFormat) = (row["sequence"], try value(row, "format"))
            let masked = try mask(Array(row["body"] as Data), format)
            try db.execute(sql: "UPDATE delivery_bodies SET body = ?, headers = '' WHERE sequence = ?", arguments: [Data(masked), sequence])
            try db.execute(sql: "UPDATE deliveries SET format = 'json' WHERE sequence = ?", arguments: [sequence])
        }
    }
}
