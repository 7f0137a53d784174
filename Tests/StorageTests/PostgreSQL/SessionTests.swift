#if STOCKGATE_POSTGRES
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
