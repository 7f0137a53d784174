#if STOCKGATE_POSTGRES
    import Foundation
    import NIOConcurrencyHelpers
    import PostgreSQLClient
    import Testing

    @testable import Storage

    @Suite("A connection that goes from schema to schema", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
    struct SessionTests {
        @Test("where the change of schema failed, it is set to the one before, and nothing is read or written there for the other")
        func refused() throws {
            let session = try PostgreSQLSession(PostgreSQLConnection(#require(TestEngine.address)))
            _ = try session.begin("", in: "ours")
            // The server takes no such name.
            let theirs = "the\"irs"
            for _ in 1...2 { #expect(throws: PostgreSQLError.self) { try session.begin("SELECT 1", in: theirs) } }
            #expect(session.schema == "ours" && !session.connection.isLost)
            #expect(try session.begin("SHOW search_path", in: "ours").text(0, 0) == "ours")
        }

        @Test("a database that cannot be reached is told of as such, and not as the store that first had it opened")
        func unreached() throws {
            // Nobody listens there.
            let options = ["ours", "theirs"].map { StoreOptions(path: "postgres://127.0.0.1:1/stock?options=-csearch_path%3D\($0)") }
            let pools = try options.map { try PostgreSQLPool.of(#require($0.postgreSQL), $0) }
            #expect(pools[0] === pools[1])
            let error = try #require(throws: StorageError.self) { try Store.open(options[1]) }
            guard case .cannotOpen(let place, _) = error else { throw error }
            #expect(place == "postgres://127.0.0.1:1/stock")
        }

        @Test("a process has no more connections than its bound, also while many come at once for another store than those that rest")
        func bounded() async throws {
            let fresh = try FreshDatabase()
            let watch = try TestDirectory().open()
            let stores = try ["ours", "theirs"].map { schema in
                var options = StoreOptions(path: fresh.store(schema))
                options.maxReaders = 100
                return try Store.open(options)
            }
            // One fewer than there may be rest before the second is read, and one of them is set to it.
            for (store, count) in zip(stores, [PostgreSQLPool.limit - 2, PostgreSQLPool.limit]) {
                let reading = NIOLockedValueBox(0)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<count {
                        group.addTask {
                            try await offPool {
                                try store.readBlocking { _ in
                                    reading.withLockedValue { $0 += 1 }
                                    let end = ContinuousClock.now + .seconds(2)
                                    while reading.withLockedValue({ $0 < count }), .now < end { usleep(1000) }
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(reading.withLockedValue { $0 } == count)
            }
            let open = try await watch.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM pg_stat_activity WHERE datname = ?", arguments: [fresh.name])
            }
            #expect(open ?? .max <= PostgreSQLPool.limit)
            for store in stores { try store.close() }
        }

        @Test(
            "what the database's user is given as a bound of a statement's time does not hold for a store's",
            .enabled(if: TestEngine.takesOptions, "a pooler takes no options"))
        func patience() throws {
            let directory = try TestDirectory()
            let store = try directory.open { $0.path += "&options=-cstatement_timeout%3D100" }
            #expect(try store.readBlocking { try String.fetchOne($0, sql: "SELECT current_setting('statement_timeout')") } == "0")
            try store.close()
        }
    }
#endif
