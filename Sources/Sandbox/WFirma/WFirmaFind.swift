/// What a find asks for: conditions, order and page.
struct WFirmaFind: Sendable {
    let conditions: WFirmaConditions
    let descending: Bool
    let page: Int
    let limit: Int

    /// - Parameters:
    ///   - body: the request's body, with or without an outer `api`.
    ///   - largest: the most rows that a page holds.
    init(_ body: JSON?, branch: WFirmaBranch, supported: Set<String>, largest: Int) {
        let parameters = (body?["api"] ?? body)?[branch.plural]?["parameters"]
        conditions = WFirmaConditions(parameters?["conditions"], supported: supported)
        descending = parameters?["order"]?["desc"] != nil
        // A nested `page{start,limit}` is not understood and always gives page 1.
        page = max(1, parameters?["page"]?.number ?? 1)
        limit = min(largest, max(1, parameters?["limit"]?.number ?? 20))
    }

    /// The page of `rows` that was asked for; past the end, NOT FOUND.
    func reply(_ branch: WFirmaBranch, _ rows: some RandomAccessCollection<Int>, _ row: (Int) -> JSON) -> SandboxReply {
        let start = (page - 1) * limit
        guard start < rows.count else { return .wfirma(.notFound) }
        let indices = rows.dropFirst(descending ? max(0, rows.count - start - limit) : start).prefix(min(limit, rows.count - start))
        let items = descending ? indices.reversed().map(row) : indices.map(row)
        return .wfirma(
            branch, items, parameters: ["page": .string(String(page)), "limit": .string(String(limit)), "total": .string(String(rows.count))])
    }
}
