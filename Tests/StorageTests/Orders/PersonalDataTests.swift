import Foundation
import Inventory
import Testing

@testable import Storage

@Suite("A buyer's data goes")
struct PersonalDataTests {
    private static let email = "anna.k+7f3a@allegromail.example"
    private static let keeping: Duration = .seconds(90 * 86_400)

    private static func parties() -> OrderParties {
        OrderParties(buyer: .init(login: "anna_k_1987", email: email, firstName: "Anna", lastName: "Kowalska-Testowa"))
    }

    /// Puts an order into the store as a polled page would, with its buyer in the body too.
    private func sell(_ room: Stockroom, _ id: OrderID, fulfilment: Order.Fulfilment = .sent) async throws {
        guard case .order(var order, let window) = room.order(id, [(LineItemID("l-\(id)"), Stockroom.single, 1)], fulfilment: fulfilment) else {
            return
        }
        order.parties = Self.parties()
        var incoming = delivery(body: #"{"id":"\#(id)","buyer":{"email":"\#(Self.email)","lastName":"Kowalska-Testowa"}}"#, at: room.now)
        (incoming.kind, incoming.trust) = (.allegro, .polled)
        let row = try #require(try await room.store.delivery(id: try await room.inbox.accept(incoming).id))
        _ = try await room.store.apply(
            [UnderstoodDelivery(id: row.id, sequence: row.sequence, receivedAt: room.now, meaning: .success([.order(order, readAt: window)]))],
            rules: room.rules, at: room.now)
        room.pass(.seconds(1))
    }

    /// Whether the database's file, or its log, still holds a text; on a server, whether a row still shows it.
    private func holds(_ room: Stockroom, _ text: String) throws -> Bool {
        guard TestEngine.isFile else {
            let query = """
                SELECT EXISTS (SELECT 1 FROM orders WHERE instr(parties, ?1)) OR EXISTS (SELECT 1 FROM delivery_bodies WHERE instr(body, ?2))
                """
            return try room.store.readBlocking { try Bool.fetchOne($0, sql: query, arguments: [text, Data(text.utf8)]) } ?? false
        }
        return ["", "-wal"].contains { suffix in
            guard let data = FileManager.default.contents(atPath: room.directory.database + suffix) else { return false }
            return data.firstRange(of: Data(text.utf8)) != nil
        }
    }

    @Test(
        "one order's data is erased at once from the order, the raw bodies, and every byte of the files, a notice from wFirma included (R46)",
        .ofFiles)
    func erasedAtOnce() async throws {
        let room = try await Stockroom()
        try await sell(room, "o-1")
        var notice = delivery(body: #"{"event":"invoice/add","contractor":{"email":"\#(Self.email)"}}"#, at: room.now)
        notice.trust = .keyed
        let id = try await room.inbox.accept(notice).id
        let row = try #require(try await room.store.delivery(id: id))
        try await room.store.write { try Store.settle($0, sequence: row.sequence, as: .applied, reason: nil, at: morning) }
        #expect(try holds(room, Self.email))
        #expect(try await room.store.erasePersonalData(of: "o-1") == .done)
        #expect(try await room.store.orderView("o-1")?.buyer == nil)
        for text in [Self.email, "Kowalska-Testowa", "anna_k_1987"] { #expect(try !holds(room, text), "\(text)") }
    }

    @Test("the data of an order that is over goes after its time, what is not over stays, and nothing of it is left in the files (R46)", .ofFiles)
    func erasedInTime() async throws {
        let room = try await Stockroom()
        let sold = room.now
        try await sell(room, "over", fulfilment: .sent)
        try await sell(room, "open", fulfilment: .processing)
        func erase(_ days: Int) async throws -> Int {
            let now = sold + .seconds(days * 86_400)
            _ = try await room.store.prunePolled(olderThan: now - Self.keeping, limit: 100)
            return try await room.store.eraseOldPersonalData(completedBefore: now - Self.keeping, keeping: Self.keeping, limit: 100)
        }
        #expect(try await erase(89) == 0)
        #expect(try await erase(91) == 1)
        #expect(try await erase(91) == 0)
        #expect(try await room.store.orderView("over")?.buyer == nil)
        #expect(try await room.store.orderView("open")?.buyer != nil)
        // Never over: it went long ago all the same.
        #expect(try await erase(181) == 1)
        // The newest delivery of all stays as a row, so its body is dropped by itself.
        _ = try await room.store.prune(olderThan: sold + .seconds(181 * 86_400), limit: 100)
        await room.store.emptyLog()
        #expect(try !holds(room, Self.email))
    }

    @Test("a document that is still on its way keeps the data that it needs (R46)")
    func documentUnderWay() async throws {
        let room = try await Stockroom()
        let sold = room.now
        try await sell(room, "o-1")
        try await room.store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO order_documents (order_id, account, state, since, due_at) VALUES ('o-1', 'main', 'wanted', 1, 2)
                    ON CONFLICT (order_id) DO UPDATE SET state = excluded.state, since = excluded.since, due_at = excluded.due_at
                    """)
        }
        let now = sold + .seconds(91 * 86_400)
        #expect(try await room.store.eraseOldPersonalData(completedBefore: now - Self.keeping, keeping: Self.keeping, limit: 100) == 0)
        try await room.store.write { try $0.execute(sql: "UPDATE order_documents SET state = 'accepted', due_at = NULL") }
        #expect(try await room.store.eraseOldPersonalData(completedBefore: now - Self.keeping, keeping: Self.keeping, limit: 100) == 1)
    }

    @Test("a step is bounded, and finds what is old without looking at the rest (R46)")
    func bounded() async throws {
        let room = try await Stockroom(stock: 100)
        let sold = room.now
        for number in 1...5 { try await sell(room, OrderID("o-\(number)")) }
        let old = sold + .seconds(86_400)
        #expect(try await room.store.eraseOldPersonalData(completedBefore: old, keeping: Self.keeping, limit: 2) == 2)
        #expect(try await room.store.eraseOldPersonalData(completedBefore: old, keeping: Self.keeping, limit: 2) == 2)
        #expect(try await room.store.eraseOldPersonalData(completedBefore: old, keeping: Self.keeping, limit: 2) == 1)
        #expect(try await room.store.eraseOldPersonalData(completedBefore: old, keeping: Self.keeping, limit: 2) == 0)
    }

    @Test("what was erased stays so when the order is read again, changes or is merged, and no body that tells it is kept (R46)")
    func staysErased() async throws {
        let room = try await Stockroom()
        try await sell(room, "o-1")
        try await sell(room, "o-2")
        #expect(try await room.store.erasePersonalData(of: "o-1") == .done)
        #expect(try holds(room, Self.email), "the other order's")
        #expect(try await room.store.erasePersonalData(of: "o-2") == .done)
        for fulfilment in [Order.Fulfilment.sent, .returned] { try await sell(room, "o-1", fulfilment: fulfilment) }
        #expect(try await room.store.orderView("o-1")?.buyer == nil)
        for text in [Self.email, "Kowalska-Testowa", "anna_k_1987"] { #expect(try !holds(room, text), "\(text)") }
        // Merged into a form that nobody asked about yet.
        guard case .order(var merged, let window) = room.order("o-3", [("l-o-1", Stockroom.single, 1)]) else { return }
        merged.parties = Self.parties()
        try await room.tell([.order(merged, readAt: window)])
        #expect(try await room.store.orderView("o-3")?.buyer == nil)
    }

    @Test("an order that only an event told of when it was erased is erased when it is read (R46)")
    func erasedBeforeRead() async throws {
        let room = try await Stockroom()
        try await room.tell([room.event("o-1", "l-o-1")])
        #expect(try await room.store.erasePersonalData(of: "o-1") == .done)
        try await sell(room, "o-1")
        #expect(try await room.store.orderView("o-1")?.buyer == nil)
        #expect(try !holds(room, Self.email))
    }

    @Test("an order that a document of ours is still to be made for keeps its data, until a person lets the refused document be (R46)")
    func documentDue() async throws {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { $0.issueInvoices = true }
        try await room.tell([room.event("o-1", "l-o-1")])
        #expect(try await room.store.erasePersonalData(of: "o-1") == .documentDue, "it is wanted once the order is ready")
        try await sell(room, "o-1", fulfilment: .processing)
        var document = try #require(try await room.store.orderDocument(of: "o-1"))
        #expect(document.state == .wanted)
        #expect(try await room.store.erasePersonalData(of: "o-1") == .documentDue)
        let problem = DocumentProblem(.invoiceRefused, what: Words(verbatim: "no"), why: Words(verbatim: "stock"))
        document = try #require(try await room.store.advance(document, by: .refused(fault: "no"), problem: problem, at: room.now))
        #expect(document.state == .refused)
        #expect(try await room.store.erasePersonalData(of: "o-1") == .documentDue)
        #expect(try await room.store.orderView("o-1")?.buyer != nil)
        let open = try #require(try await room.store.problems(kind: .invoiceRefused, after: nil, limit: 1).first)
        #expect(try await room.store.settleProblem(open.id, action: .dismiss, at: room.now))
        #expect(try await room.store.erasePersonalData(of: "o-1") == .done)
    }

    @Test("a restored backup has nothing of what was erased since it was made, neither now nor when the order first comes again (R46)", .ofFiles)
    func restored() async throws {
        let room = try await Stockroom()
        try await sell(room, "o-1")
        let backup = room.directory.path + "/copy.db"
        _ = try room.store.backUp(to: backup)
        try await sell(room, "o-2")
        for order: OrderID in ["o-1", "o-2"] { #expect(try await room.store.erasePersonalData(of: order) == .done) }
        await room.inbox.stop()
        try room.store.close()
        let list = try String(contentsOfFile: room.directory.database + ".erased", encoding: .utf8)
        #expect(list.split(separator: "\n").count == 2 && !list.contains("o-1"))
        _ = try Store.restore(backup, options: StoreOptions(path: room.directory.database), at: room.now)
        let bytes = try #require(FileManager.default.contents(atPath: room.directory.database))
        for text in [Self.email, "Kowalska-Testowa", "anna_k_1987"] { #expect(bytes.firstRange(of: Data(text.utf8)) == nil, "\(text)") }
        let store = try room.directory.open()
        #expect(try await store.orderView("o-1")?.buyer == nil)
        guard case .order(var order, let window) = room.order("o-2", [("l-o-2", Stockroom.single, 1)]) else { return }
        order.parties = Self.parties()
        let inbox = GroupCommitInbox(store: store) {}
        let row = try #require(try await store.delivery(id: try await inbox.accept(delivery(at: room.now)).id))
        _ = try await store.apply(
            [UnderstoodDelivery(id: row.id, sequence: row.sequence, receivedAt: room.now, meaning: .success([.order(order, readAt: window)]))],
            rules: room.rules, at: room.now)
        #expect(try await store.orderView("o-2") != nil)
        #expect(try await store.orderView("o-2")?.buyer == nil)
        await inbox.stop()
        try store.close()
    }

    @Test("a list of erased orders whose last line a crash cut off is read and written on", .ofFiles)
    func list() throws {
        let directory = try TestDirectory()
        let list = ErasedOrders(beside: directory.database)
        #expect(list.all.isEmpty)
        try list.add([ErasedOrders.digest("o-1")])
        let path = directory.database + ErasedOrders.suffix
        try String(String(contentsOfFile: path, encoding: .utf8) + "0123").write(toFile: path, atomically: true, encoding: .utf8)
        try list.add(["o-1", "o-2"].map(ErasedOrders.digest))
        #expect(list.all == [ErasedOrders.digest("o-1"), ErasedOrders.digest("o-2")])
    }
}
