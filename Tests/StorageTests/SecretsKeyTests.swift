import Foundation
import Inventory
import OpenSSLCrypto
import Testing

@testable import Storage

@Suite("The key that seals at rest changes")
struct SecretsKeyTests {
    private static let (old, new) = (Secret([UInt8](repeating: 1, count: 32)), Secret([UInt8](repeating: 2, count: 32)))
    private static let moment = Timestamp(seconds: 1_795_510_800)

    @Test("what the former key sealed opens, and is sealed under the new one in one go, beside somebody who has both keys")
    func reseals() async throws {
        let directory = try TestDirectory()
        let before = try directory.openQuickly { $0.secretsKey = Self.old }
        try await before.seal("allegro.main.tokens", Secret("refresh"), at: Self.moment)
        before.use(SecretsKeys(current: Self.new, former: [Self.old]))
        #expect(try await before.sealed("allegro.main.tokens") == Secret("refresh"))
        #expect(try await before.sealedSecrets().map(\.isUnderCurrentKey) == [false])
        #expect(try await before.resealSecrets(at: Self.moment) == 1)
        #expect(try await before.resealSecrets(at: Self.moment) == 0)
        #expect(try await before.sealedSecrets().allSatisfy(\.isUnderCurrentKey))
        try before.close()
        let after = try directory.openQuickly { $0.secretsKey = Self.new }
        #expect(try await after.sealed("allegro.main.tokens") == Secret("refresh"))
        try after.close()
        #expect(throws: StorageError.self) { try directory.openQuickly { $0.secretsKey = Self.old } }
    }

    @Test("a process that has only the old key seals nothing that nobody else could open")
    func lateWriter() async throws {
        let directory = try TestDirectory()
        let late = try directory.openQuickly { $0.secretsKey = Self.old }
        try await late.seal("allegro.main.tokens", Secret("first"), at: Self.moment)
        let rotating = try directory.openQuickly {
            $0.secretsKey = Self.new
            $0.formerSecretsKeys = [Self.old]
        }
        try await rotating.resealSecrets(at: Self.moment)
        await #expect(throws: StorageError.wrongKey(secret: "allegro.main.tokens")) {
            try await late.seal("allegro.main.tokens", Secret("late"), at: Self.moment)
        }
        #expect(try await rotating.sealed("allegro.main.tokens") == Secret("first"))
    }

    @Test("a secret that no key opens keeps all as they were")
    func foreignBox() async throws {
        let directory = try TestDirectory()
        let store = try directory.openQuickly { $0.secretsKey = Self.old }
        try await store.seal("a", Secret("1"), at: Self.moment)
        let foreign = SecretsKeys(current: Secret([UInt8](repeating: 9, count: 32)), former: [Secret([UInt8](repeating: 8, count: 32))])
        await #expect(throws: StorageError.wrongKey(secret: "a")) { try await store.change(to: foreign, at: Self.moment) }
        #expect(try await store.sealed("a") == Secret("1"))
    }

    @Test("a store without secrets tells all the same which key it was opened under")
    func probe() async throws {
        let directory = try TestDirectory()
        let store = try directory.openQuickly { $0.secretsKey = Self.old }
        #expect(try await store.resealSecrets(at: Self.moment) == 0)
        try store.close()
        #expect(throws: StorageError.wrongKey(secret: "secrets_key")) { try directory.openQuickly { $0.secretsKey = Self.new } }
    }
}
