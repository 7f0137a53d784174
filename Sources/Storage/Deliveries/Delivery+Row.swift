import Foundation
import Inventory

extension Delivery {
    /// The columns that ``init(row:)`` reads, bodies included.
    static let columns = """
        d.sequence, d.id, d.source, d.kind, d.trust, coalesce(d.key, d.rejected_key) AS key, d.format, d.received_at, d.state, d.reason, d.pointer, d.settled_at, b.headers, b.body
        """
    /// The same with the body left empty.
    static let columnsWithoutBody = """
        d.sequence, d.id, d.source, d.kind, d.trust, coalesce(d.key, d.rejected_key) AS key, d.format, d.received_at, d.state, d.reason, d.pointer, d.settled_at, b.headers, NULL AS body
        """
    static let tables = "deliveries AS d LEFT JOIN delivery_bodies AS b ON b.sequence = d.sequence"

    init(row: Row) throws {
        let headers: String? = row["headers"]
        let body: Data? = row["body"]
        let settled: Int64? = row["settled_at"]
        self.init(
            sequence: row["sequence"], id: DeliveryID(row["id"]),
            incoming: IncomingDelivery(
                source: row["source"], kind: try value(row, "kind"), trust: try value(row, "trust"), key: row["key"],
                format: try value(row, "format"), body: body.map { Array($0) } ?? [], headers: headers.map(HeaderLines.read) ?? [:],
                receivedAt: Timestamp(microseconds: row["received_at"])),
            state: try value(row, "state"), reason: row["reason"], pointer: row["pointer"],
            settledAt: settled.map(Timestamp.init(microseconds:)))
    }
}

/// A column that holds one of a type's named values; the table's CHECK allows no other.
func value<Value: RawRepresentable<String>>(_ row: Row, _ column: String) throws -> Value {
    let text: String = row[column]
    guard let value = Value(rawValue: text) else { throw StorageError.corrupted(reason: "column \(column) holds \(text)") }
    return value
}
