public import Inventory

extension Store {
    /// How long answered wishes are kept.
    public static let wishKeeping: Duration = .seconds(86_400)
    /// How often a command looks for its answer.
    private static let answerInterval: Duration = .milliseconds(20)

    /// Asks a running `serve`, which sees it by ``watchForeignWrites(every:_:)``. Returns the wish's id.
    public func ask(_ kind: String, body: String = "{}", at moment: Timestamp) async throws -> Int64 {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM wishes WHERE answered_at < ?", arguments: [(moment - Self.wishKeeping).microseconds])
            try db.execute(
                sql: "INSERT INTO wishes (kind, body, asked_at) VALUES (?, ?, ?)", arguments: [kind, body, moment.microseconds])
            return try db.lastInsertedRowID
        }
    }

    /// Waits for a wish's answer; throws ``StorageError/noAnswer`` when none came within `limit`, and takes the wish back.
    public func answer(to wish: Int64, within limit: Duration) async throws -> WishAnswer {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            let answer = try await read { db in
                try Row.fetchOne(db, sql: "SELECT granted, answer FROM wishes WHERE id = ? AND answered_at IS NOT NULL", arguments: [wish])
                    .map { WishAnswer(granted: $0["granted"], text: $0["answer"]) }
            }
            if let answer { return answer }
            try await Task.sleep(for: Self.answerInterval)
        }
        try await write { db in try db.execute(sql: "DELETE FROM wishes WHERE id = ? AND taken_at IS NULL", arguments: [wish]) }
        throw StorageError.noAnswer
    }

    /// Whether a wish waits that nobody has taken.
    public func hasWish() async throws -> Bool {
        try await read { db in
            try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM wishes WHERE answered_at IS NULL AND taken_at IS NULL)")) ?? false
        }
    }

    /// The oldest wish that nobody has taken, now taken; nil when there is none.
    ///
    /// - Parameter asked: only one that was asked by then; nil for any.
    public func takeWish(asked: Timestamp? = nil, at moment: Timestamp) async throws -> Wish? {
        try await write { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT id, kind, body FROM wishes WHERE answered_at IS NULL AND taken_at IS NULL AND asked_at <= coalesce(?, asked_at)
                    ORDER BY id LIMIT 1
                    """, arguments: [asked?.microseconds])
            guard let row else { return nil }
            let wish = Wish(id: row["id"], kind: row["kind"], body: row["body"])
            try db.execute(sql: "UPDATE wishes SET taken_at = ? WHERE id = ?", arguments: [moment.microseconds, wish.id])
            return wish
        }
    }

    /// Answers a wish; the first answer stands.
    public func answer(_ wish: Int64, _ answer: WishAnswer, at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE wishes SET granted = ?, answer = ?, answered_at = ? WHERE id = ? AND answered_at IS NULL",
                arguments: [answer.granted, answer.text, moment.microseconds, wish])
        }
    }

    /// At the start of a `serve`: refuses what one before it left unanswered, so that nobody waits for a process that is gone.
    public func refuseOldWishes(at moment: Timestamp) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE wishes SET granted = 0, answer = ?, answered_at = ? WHERE answered_at IS NULL AND taken_at IS NOT NULL",
                arguments: ["the serve that had taken this ended before it was done; ask again", moment.microseconds])
        }
    }
}
