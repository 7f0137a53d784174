import Foundation
import Inventory
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Testing

@testable import Storage

/// What the rows of a real database make of leases, epochs and looks.
@Suite("A fleet over PostgreSQL", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct FleetServerTests {
    let directory: TestDirectory
    let store: Store
    let schema: String
    private let faults = NIOLockedValueBox<[StorageError]>([])

    init() throws {
        directory = try TestDirectory()
        store = try directory.open { $0.secretsKey = VersionTests.key }
        schema = try #require(store.options.postgreSQL?.schema)
    }

    /// - Parameter name: of two that have nothing yet, the first in the alphabet takes the only store.
    private func gateway(_ name: String = "a", lease: Duration = .seconds(10)) throws -> Fleet {
        let address = try #require(store.options.postgreSQL)
        return try Fleet.at(address, gateway: "\(name)-\(UUID().uuidString)", options: FleetOptions(lease: lease)) { [faults] fault in
            faults.withLockedValue { $0.append(fault) }
        }
    }

    @Test("one gateway has a store, and what it writes bears its epoch; the one before writes nothing more (R25)")
    func fenced() async throws {
        let (first, second) = try (gateway("b", lease: .milliseconds(200)), gateway("a"))
        let (ours, theirs) = (first.leases(of: schema), second.leases(of: schema))
        try await first.step()
        let old = try #require(await ours.first { _ in true })
        let frozen = store.under(old)
        _ = try await frozen.updateSettings { $0.fetchOrders = true }
        try await eventually("the lease runs out") { !old.holds }
        #expect(!frozen.mayAct)
        try await eventually("the other takes it") {
            try await second.step()
            return second.standing.stores == 1
        }
        let new = try #require(await theirs.first { _ in true })
        #expect((new.epoch ?? 0) > (old.epoch ?? 0))
        await #expect(throws: StorageError.leaseLost) { try await frozen.updateSettings { $0.fetchOrders = false } }
        #expect(throws: StorageError.leaseLost) { try frozen.writeBlocking { try $0.execute(sql: "UPDATE settings SET frozen = 1") } }
        let settings = try await store.under(new).updateSettings { $0.issueInvoices = true }
        #expect(settings.fetchOrders)
        #expect(!settings.frozen)
        // Intake and a person's deeds need no tenure.
        _ = try await GroupCommitInbox(store: store) {}.accept(delivery(key: "a"))
        #expect(faults.withLockedValue { $0 } == [])
    }

    @Test("a writer under way when its lease is lost comes to its end first, and then none of its epoch")
    func behindTheLock() async throws {
        let (first, second) = try (gateway("b", lease: .milliseconds(200)), gateway("a"))
        let (ours, theirs) = (first.leases(of: schema), second.leases(of: schema))
        try await first.step()
        let old = try #require(await ours.first { _ in true })
        let (order, elsewhere) = (NIOLockedValueBox<[String]>([]), try directory.open())
        try store.under(old).writeBlocking { db in
            while old.holds { usleep(10_000) }
            let taken = DispatchSemaphore(value: 0)
            Task {
                while second.standing.stores == 0 { try await second.step() }
                taken.signal()
                guard let new = await theirs.first(where: { _ in true }) else { return }
                try await elsewhere.under(new).write { _ in order.withLockedValue { $0.append("new") } }
            }
            taken.wait()
            try db.execute(sql: "UPDATE settings SET frozen = 1")
            order.withLockedValue { $0.append("old") }
        }
        try await eventually("both have written") { order.withLockedValue { $0.count } == 2 }
        #expect(order.withLockedValue { $0 } == ["old", "new"])
        #expect(try await store.settings().frozen)
    }

    @Test("tokens that were renewed as the lease was lost are kept, in the place of those that they were renewed from alone")
    func renewed() async throws {
        let (first, second) = try (gateway("b", lease: .milliseconds(200)), gateway("a"))
        let (ours, theirs) = (first.leases(of: schema), second.leases(of: schema))
        try await first.step()
        let old = try #require(await ours.first { _ in true })
        let frozen = store.under(old)
        try await frozen.seal("tokens", Secret("spent"), at: morning)
        try await eventually("the other takes it") {
            try await second.step()
            return second.standing.stores == 1
        }
        await #expect(throws: StorageError.leaseLost) { try await frozen.seal("tokens", Secret("renewed"), at: morning) }
        func renew(_ tokens: String) async throws -> Bool {
            try await frozen.renew(Secret(tokens), named: "tokens", of: "main", inPlaceOf: { $0 == Secret("spent") }, at: morning)
        }
        #expect(try await renew("renewed"))
        #expect(try await store.sealed("tokens") == Secret("renewed"))
        #expect(try await !renew("too late"))
        #expect(try await store.sealed("tokens") == Secret("renewed"))
        withExtendedLifetime(theirs) {}
    }

    @Test("who works a store is told where the search path alone names its schema")
    func searchPath() async throws {
        let server = try #require(TestEngine.address)
        let named = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let path = "\(server)?options=-csearch_path%3D\(named),public"
        let other = try Store.open(StoreOptions(path: path))
        #expect(other.schema == named)
        #expect(StoreHolder.of(database: path) == nil)
        let fleet = try gateway()
        let leases = fleet.leases(of: named)
        try await fleet.step()
        #expect(StoreHolder.of(database: path) == .gateway(fleet.gateway))
        withExtendedLifetime(leases) {}
    }

    @Test("given back, a store is another's at once; and who works it is told")
    func givenBack() async throws {
        let (first, second) = try (gateway(), gateway())
        let (ours, theirs) = (first.leases(of: schema), second.leases(of: schema))
        #expect(StoreHolder.of(database: store.path) == nil)
        try await first.step()
        let lease = try #require(await ours.first { _ in true })
        #expect(StoreHolder.of(database: store.path) == .gateway(first.gateway))
        await first.giveBack(lease)
        await first.leave()
        try await second.step()
        let next = try #require(await theirs.first { _ in true })
        #expect(next.epoch == 2)
        #expect(StoreHolder.of(database: store.path) == .gateway(second.gateway))
    }

    @Test("another gateway's writes are seen by one look, and our own are not")
    func looks() async throws {
        let fleet = try gateway()
        let (ours, theirs) = (try directory.open { $0.fleet = fleet }, store)
        let leases = fleet.leases(of: schema)
        try await fleet.look()
        let before = try await ours.dataVersion()
        _ = try await ours.updateSettings { $0.fetchOrders = true }
        try await fleet.look()
        #expect(try await ours.dataVersion() == before)
        _ = try await GroupCommitInbox(store: theirs) {}.accept(delivery(key: "a"))
        try await fleet.look()
        #expect(try await ours.dataVersion() == before + 1)
        withExtendedLifetime(leases) {}
    }

    @Test("stores share few connections, each found again with its own tables")
    func pooled() async throws {
        let stores = try (0..<30).map { _ in try TestDirectory().open() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    for round in 0..<3 { _ = try await store.updateSettings { $0.frozen = (number + round) % 2 == 0 } }
                }
            }
            try await group.waitForAll()
        }
        for (number, store) in stores.enumerated() { #expect(try await store.settings().frozen == (number % 2 == 0)) }
        let count = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stockgate'") }
        #expect(count ?? .max <= 32)
    }
}
