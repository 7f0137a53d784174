import Dispatch
import Foundation
import Inventory
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Testing

@testable import Storage

/// Keeps what it is told.
private final class Witness: WriteWitness {
    private let told = NIOLockedValueBox<[WitnessedWrite]>([])

    var statements: [String] {
        told.withLockedValue { $0 }.flatMap { write -> [String] in
            if case .statements(let statements) = write { statements } else { [] }
        }
    }

    var bodies: [[UInt8]] {
        told.withLockedValue { $0 }.flatMap { write -> [[UInt8]] in
            if case .deliveries(let deliveries) = write { deliveries.map(\.body) } else { [] }
        }
    }

    func enter() async -> Bool { true }
    func enterBlocking() -> Bool { true }
    func leave(_ written: WitnessedWrite) { told.withLockedValue { $0.append(written) } }
}

@Suite("What a recording hears of a store", .ofFiles)
struct WitnessTests {
    private let directory: TestDirectory
    private let witness = Witness()
    private let decisions = NIOLockedValueBox<[Decision]>([])
    private let store: Store

    init() throws {
        directory = try TestDirectory()
        var options = StoreOptions(path: directory.database, secretsKey: Secret([UInt8](repeating: 7, count: 32)))
        options.witness = witness
        options.onDecision = { [decisions] decision in decisions.withLockedValue { $0.append(decision) } }
        store = try Store.open(options)
    }

    @Test("a person's write with its values, and a delivery once; who signs in and what is sealed is not told (R35, R46)")
    func told() async throws {
        _ = try await store.updateSettings { $0.frozen = true }
        #expect(witness.statements.contains { $0.hasPrefix("UPDATE settings SET") && $0.contains("frozen = 1") })
        let count = witness.statements.count
        let token = try await store.createToken(name: "somebody", scope: .admin, at: morning)
        try await store.seal("allegro.main.tokens", Secret("a sealed text"), at: morning)
        _ = try await store.hasUsers()
        #expect(witness.statements.count == count)
        #expect(!witness.statements.contains { $0.contains(token) })
        let inbox = GroupCommitInbox(store: store) {}
        let incoming = delivery(key: "one")
        for _ in 0..<2 { _ = try await inbox.accept(incoming) }
        await inbox.stop()
        #expect(witness.bodies == [incoming.body])
    }

    @Test("said again elsewhere, the statements do the same; what was taken back is not said (R35)")
    func repeated() async throws {
        _ = try await store.updateSettings { $0.issueInvoices = true }
        struct Refusal: Error {}
        await #expect(throws: Refusal.self) { try await store.updateSettings { _ in throw Refusal() } }
        let other = try TestDirectory()
        let copy = try other.open()
        try await copy.repeatStatements(witness.statements)
        #expect(try await copy.settings().issueInvoices)
    }

    @Test("a problem that is raised and settled is a decision, once each (R35)")
    func decided() async throws {
        let words = Words(en: "one", pl: "jeden")
        for _ in 0..<2 { try await store.raiseProblem(.webhookSilent, subject: "wfirma", what: words, why: words, at: morning) }
        try await store.settleProblem(.webhookSilent, subject: "wfirma", at: morning)
        let about = "webhook_silent wfirma"
        #expect(
            decisions.withLockedValue { $0 } == [
                Decision(kind: .problem, subject: about, what: "raised"), Decision(kind: .problem, subject: about, what: "settled"),
            ])
    }

    @Test("each step of a document is a decision, one that leaves its state too (R35)")
    func steps() async throws {
        let room = try await Stockroom { [decisions] in $0.onDecision = { decision in decisions.withLockedValue { $0.append(decision) } } }
        _ = try await room.store.updateSettings { settings in
            settings.fetchOrders = true
            settings.issueInvoices = true
            var account = AccountSettings()
            account.document = .invoice
            settings.accounts["main"] = account
        }
        let order = OrderID("order-1")
        try await room.tell([room.order(order, [("line-1", Stockroom.single, 2)])])
        let document = try #require(try await room.store.orderDocument(of: order))
        func told() -> [Decision] { decisions.withLockedValue { $0.filter { $0.kind == .document } } }
        let before = told()
        #expect(!before.isEmpty)
        try await room.store.write { try OrderDocuments.save($0, document) }
        #expect(told() == before + before.suffix(1))
    }

    @Test("a masked copy has no sealed secret, no token and no body that was applied; what waits is masked (R46)")
    func masked() async throws {
        _ = try await store.createToken(name: "somebody", scope: .admin, at: morning)
        try await store.seal("allegro.main.tokens", Secret("a sealed text"), at: morning)
        let inbox = GroupCommitInbox(store: store) {}
        _ = try await inbox.accept(delivery())
        await inbox.stop()
        let path = directory.database + ".copy"
        try store.maskedCopy(to: path) { _, _ in Array(#"{"masked":true}"#.utf8) }
        let copy = try Store.open(StoreOptions(path: path))
        #expect(try await copy.pendingDeliveries(limit: 10).map(\.incoming.body) == [Array(#"{"masked":true}"#.utf8)])
        #expect(try await copy.tokens().isEmpty)
        #expect(try await copy.sealedSecrets().isEmpty)
        try copy.close()
    }

    @Test("a copy that nobody waits for any more is broken off wherever it stands, and nothing of it is left")
    func brokenOff() async throws {
        let path = directory.database + ".copy"
        let whileCopied = Interruption()
        #expect(throws: CancellationError.self) {
            try store.maskedCopy(to: path, whileCopied, { text, _ in text }, onSnapshot: { whileCopied.breakOff() })
        }
        let inbox = GroupCommitInbox(store: store) {}
        for number in 0..<2 { _ = try await inbox.accept(delivery(key: "\(number)")) }
        await inbox.stop()
        let whileMasked = Interruption()
        #expect(throws: CancellationError.self) {
            try store.maskedCopy(to: path, whileMasked) { text, _ in
                whileMasked.breakOff()
                return text
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).allSatisfy { !$0.contains(".copy") })
    }

    @Test("a statement that runs while its copy is broken off ends then", .timeLimit(.minutes(5)))
    func endedStatement() throws {
        let (path, interruption) = (directory.database + ".copy", Interruption())
        _ = try store.backUp(to: path)
        let hasEnded = NIOLockedValueBox(false)
        let forEver = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        #expect(throws: CancellationError.self) {
            try SQLiteEngine.rewrite(path, interruption) { db in
                // As often as it takes: before the statement begins there is none to end.
                DispatchQueue.global().async { while !hasEnded.withLockedValue({ $0 }) { interruption.breakOff() } }
                defer { hasEnded.withLockedValue { $0 = true } }
                _ = try Int.fetchOne(db, sql: forEver)
            }
        }
    }
}
