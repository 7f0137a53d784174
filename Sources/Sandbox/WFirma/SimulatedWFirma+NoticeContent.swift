/// What the notices say.
extension SimulatedWFirma {
    /// Tells a document to the relays; wFirma itself has no webhook for warehouse documents.
    mutating func announce(_ document: SandboxDocument, _ change: String) {
        for (place, relay) in notices.relays.enumerated() where relay.content.contains(.documents) {
            send(relay.write(relayed(document, change)), to: .relay(place))
        }
    }

    /// Tells that a good's count in one warehouse changed.
    mutating func announceStock(of good: String, in warehouse: String) {
        for webhook in notices.webhooks where webhook.isActive && webhook.event == "warehouse_good/change_state" {
            let body = temper.webhookShape == .flat ? flat(webhook, good, warehouse) : envelope(webhook, good, warehouse)
            send(webhook.isXML ? body.xml(root: "api") : body.bytes, to: .webhook(webhook.id))
        }
        for (place, relay) in notices.relays.enumerated() where relay.content.contains(.stock) {
            send(relay.write(relayedStock(of: good, in: warehouse)), to: .relay(place))
        }
    }

    /// The shape seen in 2024: a find answer, and `metainfo` beside it. The row's own id is not the good's.
    private func envelope(_ webhook: SandboxWebhook, _ good: String, _ warehouse: String) -> JSON {
        let row = stock.row(good, in: warehouse)
        let id = JSON.string(String(row?.id ?? 0))
        return .fields([
            "warehouse_goods": [
                "0": [
                    "warehouse_good": [
                        "id": id, "count": .string((row?.count ?? .zero).description), "good": ["id": .string(good)],
                        "warehouse": ["id": .string(warehouse)],
                        "modified": .string(clock.warsawTime),
                    ]
                ], "parameters": ["page": "1", "limit": "20", "total": "1"],
            ],
            "status": ["code": "OK"],
            "metainfo": [
                "company_id": .string(company.id), "created": .string(clock.warsawTime), "object_id": id, "object_name": "warehouse_good",
                "webhook_event": .string(webhook.event), "webhook_id": .string(webhook.id),
            ],
            "webhook_key": temper.envelopeCarriesKey ? .string(webhook.key) : nil,
        ])
    }

    /// The shape seen in 2026.
    private func flat(_ webhook: SandboxWebhook, _ good: String, _ warehouse: String) -> JSON {
        let object = temper.flatNamesGood ? good : String(stock.row(good, in: warehouse)?.id ?? 0)
        return ["webhook_key": .string(webhook.key), "event_type": "Magazyn.ZmianaStanu", "object_id": .string(object)]
    }

    private func relayed(_ document: SandboxDocument, _ change: String) -> JSON {
        let lines = document.lines.map { ["good": ["id": .string($0.good)], "count": .string($0.count.description)] as JSON }
        return [
            "event": .string("warehouse_document.\(change)"),
            "warehouse_document": .fields([
                "id": .string(document.id), "type": .string(document.kind.rawValue), "fullnumber": .string(document.fullNumber),
                "version": .integer(document.version), "date": .string(document.date),
                "modified": .string((document.modified + temper.clockSkew).warsawTime), "warehouse": ["id": .string(document.warehouse)],
                "id_external": .optional(document.externalID), "invoice": document.invoice.map { ["id": .string($0)] } ?? .null,
                "warehouse_document_contents": .array(lines),
            ]),
        ]
    }

    private func relayedStock(of good: String, in warehouse: String) -> JSON {
        [
            "event": "good.count_changed",
            "good": [
                "id": .string(good), "code": .string(stock.good(good)?.code ?? ""), "count": .string(stock.count(good, in: warehouse).description),
                "modified": .string(clock.warsawTime),
            ], "warehouse": ["id": .string(warehouse)],
        ]
    }
}

extension SandboxRelay {
    fileprivate func write(_ message: JSON) -> [UInt8] { sendsXML ? message.xml(root: "webhook") : message.bytes }
}
