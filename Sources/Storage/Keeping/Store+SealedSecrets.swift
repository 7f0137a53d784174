import Foundation
public import Inventory
import NIOConcurrencyHelpers
public import OpenSSLCrypto

/// A secret that the store keeps, without what it is.
public struct SealedSecret: Sendable, Equatable {
    public var name: String
    public var updatedAt: Timestamp
    /// It opens under the current key; false: under a former one.
    public var isUnderCurrentKey: Bool
}

extension Store {
    /// A box of our own, so that a store always tells which key it was sealed under.
    private static let probe = "secrets_key"

    /// A kept secret; nil when none has this name. Throws ``StorageError/noSecretsKey`` or ``StorageError/wrongKey(secret:)``.
    public func sealed(_ name: String) async throws -> Secret? {
        let keys = secretsKeys.withLockedValue { $0 }
        let box = try await read { db in
            try Data.fetchOne(db, sql: "SELECT box FROM sealed_secrets WHERE name = ?", arguments: [name])
        }
        guard keys.current != nil else { throw StorageError.noSecretsKey }
        return try box.map { try keys.open(Array($0), name: name) }
    }

    /// Keeps a secret in place of the one of the same name. Throws ``StorageError/noSecretsKey``, or ``StorageError/wrongKey(secret:)`` where the
    /// store's secrets were sealed anew under a key that this process does not have: nothing may be sealed that nobody else could open.
    public func seal(_ name: String, _ secret: Secret, at moment: Timestamp) async throws {
        let sealed = try seal(secret, named: name)
        try await write { try sealed.put($0, at: moment) }
    }

    /// A secret, sealed, to be kept within a transaction. Throws ``StorageError/noSecretsKey``.
    func seal(_ secret: Secret, named name: String) throws -> SealedBox {
        let keys = secretsKeys.withLockedValue { $0 }
        return SealedBox(name: name, bytes: try keys.seal(secret, name: name), keys: keys)
    }

    /// Forgets a secret, if it is kept.
    static func dropSealed(_ name: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM sealed_secrets WHERE name = ?", arguments: [name])
    }

    /// From now on these keys seal and open, and everything is sealed under the current one; returns how many secrets that were. Throws what
    /// ``resealSecrets(at:)`` throws, and then the keys before stay. Without a current key nothing changes: what is sealed would open no more.
    public func change(to keys: SecretsKeys, at moment: Timestamp) async throws -> Int {
        guard keys.current != nil else { return 0 }
        let before = secretsKeys.withLockedValue { $0 }
        use(keys)
        do { return try await resealSecrets(at: moment) } catch {
            use(before)
            throw error
        }
    }

    /// From now on these keys seal and open. What stands in the store stays as it is.
    func use(_ keys: SecretsKeys) { secretsKeys.withLockedValue { $0 = keys } }

    /// Seals under the current key, in one transaction, all that a former one sealed; returns how many secrets that were.
    /// Throws ``StorageError/wrongKey(secret:)``, and changes nothing, where one opens under none.
    @discardableResult
    public func resealSecrets(at moment: Timestamp) async throws -> Int {
        let keys = secretsKeys.withLockedValue { $0 }
        guard keys.current != nil else { return 0 }
        return try await write { db in
            var count = 0
            for row in try Row.fetchAll(db, sql: "SELECT name, box FROM sealed_secrets ORDER BY name") {
                let (name, box): (String, [UInt8]) = (row["name"], Array(row["box"] as Data))
                guard try keys.openAsCurrent(box, name: name) == nil else { continue }
                let fresh = try keys.seal(keys.open(box, name: name), name: name)
                try db.execute(sql: "UPDATE sealed_secrets SET box = ? WHERE name = ?", arguments: [Data(fresh), name])
                count += 1
            }
            if try Data.fetchOne(db, sql: "SELECT box FROM sealed_secrets WHERE name = ?", arguments: [Self.probe]) == nil {
                try Self.put(keys.seal(Secret([]), name: Self.probe), Self.probe, db, at: moment)
            }
            return count
        }
    }

    /// What is kept sealed, by name. Throws ``StorageError/wrongKey(secret:)`` for what no key opens.
    public func sealedSecrets() async throws -> [SealedSecret] {
        let keys = secretsKeys.withLockedValue { $0 }
        let rows = try await read { db in
            try Row.fetchAll(db, sql: "SELECT name, box, updated_at FROM sealed_secrets ORDER BY name").map {
                ($0["name"] as String, Array($0["box"] as Data), Timestamp(microseconds: $0["updated_at"]))
            }
        }
        guard keys.current != nil else { return [] }
        return try rows.map { name, box, updated in
            let isCurrent = try keys.openAsCurrent(box, name: name) != nil
            if !isCurrent { _ = try keys.open(box, name: name) }
            return SealedSecret(name: name, updatedAt: updated, isUnderCurrentKey: isCurrent)
        }
    }

    /// Tells a wrong key when the store is opened, not when a token is needed in the night.
    func checkSecretsKey() throws {
        let keys = secretsKeys.withLockedValue { $0 }
        guard keys.current != nil else { return }
        try readBlocking { try Self.check(keys, $0) }
    }

    fileprivate static func check(_ keys: SecretsKeys, _ db: Database) throws {
        guard let first = try Row.fetchOne(db, sql: "SELECT name, box FROM sealed_secrets ORDER BY name LIMIT 1") else { return }
        _ = try keys.open(Array(first["box"] as Data), name: first["name"])
    }

    fileprivate static func put(_ box: [UInt8], _ name: String, _ db: Database, at moment: Timestamp) throws {
        try db.execute(
            sql: """
                INSERT INTO sealed_secrets (name, box, updated_at) VALUES (?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET box = excluded.box, updated_at = excluded.updated_at
                """, arguments: [name, Data(box), moment.microseconds])
    }
}

/// A sealed secret on its way into the store.
struct SealedBox: Sendable {
    fileprivate let name: String
    fileprivate let bytes: [UInt8]
    fileprivate let keys: SecretsKeys

    /// What is kept under its name now. Throws ``StorageError/wrongKey(secret:)``.
    func stands(_ db: Database) throws -> Secret? {
        let box = try Data.fetchOne(db, sql: "SELECT box FROM sealed_secrets WHERE name = ?", arguments: [name])
        return try box.map { try keys.open(Array($0), name: name) }
    }

    /// Keeps it in place of the one of the same name. Throws ``StorageError/wrongKey(secret:)`` where nobody else could open it.
    func put(_ db: Database, at moment: Timestamp) throws {
        try Store.check(keys, db)
        try Store.put(bytes, name, db, at: moment)
    }
}
