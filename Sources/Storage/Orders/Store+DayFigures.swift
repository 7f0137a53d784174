public import Inventory

/// What a shop owner wants to know at a glance.
public struct DayFigures: Sendable {
    /// What a source sent last.
    public struct Source: Sendable, Equatable {
        public var name: String
        public var lastAt: Timestamp
    }

    public var synchronisedOffers = 0
    /// Deliveries that wait to be applied, and since when the oldest does.
    public var backlog = 0
    public var oldestWaiting: Timestamp?
    /// How long the backlog takes at the pace of the last deliveries that were applied; nil where nobody can tell.
    public var backlogTakes: Duration?
    /// Commands that are not settled yet.
    public var openCommands = 0
    /// Sources among the newest ``Store/dayDeliveries`` deliveries, by name.
    public var sources: [Source] = []
    /// When the last whole comparison with wFirma ended; nil before the first.
    public var comparedAt: Timestamp?
    /// By account: before when every event of its order journal was seen.
    public var ordersKnown: [AccountName: Timestamp] = [:]
    /// Orders and pieces bought since the day began.
    public var ordersToday = 0
    public var piecesToday = 0
    /// Pieces that were taken off other offers since the day began: nobody can buy what is sold.
    public var loweredToday = 0
    /// Pieces sold in the last months that nobody had, this month first.
    public var oversold: [(month: CalendarMonth, pieces: [Oversell.Cause: Int])] = []
    /// Differences that comparisons found in the last 24 hours.
    public var driftsToday = 0

    public init() {}
}

extension Store {
    /// Deliveries that are looked through for each source's last.
    static let dayDeliveries = 1000
    /// Months whose oversold pieces are told.
    static let oversoldMonths = 6

    /// The figures of the day that began at `midnight`, each by an index.
    public func dayFigures(since midnight: Timestamp, month: CalendarMonth, at now: Timestamp) async throws -> DayFigures {
        try await read { db in
            var figures = DayFigures()
            func count(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
                try Int.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? 0
            }
            func moment(_ sql: String) throws -> Timestamp? {
                try Int64.fetchOne(db.cachedStatement(sql: sql)).flatMap { $0 == 0 ? nil : Timestamp(microseconds: $0) }
            }
            let start: StatementArguments = [midnight.microseconds]
            figures.synchronisedOffers = try count("SELECT count(*) FROM offers WHERE is_synchronised = 1")
            figures.backlog = try count("SELECT count(*) FROM deliveries WHERE state = 'accepted' AND state <> 'applied'")
            figures.oldestWaiting = try moment("SELECT min(received_at) FROM deliveries WHERE state = 'accepted' AND state <> 'applied'")
            figures.backlogTakes = try Self.pace(db).map { $0 * figures.backlog }
            figures.openCommands = try count("SELECT count(*) FROM commands WHERE state <> 'settled'")
            figures.comparedAt = try moment("SELECT reading_to FROM stock_comparison")
            let orders = "FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.bought_at >= ? AND NOT \(Orders.isOff)"
            figures.ordersToday = try count("SELECT count(DISTINCT o.id) \(orders)", start)
            figures.piecesToday = try count("SELECT coalesce(sum(l.quantity), 0) \(orders)", start)
            figures.loweredToday = try count(
                """
                SELECT coalesce(-sum(c.value), 0) FROM commands c JOIN command_offers p ON p.command = c.id
                WHERE c.state = 'settled' AND c.settled_at >= ? AND c.action = 'gain' AND c.value < 0 AND p.outcome = 'success'
                """, start)
            figures.oversold = try Self.oversold(db, until: month)
            figures.driftsToday = try count("SELECT count(*) FROM drifts WHERE at >= ?", [(now - .seconds(86_400)).microseconds])
            for row in try Row.fetchAll(db, sql: "SELECT account, complete_at FROM order_journals WHERE complete_at IS NOT NULL") {
                figures.ordersKnown[AccountName(row[0])] = Timestamp(microseconds: row[1])
            }
            figures.sources = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT source, max(received_at) FROM (
                            SELECT source, received_at FROM deliveries WHERE trust <> 'polled' ORDER BY sequence DESC LIMIT \(Self.dayDeliveries)) d
                        GROUP BY source ORDER BY source
                        """)
            ).map { DayFigures.Source(name: $0[0], lastAt: Timestamp(microseconds: $0[1])) }
            return figures
        }
    }

    /// What one delivery took lately: the time between the last ones that were applied before the backlog. Nil while there are too few to tell.
    private static func pace(_ db: Database) throws -> Duration? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*), max(settled_at) - min(settled_at) FROM (
                        SELECT settled_at FROM deliveries WHERE state = 'applied' AND settled_at > 0
                            AND sequence < (SELECT min(sequence) FROM deliveries WHERE state = 'accepted' AND state <> 'applied')
                        ORDER BY sequence DESC LIMIT 200)
                    """))
        guard let row, let count = row[0] as Int?, count >= 50, let span = row[1] as Int64?, span > 0 else { return nil }
        return .microseconds(span) / count
    }

    private static func oversold(_ db: Database, until month: CalendarMonth) throws -> [(month: CalendarMonth, pieces: [Oversell.Cause: Int])] {
        try sequence(first: month) { $0.previous }.prefix(oversoldMonths).map { ($0, try oversoldPieces(db, in: $0)) }
    }
}
