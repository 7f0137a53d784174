public import Inventory

/// A good of wFirma's, with its counts in **one** warehouse. The stock of a product is the sum over all of them (R33).
public struct GoodInWarehouse: Sendable, Equatable {
    /// What a good is: only one of kind `.good` lies in a warehouse.
    public enum Kind: Sendable, Equatable {
        case good, service, set
        case unknown(String)
    }

    public var id: ProductID
    /// The warehouse that was asked for; the row itself does not name it.
    public var warehouse: WarehouseID
    public var name: String
    public var code: String?
    public var ean: String?
    /// The basic unit, e.g. `szt.`; `count` and `reserved` are in it.
    public var unit: String?
    public var kind: Kind
    public var count: StockAmount
    /// Held back by wFirma's own reservations.
    public var reserved: StockAmount
    /// When the record was last changed, on wFirma's clock, in whole seconds.
    public var modified: Timestamp?
    /// `extended` where documents move it, `simple` where its count is typed in.
    public var warehouseType: String?
}

/// A warehouse of wFirma's.
public struct Warehouse: Sendable, Equatable {
    public var id: WarehouseID
    public var name: String
}

/// The company that the keys belong to.
public struct Company: Sendable, Equatable {
    public var id: String
    public var name: String
    public var isVATPayer: Bool
}
