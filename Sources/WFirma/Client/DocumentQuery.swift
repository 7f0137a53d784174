public import Inventory
import Payload

/// Which warehouse documents to read.
public struct DocumentQuery: Sendable, Equatable {
    /// From when on.
    public enum Since: Sendable, Equatable {
        /// By the document's own date: the Polish day of this moment and later.
        case date(Timestamp)
        /// By the record's last change. It is not known whether wFirma can do this: see ``Page/unasked``.
        case modified(Timestamp)
    }

    /// Never empty: unfiltered, a find weighs megabytes.
    public var types: [WarehouseDocumentType]
    public var since: Since?
    /// Only those made from this invoice.
    public var invoice: String?
    /// The newest first, so that what was just made stands on page 1 even where a filter does not work.
    public var isNewestFirst: Bool
    public var page: Int
    public var limit: Int

    public init(
        types: [WarehouseDocumentType] = WarehouseDocumentType.allCases, since: Since? = nil, invoice: String? = nil, isNewestFirst: Bool = false,
        page: Int = 1, limit: Int = WFirmaClient.pageLimit
    ) {
        self.types = types
        self.since = since
        self.invoice = invoice
        self.isNewestFirst = isNewestFirst
        self.page = page
        self.limit = limit
    }
}

extension DocumentQuery {
    var find: Find {
        // Two conditions `type eq` find nothing; `in` takes a list.
        var conditions = [Find.Condition(field: "type", comparison: "in", value: types.map(\.rawValue).joined(separator: ","))]
        switch since {
        case .date(let moment): conditions.append(Find.Condition(field: "date", comparison: "ge", value: WFirmaTime.date(of: moment)))
        case .modified(let moment): conditions.append(Find.Condition(field: "modified", comparison: "ge", value: WFirmaTime.text(of: moment)))
        case nil: break
        }
        if let invoice { conditions.append(Find.Condition(field: "Invoice.id", comparison: "eq", value: invoice)) }
        return Find(
            branch: "warehouse_documents", singular: "warehouse_document", conditions: conditions, isNewestFirst: isNewestFirst, page: page,
            limit: limit)
    }

    /// Tells of a row whether it is what was asked for. Dates compare as text: the year comes first.
    var matches: (PayloadValue) -> Bool {
        let bound: (field: String, least: String)? =
            switch since {
            case .date(let moment): ("date", WFirmaTime.date(of: moment))
            case .modified(let moment): ("modified", WFirmaTime.text(of: moment))
            case nil: nil
            }
        return { [invoice] row in
            if let bound, (row.filled(bound.field) ?? "") < bound.least { return false }
            return invoice == nil || row.reference("invoice") == invoice
        }
    }
}
