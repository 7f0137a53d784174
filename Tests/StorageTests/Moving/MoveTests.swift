import Inventory
import OpenSSLCrypto
import Testing

@testable import Storage

@Suite("A shop's move from store to store")
struct MoveTests {
    /// From one engine to another, where there is a server.
    static let ways: [(fromFile: Bool, toFile: Bool)] =
        TestEngine.isFile ? [(true, true)] : [(true, false), (false, true), (false, false), (true, true)]
    private static let key = VersionTests.key

    private static func options(_ directory: TestDirectory) -> StoreOptions {
        StoreOptions(path: directory.database, secretsKey: key)
    }

    private static func rows(_ store: Store) async throws -> [String: TableDigest] {
        try await store.read { db in
            try store.engine.tables(db).subtracting(["departure", "arrivals"]).reduce(into: [:]) { found, table in
                let columns = try store.engine.columns(db, of: table).sorted()
                var digest = TableDigest()
                for row in try Row.fetchAll(db, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(table)") {
                    digest.add(columns.indices.map { row[$0] as DatabaseValue })
                }
                found[table] = digest
            }
        }
    }

    /// A shop with something of most kinds; closed.
    private static func filled(isFile: Bool) async throws -> (directory: TestDirectory, rows: [String: TableDigest], problem: Int64) {
        let room = try await VersionTests.filled(isFile: isFile)
        // The greatest number was given to a row that is gone.
        let problem = try await room.store.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM problems") ?? 0 }
        try await room.store.write { db in try db.execute(sql: "DELETE FROM problems WHERE id = (SELECT max(id) FROM problems)") }
        let rows = try await rows(room.store)
        #expect(rows.values.count { $0.rows > 0 } > 20)
        try room.store.close()
        return (room.directory, rows, problem)
    }

    private static let newer = [
        OpeningTests.added, Migration(name: "wider", sql: "ALTER TABLE settings ADD COLUMN wider INTEGER;", isAdditive: true),
    ]

    @Test(
        "a store that has a newer version's tables or columns is not moved by this one, nor is a shop moved into it, and none has left then",
        arguments: newer, [true, false])
    func newerTables(_ step: Migration, isSource: Bool) throws {
        let (home, away) = (try TestDirectory(), try TestDirectory())
        let newer = isSource ? home : away
        try newer.open { $0.steps += [step] }.close()
        let move = try StoreMove(from: StoreOptions(path: home.database), to: StoreOptions(path: away.database))
        #expect(throws: StorageError.newerSchema(path: StoreOptions(path: newer.database).place)) { try move.move(at: morning) }
        try move.close()
        try home.open().close()
    }

    @Test("everything arrives, and moves back; only one of the two may be worked (R25)", arguments: ways)
    func thereAndBack(fromFile: Bool, toFile: Bool) async throws {
        let (home, before, greatest) = try await Self.filled(isFile: fromFile)
        let away = try TestDirectory(isFile: toFile)
        let there = try StoreMove(from: Self.options(home), to: Self.options(away))
        #expect(try there.move(at: morning).rows?["deliveries"] == before["deliveries"]?.rows)
        #expect(try there.move(at: morning).rows == nil, "the same call again finds the shop arrived")
        try there.close()

        #expect(throws: StorageError.moved(to: away.place)) { try Store.open(Self.options(home)) }
        let arrived = try Store.open(Self.options(away))
        #expect(try await Self.rows(arrived) == before)
        #expect(try await arrived.sealed("allegro.main.tokens") == Secret("sealed"))
        // Numbers go on after the greatest that was ever given.
        let sequence = try await arrived.read { try Int64.fetchOne($0, sql: "SELECT max(sequence) FROM deliveries") ?? 0 }
        let kept = try await GroupCommitInbox(store: arrived) {}.accept(delivery(key: "after the move"))
        #expect(try await arrived.read { try Int64.fetchOne($0, sql: "SELECT max(sequence) FROM deliveries") ?? 0 } > sequence)
        try await arrived.raiseProblem(.brake, subject: "new", what: Words(en: "a", pl: "a"), why: Words(en: "", pl: ""), at: morning)
        let problem = try await arrived.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM problems") ?? 0 }
        #expect(problem > greatest, "the number of a problem that is gone is not given again")
        let after = try await Self.rows(arrived)
        try arrived.close()

        let back = try StoreMove(from: Self.options(away), to: Self.options(home))
        _ = try back.move(at: morning)
        try back.close()
        let returned = try Store.open(Self.options(home))
        #expect(try await Self.rows(returned) == after)
        #expect(try await returned.delivery(id: kept.id) != nil)
        // It may be changed again, and its triggers do their deeds.
        _ = try await returned.updateSettings { $0.frozen = true }
        try returned.close()
        #expect(throws: StorageError.moved(to: home.place)) { try Store.open(Self.options(away)) }
    }

    @Test("a table whose rows take the new place long arrives all the same", .enabled(if: !TestEngine.isFile, "a file waits for nobody"))
    func slowly() async throws {
        let (home, before, _) = try await Self.filled(isFile: false)
        let away = try TestDirectory(isFile: false)
        defer { withExtendedLifetime((home, away)) {} }
        let target = try Store.open(Self.options(away))
        // Longer than a server lets a store's transaction rest.
        try await target.write { db in
            try db.execute(
                sql: """
                    CREATE FUNCTION slowly() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3.5); RETURN TRUE; END $$;
                    ALTER TABLE settings ADD CHECK (slowly()) NOT VALID;
                    """)
        }
        try target.close()
        let move = try StoreMove(from: Self.options(home), to: Self.options(away))
        #expect(try move.move(at: morning).rows?["settings"] == 1)
        try move.close()
        let arrived = try Store.open(Self.options(away))
        #expect(try await Self.rows(arrived) == before)
        try arrived.close()
    }

    @Test("whose data was erased is known in the new place, for backups of there that are older (R46)", arguments: ways)
    func erased(fromFile: Bool, toFile: Bool) async throws {
        let (home, _, _) = try await Self.filled(isFile: fromFile)
        let away = try TestDirectory(isFile: toFile)
        let digest = ErasedOrders.digest("o-1")
        let old = try Store.open(Self.options(home))
        try old.writeBlocking { try old.engine.list($0, erased: [digest]) }
        try old.close()
        let move = try StoreMove(from: Self.options(home), to: Self.options(away))
        _ = try move.move(at: morning)
        try move.close()
        let new = try Store.open(Self.options(away))
        #expect(try new.readBlocking(new.engine.listedErasures) == [digest])
        try new.close()
    }

    @Test("killed between its steps neither store is worked, each says what has not arrived, and the same call ends the move", arguments: ways)
    func killed(fromFile: Bool, toFile: Bool) async throws {
        let (home, before, _) = try await Self.filled(isFile: fromFile)
        let away = try TestDirectory(isFile: toFile)
        let broken = try StoreMove(from: Self.options(home), to: Self.options(away))
        try broken.announce("first", at: morning)
        try broken.leave("first", at: morning)
        try broken.close()

        #expect(throws: StorageError.underWay(to: away.place)) { try Store.open(Self.options(home)) }
        #expect(throws: StorageError.awaited(from: home.place)) { try Store.open(Self.options(away)) }
        let elsewhere = try TestDirectory(isFile: toFile)
        defer { withExtendedLifetime((home, away, elsewhere)) {} }
        let other = try StoreMove(from: Self.options(home), to: Self.options(elsewhere))
        #expect(throws: StorageError.underWay(to: away.place)) { try other.move(at: morning) }
        try other.close()
        let foreign = try TestDirectory(isFile: fromFile)
        let astray = try StoreMove(from: Self.options(foreign), to: Self.options(away))
        #expect(throws: StorageError.awaited(from: home.place)) { try astray.move(at: morning) }
        try astray.giveUp()
        try astray.close()
        #expect(throws: StorageError.awaited(from: home.place)) { try Store.open(Self.options(away)) }
        let again = try StoreMove(from: Self.options(home), to: Self.options(away))
        #expect(try again.move(at: morning).rows != nil)
        try again.close()
        let arrived = try Store.open(Self.options(away))
        #expect(try await Self.rows(arrived) == before)
        try arrived.close()
        #expect(throws: StorageError.moved(to: away.place)) { try Store.open(Self.options(home)) }
    }

    @Test("killed before the shop left it is worked where it is, and moves on or gives up from there", arguments: ways, [true, false])
    func killedEarly(way: (fromFile: Bool, toFile: Bool), isGivenUp: Bool) async throws {
        let (home, before, _) = try await Self.filled(isFile: way.fromFile)
        let away = try TestDirectory(isFile: way.toFile)
        defer { withExtendedLifetime((home, away)) {} }
        let broken = try StoreMove(from: Self.options(home), to: Self.options(away))
        try broken.announce("first", at: morning)
        try broken.close()
        try Store.open(Self.options(home)).close()
        #expect(throws: StorageError.awaited(from: home.place)) { try Store.open(Self.options(away)) }
        let again = try StoreMove(from: Self.options(home), to: Self.options(away))
        if isGivenUp { try again.giveUp() } else { _ = try again.move(at: morning) }
        try again.close()
        let target = try Store.open(Self.options(away))
        #expect(try await (Self.rows(target) == before) == !isGivenUp)
        try target.close()
    }

    @Test("a move that has left and not arrived can be given up; one that arrived cannot", arguments: ways)
    func givenUp(fromFile: Bool, toFile: Bool) async throws {
        let (home, before, _) = try await Self.filled(isFile: fromFile)
        let away = try TestDirectory(isFile: toFile)
        defer { withExtendedLifetime((home, away)) {} }
        let move = try StoreMove(from: Self.options(home), to: Self.options(away))
        try move.announce("first", at: morning)
        try move.leave("first", at: morning)
        try move.giveUp()
        try Store.open(Self.options(away)).close()
        let stayed = try Store.open(Self.options(home))
        #expect(try await Self.rows(stayed) == before)
        _ = try await stayed.updateSettings { $0.frozen = true }
        try stayed.close()
        _ = try move.move(at: morning)
        #expect(throws: StorageError.self) { try move.giveUp() }
        try move.close()
    }

    @Test("a process that has the store open since before the move changes nothing in it any more (R25)", arguments: ways)
    func lingering(fromFile: Bool, toFile: Bool) async throws {
        let (home, _, _) = try await Self.filled(isFile: fromFile)
        let old = try Store.open(Self.options(home))
        let away = try TestDirectory(isFile: toFile)
        defer { withExtendedLifetime((home, away)) {} }
        let move = try StoreMove(from: Self.options(home), to: Self.options(away))
        _ = try move.move(at: morning)
        try move.close()
        await #expect(throws: StorageError.self) { try await old.createToken(name: "late", scope: .read, at: morning) }
        await #expect(throws: StorageError.self) { try await old.updateSettings { $0.frozen = true } }
        await #expect(throws: InboxFault.self) { try await GroupCommitInbox(store: old) {}.accept(delivery(key: "late")) }
        try old.close()
    }

    @Test("a target with a shop of its own is not overwritten", arguments: ways)
    func occupied(fromFile: Bool, toFile: Bool) async throws {
        let (home, _, _) = try await Self.filled(isFile: fromFile)
        let (other, before, _) = try await Self.filled(isFile: toFile)
        defer { withExtendedLifetime((home, other)) {} }
        let move = try StoreMove(from: Self.options(home), to: Self.options(other))
        #expect(throws: StorageError.notEmpty(place: other.place)) { try move.move(at: morning) }
        try move.close()
        try Store.open(Self.options(home)).close()
        let kept = try Store.open(Self.options(other))
        #expect(try await Self.rows(kept) == before)
        try kept.close()
    }

    @Test("two tables of other rows, other values or other borders between them have other digests")
    func digests() {
        func digest(_ rows: [[DatabaseValue]]) -> TableDigest {
            rows.reduce(into: TableDigest()) { $0.add($1) }
        }
        let table = digest([[.text("a"), .null], [.text("b"), .integer(1)]])
        #expect(table == digest([[.text("b"), .integer(1)], [.text("a"), .null]]))
        #expect(table != digest([[.text("a"), .null], [.text("b"), .integer(2)]]))
        #expect(table != digest([[.text("a"), .null], [.text("a"), .null], [.text("b"), .integer(1)]]))
        #expect(digest([[.text("ab"), .text("c")]]) != digest([[.text("a"), .text("bc")]]))
        #expect(digest([[.text("1")]]) != digest([[.integer(1)]]))
    }
}

extension TestDirectory {
    /// As people are told of it.
    fileprivate var place: String { StoreOptions(path: database).place }
}
