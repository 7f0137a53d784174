public import Inventory
import Payload

/// A sender says that a good's count in a warehouse changed. With both `count` and `warehouse` it is a level; without either
/// the good is read in every warehouse.
public struct StockNotice: Sendable, Equatable {
    public var product: ProductID
    /// The good's `code`, for people.
    public var code: String?
    /// The count now; wFirma knows negative ones.
    public var count: StockAmount?
    public var warehouse: WarehouseID?
    /// When the count was true; without it the order of receipt decides.
    public var modified: Timestamp?

    public init(product: ProductID, code: String? = nil, count: StockAmount? = nil, warehouse: WarehouseID? = nil, modified: Timestamp? = nil) {
        self.product = product
        self.code = code
        self.count = count
        self.warehouse = warehouse
        self.modified = modified
    }

    init(_ payload: PayloadValue) throws(PayloadFault) {
        let warehouse = try payload.optional("warehouse", noticeReference)
        self = try payload.required("good") { good throws(PayloadFault) in
            StockNotice(
                product: ProductID(try noticeReference(good)),
                code: try good.optional("code") { code throws(PayloadFault) in printable(try code.words()) },
                count: try good.optional("count", noticeCount), warehouse: warehouse.map { WarehouseID($0) },
                modified: try good.optional("modified", noticeTime))
        }
    }
}
