import Inventory
import OpenSSLCrypto
import Payload
import Storage

/// Warehouse documents that were read from wFirma, as the body of a delivery: they go through the inbox like any other fact (decision 3).
struct PolledDocuments: Sendable, Equatable {
    var documents: [WarehouseDocument]

    init(_ documents: [WarehouseDocument]) { self.documents = documents }

    var inputs: [StockInput] { documents.map(StockInput.document) }

    /// The same documents are the same delivery however often they are read: one that cannot be applied is told once, and waits as it came.
    func delivery(at now: Timestamp) -> IncomingDelivery {
        IncomingDelivery(
            source: PolledReadings.source, kind: .wfirma, trust: .polled, key: key, format: .json,
            body: (["polled_documents": .array(documents.map(Self.payload))] as PayloadValue).jsonBytes(), headers: [:], receivedAt: now)
    }

    /// A digest of what they say, whenever it was read: our clock's part in their times differs from answer to answer.
    private var key: String {
        let timeless = documents.map { document in
            var document = document
            (document.recordedAt, document.createdAt) = (nil, nil)
            return Self.payload(document)
        }
        return "documents/" + hexadecimal(SHA256.digest(PayloadValue.array(timeless).jsonBytes()))
    }

    private static func payload(_ document: WarehouseDocument) -> PayloadValue {
        let kind: (name: String, target: String?) =
            switch document.kind {
            case .receipt: ("receipt", nil)
            case .release: ("release", nil)
            case .transfer(let target): ("transfer", target.text)
            }
        func text(_ value: String?) -> PayloadValue { value.map { .string($0) } ?? .null }
        func moment(_ value: Timestamp?) -> PayloadValue { text(value.map { String($0.microseconds) }) }
        return [
            "id": .string(document.id.text), "kind": .string(kind.name), "target": text(kind.target), "name": .string(document.name),
            "version": text(document.version.number.map { String($0) }), "modified": moment(document.version.modified),
            "warehouse": .string(document.warehouse.text), "corrects": text(document.corrects?.text), "deleted": .bool(document.isDeleted),
            "external_id": text(document.externalID), "invoice": text(document.invoice), "recorded_at": moment(document.recordedAt),
            "created_at": moment(document.createdAt),
            "lines": .array(document.lines.map { ["product": .string($0.product.text), "count": .string($0.count.description)] }),
        ]
    }

    /// Reads what ``delivery(at:)`` wrote; nil when it is something else.
    init?(_ payload: PayloadValue) {
        guard let rows = payload["polled_documents"]?.items else { return nil }
        documents = []
        for row in rows {
            guard let document = Self.document(row) else { return nil }
            documents.append(document)
        }
    }

    private static func document(_ row: PayloadValue) -> WarehouseDocument? {
        func moment(_ name: String) -> Timestamp? { row[name]?.text.flatMap { Int64($0) }.map(Timestamp.init(microseconds:)) }
        guard let id = row["id"]?.text, let warehouse = row["warehouse"]?.text else { return nil }
        let kind: WarehouseDocument.Kind
        switch row["kind"]?.text {
        case "receipt": kind = .receipt
        case "release": kind = .release
        case "transfer":
            guard let target = row["target"]?.text else { return nil }
            kind = .transfer(to: WarehouseID(target))
        default: return nil
        }
        var lines: [WarehouseDocument.Line] = []
        for line in row["lines"]?.items ?? [] {
            guard let product = line["product"]?.text, let count = line["count"]?.text.flatMap({ StockAmount($0) }) else { return nil }
            lines.append(WarehouseDocument.Line(product: ProductID(product), count: count))
        }
        return WarehouseDocument(
            id: DocumentID(id), kind: kind, name: row["name"]?.text ?? "",
            version: DocumentVersion(number: row["version"]?.text.flatMap { Int($0) }, modified: moment("modified")),
            warehouse: WarehouseID(warehouse), lines: lines, corrects: row["corrects"]?.text.map { DocumentID($0) },
            isDeleted: row["deleted"] == .bool(true), externalID: row["external_id"]?.text, invoice: row["invoice"]?.text,
            recordedAt: moment("recorded_at"), createdAt: moment("created_at"))
    }
}
