/// One product in one warehouse: what a level, an entry and a reading speak of.
public struct StockKey: Hashable, Comparable, Sendable {
    public var product: ProductID
    public var warehouse: WarehouseID

    public init(product: ProductID, warehouse: WarehouseID) {
        self.product = product
        self.warehouse = warehouse
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.product, left.warehouse) < (right.product, right.warehouse)
    }
}
