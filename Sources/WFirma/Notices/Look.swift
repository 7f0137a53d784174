public import Inventory
import Payload

/// Where wFirma's own webhooks tell us to look. They are not signed and carry one warehouse's count, so nothing in them is
/// taken for a fact.
public enum Look: Sendable, Equatable {
    /// This good in every warehouse.
    case good(ProductID)
    /// Some good, it does not say which: sweep.
    case anyGood
    /// The warehouse documents of this invoice.
    case invoice(String)
    /// An event that moves no stock, as it names itself; empty where wFirma only tries the address.
    case other(String)

    /// Nil when the body has neither of wFirma's shapes: an envelope with `metainfo`, or flat with `event_type`.
    init?(_ payload: PayloadValue) {
        if let info = payload["metainfo"], case .object = info {
            self.init(event: info["webhook_event"]?.text ?? "", object: info["object_name"]?.text ?? "", id: info["object_id"], payload)
        } else if let event = payload["event_type"]?.text {
            self.init(event: event, object: "", id: payload["object_id"], payload)
        } else if payload["webhook_key"] != nil, payload["event"] == nil {
            self = .other("")
        } else {
            return nil
        }
    }

    private init(event: String, object: String, id: PayloadValue?, _ payload: PayloadValue) {
        // Envelope events read `module/action`; flat ones are Polish and seen only as `Faktury.Dodanie`, so the rest of their
        // names is a guess that errs toward a sweep.
        let name = event.lowercased()
        let id = try? id?.identifier()
        if object == "warehouse_good" || name.hasPrefix("warehouse_good") || payload["warehouse_goods"] != nil {
            self = Self.changedGood(payload["warehouse_goods"])
        } else if object == "invoice" || name.hasPrefix("invoice") || name.hasPrefix("faktur") {
            self = (id ?? Self.invoiceID(payload["invoices"])).map(Look.invoice) ?? .other(printable(event, limit: 64))
        } else if object == "good" || name.hasPrefix("good") {
            self = id.map { .good(ProductID($0)) } ?? .anyGood
        } else if ["magazyn", "stan", "towar", "produkt"].contains(where: name.contains) {
            self = .anyGood
        } else {
            self = .other(printable(event, limit: 64))
        }
    }

    /// The branch's own `id` is not the good's; `good.id` is.
    private static func changedGood(_ branch: PayloadValue?) -> Look {
        let goods = Set((branch?.items ?? []).map { try? $0["good"]?["id"]?.identifier() })
        guard goods.count == 1, let good = goods.first ?? nil else { return .anyGood }
        return .good(ProductID(good))
    }

    private static func invoiceID(_ branch: PayloadValue?) -> String? {
        try? branch?.items.first?["id"]?.identifier()
    }
}
