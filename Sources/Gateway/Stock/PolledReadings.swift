import Inventory
import Payload
import Storage

/// What a poll of wFirma brought, as the body of a delivery: readings, products and warehouses go through the inbox like any other fact (decision 3).
struct PolledReadings: Sendable, Equatable {
    /// The source's name of all polled deliveries.
    static let source = "wfirma-poll"

    var warehouses: [ListedWarehouse] = []
    var products: [ListedProduct] = []
    var readings: [StockReading] = []
    /// Products to be asked for by themselves: the pages no longer list them, or cannot be read for them.
    var vanished: [ProductID] = []
    /// The end of a whole comparison.
    var compared: StockCompared?

    var isEmpty: Bool { warehouses.isEmpty && products.isEmpty && readings.isEmpty && vanished.isEmpty && compared == nil }

    var inputs: [StockInput] {
        warehouses.map(StockInput.warehouse) + products.map(StockInput.product) + (readings.isEmpty ? [] : [.readings(readings)])
            + (vanished.isEmpty ? [] : [.look(vanished)]) + (compared.map { [.compared($0)] } ?? [])
    }

    func delivery(at now: Timestamp) -> IncomingDelivery {
        IncomingDelivery(
            source: Self.source, kind: .wfirma, trust: .polled, key: nil, format: .json, body: payload.jsonBytes(), headers: [:], receivedAt: now)
    }

    private var payload: PayloadValue {
        [
            "warehouses": .array(
                warehouses.map {
                    ["id": .string($0.id.text), "name": .string($0.name), "counted": .bool($0.isCounted), "listed": .bool($0.isListed)]
                }),
            "products": .array(
                products.map { ["id": .string($0.id.text), "code": .string($0.code), "ean": .string($0.ean), "name": .string($0.name)] }),
            "readings": .array(
                readings.map {
                    [
                        "product": .string($0.key.product.text), "warehouse": .string($0.key.warehouse.text), "count": .string($0.amount.description),
                        "from": Self.payload($0.window.from), "to": Self.payload($0.window.to),
                    ]
                }),
            "vanished": .array(vanished.map { .string($0.text) }),
            "compared": compared.map {
                ["from": Self.payload($0.window.from), "to": Self.payload($0.window.to), "left_out": .array($0.leftOut.map { .string($0.text) })]
            } ?? .null,
        ]
    }

    private static func products(_ list: PayloadValue?) -> [ProductID] { (list?.items ?? []).compactMap { $0.text.map { ProductID($0) } } }

    private static func payload(_ moment: Timestamp) -> PayloadValue { .string(String(moment.microseconds)) }

    private static func window(_ row: PayloadValue) -> WarehouseLevel.Window? {
        guard let from = row["from"]?.text.flatMap({ Int64($0) }), let to = row["to"]?.text.flatMap({ Int64($0) }) else { return nil }
        return WarehouseLevel.Window(from: Timestamp(microseconds: from), to: Timestamp(microseconds: to))
    }

    init() {}

    /// Reads what ``delivery(at:)`` wrote; nil when it is something else.
    init?(_ payload: PayloadValue) {
        for row in payload["warehouses"]?.items ?? [] {
            guard let id = row["id"]?.text else { return nil }
            warehouses.append(
                ListedWarehouse(
                    id: WarehouseID(id), name: row["name"]?.text ?? "", isCounted: row["counted"] == .bool(true),
                    isListed: row["listed"] != .bool(false)))
        }
        for row in payload["products"]?.items ?? [] {
            guard let id = row["id"]?.text else { return nil }
            products.append(
                ListedProduct(
                    id: ProductID(id), code: row["code"]?.text ?? "", ean: row["ean"]?.text ?? "", name: row["name"]?.text ?? ""))
        }
        for row in payload["readings"]?.items ?? [] {
            guard let product = row["product"]?.text, let warehouse = row["warehouse"]?.text,
                let count = row["count"]?.text.flatMap({ StockAmount($0) }), let window = Self.window(row)
            else { return nil }
            readings.append(
                StockReading(
                    key: StockKey(product: ProductID(product), warehouse: WarehouseID(warehouse)), amount: count,
                    window: window, origin: .asked))
        }
        vanished = Self.products(payload["vanished"])
        if let row = payload["compared"], row != .null {
            guard let window = Self.window(row) else { return nil }
            compared = StockCompared(window: window, leftOut: Self.products(row["left_out"]))
        }
    }
}
