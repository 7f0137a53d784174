import Inventory
import Payload

extension PayloadValue {
    /// The text under `key`, nil where it is missing or blank: wFirma writes an empty string for "none".
    func filled(_ key: String) -> String? {
        guard let text = self[key]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// The id of the record that `key` refers to; wFirma writes `0` for "none".
    func reference(_ key: String) -> String? {
        guard let id = self[key]?.filled("id"), id != "0" else { return nil }
        return id
    }

    func requiredText(_ key: String) throws(RowFault) -> String {
        guard let text = filled(key) else { throw RowFault(reason: "no \(key)") }
        return text
    }

    func requiredAmount(_ key: String) throws(RowFault) -> StockAmount {
        let text = try requiredText(key)
        guard let amount = StockAmount(text) else { throw RowFault(reason: "\(key) is no count: \(printable(text, limit: 40))") }
        return amount
    }
}

extension GoodInWarehouse {
    init(_ row: PayloadValue, warehouse: WarehouseID) throws(RowFault) {
        let kind = Kind(row["type"]?.text ?? "")
        // A service is counted nowhere, and its row may say so by saying nothing.
        let isCounted = kind != .service || row.filled("count") != nil
        self.init(
            id: ProductID(try row.requiredText("id")), warehouse: warehouse, name: row["name"]?.text ?? "", code: row.filled("code"),
            ean: row.filled("ean"), unit: row.filled("unit"), kind: kind, count: isCounted ? try row.requiredAmount("count") : .zero,
            reserved: row.filled("reserved") == nil ? .zero : try row.requiredAmount("reserved"),
            modified: row.filled("modified").flatMap { WFirmaTime.certainMoment($0) }, warehouseType: row.filled("warehouse_type"))
    }
}

extension GoodInWarehouse.Kind {
    init(_ text: String) {
        switch text {
        case "good": self = .good
        case "service": self = .service
        case "set": self = .set
        default: self = .unknown(text)
        }
    }
}
