#if STOCKGATE_POSTGRES
    import Foundation
    import PostgreSQLClient
    import Testing

    @testable import Storage

    /// Beside a pgbouncer: `STOCKGATE_POOLER=transaction scripts/with-postgresql swift test --filter PoolerTests`.
    @Suite("A pooler before the server", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
    struct PoolerTests {
        private static let mode = ProcessInfo.processInfo.environment["STOCKGATE_POOLER"]

        @Test("a transaction that another process of the server would serve does not begin")
        func another() throws {
            let connection = try PostgreSQLConnection(#require(TestEngine.address))
            let process = try #require(try connection.servingProcess)
            _ = try PostgreSQLSession(connection, behindPooler: process).begin("BEGIN", in: nil)
            try connection.run("ROLLBACK")
            #expect(throws: StorageError.failed(reason: PostgreSQLSession.mixedUp)) {
                try PostgreSQLSession(connection, behindPooler: process + 1).begin("BEGIN", in: nil)
            }
            #expect(connection.isIdle)
        }

        @Test("one that pools transactions is refused when a store is opened", .enabled(if: mode == "transaction", "needs pgbouncer"))
        func transactions() throws {
            #expect { try TestDirectory().open() } throws: {
                if case StorageError.cannotOpen(_, PostgreSQLSession.mixedUp) = $0 { true } else { false }
            }
        }
    }
#endif
