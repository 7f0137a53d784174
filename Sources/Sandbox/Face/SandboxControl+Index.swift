extension SandboxControl {
    /// What can be asked for under `/sandbox/`, as `GET /sandbox/` tells it; the README's table says the same.
    static let calls: [(call: String, does: String)] = [
        ("GET /sandbox/", "lists these calls"),
        ("GET /sandbox/offers/ID", "the offer as it is, with the history of what it showed"),
        (
            "POST /sandbox/offers {id, available, name, external_id, format, status, republish, is_fulfillment, units_in_set, price, tax_rate}",
            "puts an offer up"
        ),
        (
            #"POST /sandbox/offers/ID/buy {quantity} · …/quantity {available} · …/end {by, barred} (by: "ADMIN" is moderation) · …/resume · …/archive"#,
            "a buyer, or another hand"
        ),
        (
            #"POST /sandbox/orders {lines: [{offer, quantity}], payment: "online"|"cash_on_delivery"|"wire_transfer"|"unpaid", invoice: "none"|"person"|"company", buyer: {login, first_name, last_name, street, city, zip, country, company, tax_id}, delivery_cost, currency}"#,
            "a purchase with its wishes"
        ),
        ("GET /sandbox/orders · GET /sandbox/orders/ID · GET /sandbox/orders/ID/invoices/INVOICE", "orders as they are; an uploaded file"),
        (
            #"POST /sandbox/orders/ID/pay · …/cancel {by: "buyer"|"system"} · …/merge {with} · …/surcharge {amount} · …/modify {buyer, invoice} · …/return"#,
            "what becomes of an order"
        ),
        ("POST /sandbox/orders/ID/fulfillment {status} · …/external-invoices", "another hand on it"),
        (#"POST /sandbox/orders/ID/add-on {mark: "id_external"|"description"|"none"}"#, "wFirma's own Allegro add-on documents the order beside us"),
        (
            "GET /sandbox/invoices?order= · GET /sandbox/invoices/ID · POST /sandbox/invoices {type, order, mark, currency, lines: [{good, name, count, price}]} · DELETE /sandbox/invoices/ID · POST …/ID/accept (a draft) · GET /sandbox/contractors",
            "documents of sale in wFirma, and a person's hand on them"
        ),
        (
            #"POST /sandbox/ksef {mode: "off"|"numbers"|"unauthorised", seconds} · POST /sandbox/invoices/ID/ksef"#,
            "KSeF: how it behaves; the number comes now"
        ),
        (#"GET /sandbox/goods/ID · POST /sandbox/goods {id, code, name, ean, vat, warehouses: {"1": "70"}}"#, "a good and what lies where"),
        (
            #"POST /sandbox/documents {kind: "PZ"|"PW"|"WZ"|"RW", good, count, warehouse, order} (or lines) · PUT, DELETE /sandbox/documents/ID"#,
            "a document entered, rewritten, deleted"
        ),
        ("POST /sandbox/transfers {good, count, from, to}", "goods move between warehouses"),
        (
            #"POST /sandbox/webhooks {url, event, format} · POST /sandbox/relays {url, secret, format, content: ["documents", "stock"]}"#,
            "whom to tell: by wFirma's own webhook, or signed after Standard Webhooks"
        ),
        ("POST /sandbox/devices/CODE/confirm · …/deny · POST /sandbox/tokens", "sign-in without a person"),
        (#"POST /sandbox/faults {side: "allegro"|"wfirma", fault, share, times, seconds, path, method} · DELETE /sandbox/faults"#, "faults"),
        ("GET /sandbox/tally", "what was counted"),
    ]

    func index() -> SandboxReply {
        SandboxReply(status: 200, json: ["calls": .array(Self.calls.map { ["call": .string($0.call), "does": .string($0.does)] })])
    }
}
