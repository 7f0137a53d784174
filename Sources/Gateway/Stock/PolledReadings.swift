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
    /// Products that the pages no longer list.
    var vanished: [ProductID] = []

    var isEmpty: Bool { warehouses.isEmpty && products.isEmpty && readings.isEmpty && vanished.isEmpty }

    var inputs: [StockInput] {
        warehouses.map(StockInput.warehouse) + products.map(StockInput.product) + (readings.isEmpty ? [] : [.readings(readings)])
            + (vanished.isEmpty ? [] : [.look(vanished)])
    }

    func delivery(at now: Timestamp) -> IncomingDelivery {
        IncomingDelivery(
            source: Self.source, kind: .wfirma, trust: .polled, key: nil, format: .json, body: payload.jsonBytes(), headers: [:], receivedAt: now)
    }

    private var payload: PayloadValue {
        [
            "warehouses": .array(warehouses.map { ["id": .string($0.id.text), "name": .string($0.name), "counted": .bool($0.isCounted)] }),
            "products": .array(
                products.map { ["id": .string($0.id.text), "code": .string($0.code), "ean": .string($0.ean), "name": .string($0.name)] }),
            "readings": .array(
                readings.map {
                    [
                        "product": .string($0.key.product.text), "warehouse": .string($0.key.warehouse.text), "count": .string($0.amount.description),
                        "from": .string(String($0.window.from.microseconds)), "to": .string(String($0.window.to.microseconds)),
                    ]
                }),
            "vanished": .array(vanished.map { .string($0.text) }),
        ]
    }

    init() {}

    /// Reads what ``delivery(at:)`` wrote; nil when it is something else.
    init?(_ payload: PayloadValue) {
        for row in payload["warehouses"]?.items ?? [] {
            guard let id = row["id"]?.text else { return nil }
            warehouses.append(ListedWarehouse(id: WarehouseID(id), name: row["name"]?.text ?? "", isCounted: row["counted"] == .bool(true)))
        }
        for row in payload["products"]?.items ?? [] {
            guard let id = row["id"]?.text else { return nil }
            products.append(
                ListedProduct(
                    id: ProductID(id), code: row["code"]?.text ?? "", ean: row["ean"]?.text ?? "", name: row["name"]?.text ?? ""))
        }
        for row in payload["readings"]?.items ?? [] {
            guard let product = row["product"]?.text, let warehouse = row["warehouse"]?.text,
                let count = row["count"]?.text.flatMap({ StockAmount($0) }),
                let from = row["from"]?.text.flatMap({ Int64($0) }), let to = row["to"]?.text.flatMap({ Int64($0) })
            else { return nil }
            readings.append(
                StockReading(
                    key: StockKey(product: ProductID(product), warehouse: WarehouseID(warehouse)), amount: count,
                    window: .init(from: Timestamp(microseconds: from), to: Timestamp(microseconds: to)), origin: .asked))
        }
        vanished = (payload["vanished"]?.items ?? []).compactMap { $0.text.map { ProductID($0) } }
    }
}
