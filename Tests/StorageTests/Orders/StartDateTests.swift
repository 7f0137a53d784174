import Inventory
import Testing

@testable import Storage

@Suite("The start date is moved (R37)")
struct StartDateTests {
    private static func move(_ room: Stockroom, to day: String?) async throws {
        _ = try await room.store.changeSettings(disablingSync: false, at: room.now) { settings in
            settings.accounts["main", default: AccountSettings()].startDate = day.flatMap { CalendarDate($0) }
        }
        while try await room.store.carryOutStartDates(at: room.now) {}
        try await room.store.wishForDocuments(limit: 10, at: room.now)
    }

    private static func room(start: String) async throws -> Stockroom {
        let room = try await Stockroom()
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await move(room, to: start)
        return room
    }

    private static func state(_ room: Stockroom, _ order: OrderID) async throws -> OrderDocument.State? {
        try await room.store.orderDocument(of: order)?.state
    }

    @Test("moved back, orders that were too old are wanted and held, a person sees them listed, and the forms are swept from there (R37)")
    func back() async throws {
        let room = try await Self.room(start: "2026-11-24")
        let bought = room.now - .seconds(3 * 86_400)
        try await room.store.sweptOrders(of: "main", to: room.now, from: nil)
        try await room.tell([room.order("o-1", [("l-1", Stockroom.single, 2)], fulfilment: .readyForShipment, boughtAt: bought)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 1)], boughtAt: bought)])
        try await room.tell([room.order("o-3", [("l-3", Stockroom.single, 1)], status: .cancelled, boughtAt: bought)])
        try await room.tell([room.order("o-4", [("l-4", Stockroom.single, 1)], boughtAt: bought - .seconds(10 * 86_400))])
        #expect(try await room.mugs() == [10, 2, 8])
        try await Self.move(room, to: "2026-11-20")
        #expect(try await room.mugs() == [10, 4, 6])
        for (order, state): (OrderID, OrderDocument.State?) in [("o-1", .wanted), ("o-2", .wanted), ("o-3", nil), ("o-4", OrderDocument.State.none)] {
            #expect(try await Self.state(room, order) == state, "\(order)")
        }
        let problem = try #require(try await room.store.problems(kind: .startDateMoved, after: nil, limit: 10).first)
        #expect(problem.subject == "main" && problem.why.en.contains("o-1, o-2") && problem.what.pl.contains("2026-11-20"))
        #expect(try await room.store.problems(kind: .orderBeforeStart, after: nil, limit: 10).map(\.subject) == ["o-4"])
        let swept = try #require(try await room.store.orderJournal(of: "main").sweptTo)
        #expect(swept <= CalendarDate("2026-11-20")?.startInPoland ?? swept - .seconds(1))
        // A page asked for before, told after, does not take that back.
        try await room.store.sweptOrders(of: "main", to: room.now, from: room.now)
        #expect(try await room.store.orderJournal(of: "main").sweptTo == swept)
    }

    @Test("over many orders it goes in steps of a hundred; another move on the way counts (R37)")
    func steps() async throws {
        let room = try await Stockroom(stock: 1000)
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await Self.move(room, to: "2026-11-24")
        let bought = room.now - .seconds(3 * 86_400)
        let orders = (1...120).map { room.order(OrderID("o-\($0)"), [(LineItemID("l-\($0)"), Stockroom.single, 1)], boughtAt: bought) }
        try await room.tell(orders)
        func ours() async throws -> Int? {
            try await room.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM orders WHERE is_before_start = 0") }
        }
        func choose(_ day: String) async throws {
            _ = try await room.store.changeSettings(disablingSync: false, at: room.now) { $0.accounts["main"]?.startDate = CalendarDate(day) }
        }
        try await choose("2026-11-20")
        #expect(try await ours() == 0)
        #expect(try await room.store.carryOutStartDates(at: room.now))
        #expect(try await ours() == Store.startDateStep)
        try await choose("2026-11-24")
        while try await room.store.carryOutStartDates(at: room.now) {}
        #expect(try await ours() == 0)
        #expect(try await Self.state(room, "o-1") != .wanted)
        try await Self.move(room, to: "2026-11-20")
        #expect(try await ours() == 120)
        let problem = try #require(try await room.store.problems(kind: .startDateMoved, after: nil, limit: 10).first)
        #expect(problem.what.en.hasPrefix("120 orders") && problem.why.en.hasSuffix(", …"))
    }

    @Test("moved further back while it goes in steps, each order is counted and named once (R37)")
    func furtherBack() async throws {
        let room = try await Stockroom(stock: 1000)
        _ = try await room.store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        try await Self.move(room, to: "2026-11-24")
        let bought = room.now - .seconds(3 * 86_400)
        try await room.tell(
            (1...120).map { room.order(OrderID("o-\($0)"), [(LineItemID("l-\($0)"), Stockroom.single, 1)], boughtAt: bought) })
        for day in ["2026-11-20", "2026-11-19"] {
            _ = try await room.store.changeSettings(disablingSync: false, at: room.now) { $0.accounts["main"]?.startDate = CalendarDate(day) }
            #expect(try await room.store.carryOutStartDates(at: room.now))
        }
        while try await room.store.carryOutStartDates(at: room.now) {}
        #expect(try await room.store.problems(kind: .startDateMoved, after: nil, limit: 10).map { $0.what.en.prefix(10) } == ["120 orders"])
    }

    @Test("moved forward, what is not documented yet gets none from us; what has a document is left as it is, read again or not (R37)")
    func forward() async throws {
        let room = try await Self.room(start: "2026-11-01")
        let bought = room.now - .seconds(3 * 86_400)
        let documented = [(id: LineItemID("l-1"), offer: Stockroom.single, quantity: 2)]
        try await room.tell([room.order("o-1", documented, fulfilment: .readyForShipment, boughtAt: bought)])
        try await room.tell([room.order("o-2", [("l-2", Stockroom.single, 1)], boughtAt: bought)])
        for event: OrderDocument.Event in [
            .lookedUp(.invoice, nil, buyer: nil), .adding(releaseUntil: room.now + .seconds(60)), .found(invoice: "71"),
        ] {
            let document = try #require(try await room.store.orderDocument(of: "o-1"))
            _ = try await room.store.advance(document, by: event, at: room.now)
        }
        try await Self.move(room, to: "2026-12-01")
        #expect(try await Self.state(room, "o-1") == .added)
        #expect(try await Self.state(room, "o-2") == OrderDocument.State.none)
        #expect(try await room.mugs() == [10, 3, 7])
        try await room.tell([room.order("o-1", documented, fulfilment: .readyForShipment, boughtAt: bought)])
        #expect(try await room.mugs() == [10, 3, 7])
        #expect(try await room.store.problems(kind: .startDateMoved, after: nil, limit: 10).isEmpty)
        #expect(try await room.store.problems(kind: .orderBeforeStart, after: nil, limit: 10).map(\.subject) == ["o-2"])
    }
}
