public import Inventory

/// The rows of `parked_readings`: what counts said that wait for documents. Nothing waits for ever, and what was acknowledged is not forgotten while
/// the product cannot be read (R25).
enum ParkedReadings {
    /// Of two of one level the one that is true later waits.
    static func keep(_ db: Database, _ reading: StockReading, until: Timestamp, delivery: Int64) throws {
        let (origin, modified): (String, Timestamp?) =
            switch reading.origin {
            case .asked: ("asked", nil)
            case .notice(let told): ("notice", told)
            }
        try db.cachedStatement(
            sql: """
                INSERT INTO parked_readings (product, warehouse, amount, reading_from, reading_to, origin, modified, until, delivery)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (product, warehouse) DO UPDATE SET amount = excluded.amount, reading_from = excluded.reading_from,
                    reading_to = excluded.reading_to, origin = excluded.origin, modified = excluded.modified, until = excluded.until,
                    delivery = excluded.delivery
                WHERE excluded.reading_from >= parked_readings.reading_from
                """
        ).execute(arguments: [
            reading.key.product.text, reading.key.warehouse.text, reading.amount.tenThousandths, reading.window.from.microseconds,
            reading.window.to.microseconds, origin, modified?.microseconds, until.microseconds, delivery,
        ])
    }

    /// A count that counts, and that is no older, is the newer word. A notice that does not say when is none.
    static func supersede(_ db: Database, by reading: StockReading) throws {
        if reading.origin == .notice(modified: nil) { return }
        try db.cachedStatement(sql: "DELETE FROM parked_readings WHERE product = ? AND warehouse = ? AND reading_from <= ?").execute(arguments: [
            reading.key.product.text, reading.key.warehouse.text, reading.window.from.microseconds,
        ])
    }

    /// What may wait no longer, product by product, with the delivery that told the last of it; it waits no more.
    static func takeOverdue(_ db: Database, at moment: Timestamp) throws -> [(delivery: Int64, readings: [StockReading])] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT product, warehouse, amount, reading_from, reading_to, origin, modified, delivery FROM parked_readings WHERE until <= ?
                    ORDER BY product, warehouse
                    """), arguments: [moment.microseconds])
        guard !rows.isEmpty else { return [] }
        try db.cachedStatement(sql: "DELETE FROM parked_readings WHERE until <= ?").execute(arguments: [moment.microseconds])
        var overdue: [(delivery: Int64, readings: [StockReading])] = []
        for row in rows {
            let modified = (row[6] as Int64?).map(Timestamp.init(microseconds:))
            let reading = StockReading(
                key: StockKey(product: ProductID(row[0]), warehouse: WarehouseID(row[1])), amount: StockAmount(tenThousandths: row[2]),
                window: .init(from: Timestamp(microseconds: row[3]), to: Timestamp(microseconds: row[4])),
                origin: row[5] == "asked" ? .asked : .notice(modified: modified))
            if let last = overdue.last, last.readings[0].key.product == reading.key.product {
                overdue[overdue.count - 1].delivery = max(last.delivery, row[7])
                overdue[overdue.count - 1].readings.append(reading)
            } else {
                overdue.append((delivery: row[7], readings: [reading]))
            }
        }
        return overdue
    }
}

extension Store {
    /// When the next reading has waited for documents as long as it may; nil when none waits. Then ``apply(_:rules:at:)`` counts it, whatever else
    /// it applies.
    public func nextOverdueReading() async throws -> Timestamp? { try await read(Self.nextOverdueReading) }

    static func nextOverdueReading(_ db: Database) throws -> Timestamp? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(until) FROM parked_readings")).map(Timestamp.init(microseconds:))
    }
}
