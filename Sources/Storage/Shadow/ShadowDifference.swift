public import Inventory

/// Something that the gateway would have done otherwise than the program in whose shadow it runs.
public struct ShadowDifference: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// What an offer shows.
        case offer
        /// An order's document.
        case order
    }

    public var kind: Kind
    /// The offer's or the order's id.
    public var subject: String
    public var since: Timestamp
    /// What we would show, `ended` or a quantity; of an order the document.
    public var ours: String
    public var theirs: String
    /// The plan's reason.
    public var why: String
    /// When both came to agree; nil: they do not yet.
    public var settledAt: Timestamp?
}

/// How far the gateway agrees with the program in whose shadow it runs.
public struct ShadowReport: Sendable, Equatable {
    /// Nil: the gateway is live, and the differences are those of its time in the shadow.
    public var since: Timestamp?
    /// Those that are open or took long to settle, the newest first, at most ``limit``.
    public var differences: [ShadowDifference]
    /// Those that settled in time: one of both was a little sooner.
    public var settledInTime: Int

    public static let limit = 1000
}

extension Store {
    /// Compares what would be sent now with what stands on Allegro, and the documents that are due with the other program's releases: notes what
    /// differs, and what agrees again. Does nothing while the gateway is live.
    public func compareShadow(brake: Brake.Rules, at moment: Timestamp) async throws {
        guard try await shadowSince() != nil else { return }
        let (found, undecided) = try await read { db in
            let items = try Self.forecast(db, also: [], asked: nil, refused: [], terms: ForecastTerms(brake: brake), at: moment).items
            // What Allegro shows is being read: nobody can tell whether both agree.
            let undecided = items.filter { $0.plan.needsReading || $0.offer.shown?.exact == nil }.map(\.offer.id.text)
            return (try items.compactMap(Self.difference) + Self.undocumented(db, at: moment), undecided)
        }
        try await write { db in
            var open = try Set(
                Row.fetchAll(db, sql: "SELECT kind, subject FROM shadow_differences WHERE settled_at IS NULL").map { [$0[0], $0[1]] as [String] })
            for offer in undecided { open.remove([ShadowDifference.Kind.offer.rawValue, offer]) }
            for difference in found {
                open.remove([difference.kind.rawValue, difference.subject])
                try db.cachedStatement(
                    sql: """
                        INSERT INTO shadow_differences (kind, subject, since, ours, theirs, why) VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (kind, subject) WHERE settled_at IS NULL DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs,
                            why = excluded.why
                        """
                ).execute(
                    arguments: [
                        difference.kind.rawValue, difference.subject, moment.microseconds, difference.ours, difference.theirs, difference.why,
                    ])
            }
            for key in open.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                try db.execute(
                    sql: "UPDATE shadow_differences SET settled_at = ? WHERE kind = ? AND subject = ? AND settled_at IS NULL",
                    arguments: [moment.microseconds, key[0], key[1]])
            }
        }
    }

    /// What is listed of the time in the shadow.
    ///
    /// - Parameters:
    ///   - moment: differences that began before it are left out.
    ///   - patience: what settles within it is only counted.
    public func shadowReport(since moment: Timestamp, patience: Duration) async throws -> ShadowReport {
        try await read { db in
            let inTime = "settled_at IS NOT NULL AND settled_at - since <= ?2"
            let arguments: StatementArguments = [moment.microseconds, patience.wholeMicroseconds]
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, subject, since, ours, theirs, why, settled_at FROM shadow_differences
                    WHERE since >= ?1 AND NOT (\(inTime)) ORDER BY since DESC, id DESC LIMIT \(ShadowReport.limit)
                    """, arguments: arguments)
            let settled = try Int.fetchOne(db, sql: "SELECT count(*) FROM shadow_differences WHERE since >= ?1 AND \(inTime)", arguments: arguments)
            return ShadowReport(
                since: try Self.shadowSince(db),
                differences: try rows.map { row in
                    ShadowDifference(
                        kind: try value(row, "kind"), subject: row["subject"], since: Timestamp(microseconds: row["since"]), ours: row["ours"],
                        theirs: row["theirs"], why: row["why"], settledAt: (row["settled_at"] as Int64?).map(Timestamp.init(microseconds:)))
                }, settledInTime: settled ?? 0)
        }
    }

    /// Nil where nothing would be sent, and where it is not known what Allegro shows.
    private static func difference(_ offer: Offer, _ plan: Plan) -> ShadowDifference? {
        guard plan.action != .keep, let shown = offer.shown?.exact else { return nil }
        // What is ended is only compared by whether it would be resumed: its quantity is nobody's.
        if offer.status == .ended { guard case .resume = plan.action else { return nil } }
        let ours =
            switch plan.action {
            case .end: "ended"
            case .keep, .add, .set, .resume: plan.target.map(String.init) ?? "?"
            }
        return ShadowDifference(
            kind: .offer, subject: offer.id.text, since: Timestamp(microseconds: 0), ours: ours,
            theirs: offer.status == .ended ? "ended" : String(shown),
            why: plan.reason.rawValue)
    }

    /// Orders whose document would be issued by now, and whose goods no document has released.
    private static func undocumented(_ db: Database, at moment: Timestamp) throws -> [ShadowDifference] {
        try String.fetchAll(
            db,
            sql: """
                SELECT d.order_id FROM order_documents d WHERE d.state IN ('wanted', 'looked_up') AND d.due_at <= ?
                    AND EXISTS (SELECT 1 FROM order_lines l JOIN reservations r ON r.line = l.id WHERE l.order_id = d.order_id AND r.open > 0)
                ORDER BY d.order_id LIMIT \(ShadowReport.limit)
                """, arguments: [moment.microseconds]
        ).map {
            ShadowDifference(kind: .order, subject: $0, since: Timestamp(microseconds: 0), ours: "document", theirs: "none", why: "document_due")
        }
    }
}
