import Foundation
import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

/// The schema is put back by PostgreSQL's own tools, as `docs/scale.md` says.
@Suite("A store that pg_restore put back", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct RestoredSchemaTests {
    @Test(
        "nothing of what was erased since is in it, no command of then leaves, and what Allegro shows is read anew (R36, R46)",
        arguments: [false, true])
    func restored(isElsewhere: Bool) async throws {
        let outbox = try await OutboxRoom()
        let room = outbox.room
        try await outbox.stock(7)
        _ = try await outbox.plan()
        #expect(try await outbox.due().count == 1)
        // No document stands in the way of an erasure.
        _ = try await room.store.updateSettings { $0.issueInvoices = false }
        for order in ["o-1", "o-2"] { try await sell(room, order) }
        let dump = room.directory.path + "/store.dump"
        let schema = try #require(room.store.schema)
        try run("pg_dump", "-n", schema, "-Fc", "-f", dump)
        try await sell(room, "o-3")
        for order: OrderID in ["o-1", "o-3"] { #expect(try await room.store.erasePersonalData(of: order) == .done) }
        await room.inbox.stop()
        try room.store.close()

        try run("psql", "-q", "-c", "DROP SCHEMA \(schema) CASCADE")
        // Another server's common schema knows nothing of the shop; its list of erasures came along with a dump of its own.
        if isElsewhere { try run("psql", "-q", "-c", "DELETE FROM stockgate_fleet.leases WHERE store = '\(schema)'") }
        try run("pg_restore", dump)
        let store = try room.directory.open()
        #expect(try await store.orderView("o-1") != nil)
        #expect(try await store.orderView("o-1")?.buyer == nil)
        #expect(try await store.orderView("o-2")?.buyer != nil)
        #expect(try await store.orderView("o-3") == nil)
        let lanes = CommandLane.all(of: "main").map { (lane: $0, limit: 100) }
        #expect(try await store.dueCommands([.written], in: lanes, excluding: [], at: room.now + .seconds(7200)).due.isEmpty)
        let listed = try await store.read { db in try store.engine.listedErasures(db) }
        #expect(listed == [ErasedOrders.digest("o-1"), ErasedOrders.digest("o-3")])
        let left = try await store.read { try Data.fetchAll($0, sql: "SELECT digest FROM erased_orders") }
        #expect(left == [Data(ErasedOrders.digest("o-3"))], "the order's buyer is erased when it first comes")
        // It is settled once.
        #expect(try await store.read(store.engine.foundRestored) == nil)
        try store.close()
    }

    @Test("of two gateways that find it at the same time one takes it up, and what that one has done since stays (R36)")
    func takenUpOnce() async throws {
        let outbox = try await OutboxRoom()
        let (directory, schema) = (outbox.room.directory, try #require(outbox.room.store.schema))
        try await outbox.room.store.write { db in
            try db.execute(sql: "UPDATE stockgate_fleet.leases SET tables = tables + 1 WHERE store = ?", arguments: [schema])
        }
        let isFirst = NIOLockedValueBox(true)
        // Comes between the second one's look and what it does about it.
        let late = try directory.open {
            $0.beforeWrite = {
                guard
                    isFirst.withLockedValue({ isFirst in
                        defer { isFirst = false }
                        return isFirst
                    })
                else { return }
                let first = try directory.open()
                #expect(try first.readBlocking { try Int.fetchOne($0, sql: "SELECT count(*) FROM pending_choices") } == 1)
                try first.writeBlocking { try $0.execute(sql: "DELETE FROM pending_choices") }
                try first.close()
            }
        }
        #expect(!isFirst.withLockedValue { $0 })
        #expect(try await late.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM pending_choices") } == 0)
        #expect(try await late.read(late.engine.foundRestored) == nil)
        try late.close()
    }

    private func sell(_ room: Stockroom, _ id: String) async throws {
        guard case .order(var order, let window) = room.order(OrderID(id), [(LineItemID("l-\(id)"), Stockroom.single, 1)], fulfilment: .sent) else {
            return
        }
        order.parties = OrderParties(buyer: .init(login: "anna_k", email: "anna@allegromail.example", firstName: "Anna", lastName: "Kowalska"))
        try await room.tell([.order(order, readAt: window)])
    }

    /// One of PostgreSQL's programs, over the tests' database.
    private func run(_ program: String, _ arguments: String...) throws {
        let (process, address) = (Process(), try #require(TestEngine.address))
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program, "--dbname", address] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program)")
    }
}
