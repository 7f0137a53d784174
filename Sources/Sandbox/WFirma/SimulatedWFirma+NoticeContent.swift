/// What the notices say.
extension SimulatedWFirma {
    /// Tells a document to the relays; wFirma itself has no webhook for warehouse documents.
    ///
    /// - Parameter delay: how long the document can not be found yet.
    mutating func announce(_ document: SandboxDocument, _ change: String, after delay: Duration = .zero) {
        for (place, relay) in notices.relays.enumerated() where relay.content.contains(.documents) {
            send(relay.write(relayed(document, change)), to: .relay(place), after: delay)
        }
    }

    /// Tells that a good's count in one warehouse changed.
    mutating func announceStock(of good: String, in warehouse: String) {
        for webhook in notices.webhooks where webhook.isActive && webhook.event == "warehouse_good/change_state" {
            let row = stock.row(good, in: warehouse)
            let id = String(row?.id ?? 0)
            // The row's own id is not the good's.
            let told: JSON = [
                "id": .string(id), "count": .string((row?.count ?? .zero).description), "good": ["id": .string(good)],
                "warehouse": ["id": .string(warehouse)], "modified": .string(clock.warsawTime),
            ]
            tell(webhook, .stockRows, told, object: temper.webhookShape == .flat && temper.flatNamesGood ? good : id)
        }
        for (place, relay) in notices.relays.enumerated() where relay.content.contains(.stock) {
            send(relay.write(relayedStock(of: good, in: warehouse)), to: .relay(place))
        }
    }

    /// Tells that an invoice, a payment or a contractor came, changed or went.
    mutating func announce(_ branch: WFirmaBranch, _ id: String, _ event: String) {
        for webhook in notices.webhooks where webhook.isActive && webhook.event == event {
            tell(webhook, branch, ["id": .string(id)], object: id)
        }
    }

    private mutating func tell(_ webhook: SandboxWebhook, _ branch: WFirmaBranch, _ item: JSON, object: String) {
        let body = temper.webhookShape == .flat ? flat(webhook, object) : envelope(webhook, branch, item, object)
        send(webhook.isXML ? body.xml(root: "api") : body.bytes, to: .webhook(webhook.id))
    }

    /// The shape seen in 2024: a find answer, and `metainfo` beside it.
    private func envelope(_ webhook: SandboxWebhook, _ branch: WFirmaBranch, _ item: JSON, _ object: String) -> JSON {
        var fields: [JSON.Field] = [
            .init(key: branch.plural, value: branch.map([item], parameters: ["page": "1", "limit": "20", "total": "1"])),
            .init(key: "status", value: ["code": "OK"]),
            .init(
                key: "metainfo",
                value: [
                    "company_id": .string(company.id), "created": .string(clock.warsawTime), "object_id": .string(object),
                    "object_name": .string(branch.singular), "webhook_event": .string(webhook.event), "webhook_id": .string(webhook.id),
                ]),
        ]
        if temper.envelopeCarriesKey { fields.append(.init(key: "webhook_key", value: .string(webhook.key))) }
        return .object(fields)
    }

    /// The shape seen in 2026.
    private func flat(_ webhook: SandboxWebhook, _ object: String) -> JSON {
        ["webhook_key": .string(webhook.key), "event_type": .string(Self.flatNames[webhook.event] ?? webhook.event), "object_id": .string(object)]
    }

    /// `Faktury.Dodanie` was seen; the others are formed after it.
    private static let flatNames = [
        "warehouse_good/change_state": "Magazyn.ZmianaStanu", "invoice/add": "Faktury.Dodanie", "invoice/edit": "Faktury.Edycja",
        "invoice/del": "Faktury.Usuniecie", "payments/add": "Platnosci.Dodanie", "contractors/add": "Kontrahenci.Dodanie",
    ]

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
