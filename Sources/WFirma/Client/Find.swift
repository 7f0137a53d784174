import Inventory
import Payload

/// A find: which records, in which order, which page.
struct Find {
    /// `field operator value`, all of which must hold.
    struct Condition {
        var field: String
        var comparison: String
        var value: String
    }

    /// The plural that names module and list, e.g. `goods`.
    var branch: String
    var singular: String
    var conditions: [Condition] = []
    var isNewestFirst = false
    var page: Int
    var limit: Int

    /// `page` and `limit` are siblings; nested as `page{start,limit}`, wFirma always answers page 1.
    var body: PayloadValue {
        var parameters: PayloadObject = [
            "page": PayloadValue(page), "limit": PayloadValue(limit), "order": isNewestFirst ? ["desc": "id"] : ["asc": "id"],
        ]
        if !conditions.isEmpty {
            var listed = PayloadObject()
            for (index, condition) in conditions.enumerated() {
                listed[String(index)] = [
                    "condition": [
                        "field": .string(condition.field), "operator": .string(condition.comparison), "value": .string(condition.value),
                    ]
                ]
            }
            parameters["conditions"] = .object(listed)
        }
        return [branch: ["parameters": .object(parameters)]]
    }
}

/// What one row of a page turned out to be.
enum RowReading<Row> {
    case row(Row)
    case unasked
    case skipped
}

/// Why one row cannot be read.
struct RowFault: Error {
    var reason: String
}

extension WFirmaClient {
    /// Sends a find and reads its page row by row.
    func page<Row: Sendable>(
        _ find: Find, query: [(name: String, value: String)] = [], read: (PayloadValue) throws(RowFault) -> RowReading<Row>
    ) async throws(WFirmaError) -> Page<Row> {
        let answer = try await ask("\(find.branch)/find", query: query, body: find.body)
        var page = Page<Row>(
            number: find.page, rows: [], rejected: [], unasked: 0, skipped: 0, total: nil, isLast: true, isComplete: true,
            serverDate: answer.serverDate)
        if answer.isNotFound { return page }
        let rows = try answer.rows(find.branch, find.singular)
        var seen: Set<String> = []
        for row in rows {
            let id = row["id"]?.text
            do throws(RowFault) {
                if let id, !seen.insert(id).inserted { throw RowFault(reason: "the same id twice on a page") }
                switch try read(row) {
                case .row(let value): page.rows.append(value)
                case .unasked: page.unasked += 1
                case .skipped: page.skipped += 1
                }
            } catch {
                page.rejected.append(RejectedRow(id: id.map { printable($0) }, reason: error.reason))
            }
        }
        try place(&page, rowCount: rows.count, find, parameters: answer.root[find.branch]?["parameters"])
        return page
    }

    /// Tells from the answer's `parameters` whether this is the page asked for, the last one, and whole.
    private func place<Row>(_ page: inout Page<Row>, rowCount: Int, _ find: Find, parameters: PayloadValue?) throws(WFirmaError) {
        if let number = parameters?["page"]?.integer, number != find.page {
            throw .unreadable(reason: "page \(number) came, page \(find.page) was asked")
        }
        // wFirma may allow fewer rows than were asked for; then its own limit cuts the pages.
        let limit = parameters?["limit"]?.count ?? find.limit
        guard let total = parameters?["total"]?.count else {
            page.isLast = rowCount < limit
            return
        }
        page.total = total
        page.isLast = find.page * limit >= total
        page.isComplete = rowCount >= min(limit, total - (find.page - 1) * limit)
    }
}
