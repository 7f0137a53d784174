import Foundation
import GRDB
public import Inventory
public import OpenSSLCrypto

extension Store {
    /// A kept secret; nil when none has this name. Throws ``StorageError/noSecretsKey`` or ``StorageError/wrongKey(secret:)``.
    public func sealed(_ name: String) async throws -> Secret? {
        let cipher = try cipher()
        let box = try await read { db in
            try Data.fetchOne(db, sql: "SELECT box FROM sealed_secrets WHERE name = ?", arguments: [name])
        }
        return try box.map { try Self.open($0, name: name, cipher) }
    }

    /// Keeps a secret in place of the one of the same name. Throws ``StorageError/noSecretsKey``.
    public func seal(_ name: String, _ secret: Secret, at moment: Timestamp) async throws {
        // The name is sealed in as context: a box copied into another secret's row does not open.
        let box = Data(try cipher().seal(secret.bytes, context: Array(name.utf8)))
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO sealed_secrets (name, box, updated_at) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET box = excluded.box, updated_at = excluded.updated_at
                    """, arguments: [name, box, moment.microseconds])
        }
    }

    /// Tells a wrong key when the store is opened, not when a token is needed in the night.
    func checkSecretsKey() throws {
        guard options.secretsKey != nil else { return }
        let cipher = try cipher()
        let first = try tellingStorageErrors {
            try pool.read { try Row.fetchOne($0, sql: "SELECT name, box FROM sealed_secrets ORDER BY name LIMIT 1") }
        }
        if let first { _ = try Self.open(first["box"], name: first["name"], cipher) }
    }

    private func cipher() throws -> AESGCM {
        guard let key = options.secretsKey else { throw StorageError.noSecretsKey }
        return try AESGCM(key: key)
    }

    private static func open(_ box: Data, name: String, _ cipher: AESGCM) throws -> Secret {
        do { return Secret(try cipher.open(Array(box), context: Array(name.utf8))) } catch CryptoError.notAuthentic {
            throw StorageError.wrongKey(secret: name)
        }
    }
}
