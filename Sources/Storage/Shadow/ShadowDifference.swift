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
    ///
    /// Only offers that something happened to are planned: nothing is sent for them, so their marks are this comparison's to take. At most `limit` in
    /// one call, in one transaction; true where more wait.
    public func compareShadow(brake: Brake.Rules, limit: Int, at moment: Timestamp) async throws -> Bool {
        // Most of the time nothing happened, and nothing is written.
        let isIdle = try await read { db in
            guard try Self.shadowSince(db) != nil else { return true }
            let hasMarks = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM offers WHERE dirty_at IS NOT NULL)") ?? false
            return try !hasMarks && Set(Self.undocumented(db, at: moment).map(\.subject)) == Self.openDifferences(db, .order)
                && Self.openDifferences(db, .offer).isSubset(of: Self.followed(db))
        }
        if isIdle { return false }
        return try await write { db in
            let marked = try Self.dirtyRows(db, limit: limit).map { try Offers.offer(db, $0) }
            for planned in try PlanningPass(db, rules: brake, at: moment).plan(marked) { try Self.compare(db, planned, at: moment) }
            let due = try Self.undocumented(db, at: moment)
            for difference in due { try Self.note(db, difference, at: moment) }
            for order in try Self.openDifferences(db, .order).subtracting(due.map(\.subject)) { try Self.agree(db, .order, order, at: moment) }
            // What nobody follows any more differs from nothing.
            for offer in try Self.openDifferences(db, .offer).subtracting(Self.followed(db)) { try Self.agree(db, .offer, offer, at: moment) }
            return marked.count == limit
        }
    }

    private static func compare(_ db: Database, _ planned: PlanningPass.Planned, at moment: Timestamp) throws {
        let offer = planned.offer
        try DirtyMarks.clear(db, offer: offer.id)
        // What Allegro shows is being read: nobody can tell whether both agree, and the reading marks the offer again.
        if planned.plan.needsReading { return try DirtyMarks.lookUnlessDue(db, at: offer.id, moment) }
        guard offer.shown?.exact != nil else { return }
        if let difference = difference(offer, planned.plan) {
            try note(db, difference, at: moment)
        } else {
            try agree(db, .offer, offer.id.text, at: moment)
        }
    }

    private static func note(_ db: Database, _ difference: ShadowDifference, at moment: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO shadow_differences (kind, subject, since, ours, theirs, why) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, subject) WHERE settled_at IS NULL DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs, why = excluded.why
                """
        ).execute(arguments: [
            difference.kind.rawValue, difference.subject, moment.microseconds, difference.ours, difference.theirs, difference.why,
        ])
    }

    private static func agree(_ db: Database, _ kind: ShadowDifference.Kind, _ subject: String, at moment: Timestamp) throws {
        try db.cachedStatement(sql: "UPDATE shadow_differences SET settled_at = ? WHERE kind = ? AND subject = ? AND settled_at IS NULL")
            .execute(arguments: [moment.microseconds, kind.rawValue, subject])
    }

    private static func openDifferences(_ db: Database, _ kind: ShadowDifference.Kind) throws -> Set<String> {
        try Set(
            String.fetchAll(
                db.cachedStatement(sql: "SELECT subject FROM shadow_differences WHERE settled_at IS NULL AND kind = ?"), arguments: [kind.rawValue]))
    }

    private static func followed(_ db: Database) throws -> Set<String> {
        try Set(String.fetchAll(db.cachedStatement(sql: "SELECT id FROM offers WHERE \(Offers.isFollowed)")))
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
