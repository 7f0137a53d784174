extension SimulatedWFirma {
    /// The module `webhooks`: add, find, get, edit, delete, trigger.
    mutating func webhooks(_ action: String, id: String, _ body: JSON?) -> SandboxReply {
        let given = WFirmaBranch.webhooks.items(in: (body?["api"] ?? body)?[WFirmaBranch.webhooks.plural]).first
        switch action {
        case "add":
            guard let url = given?["url"]?.text, let event = given?["event"]?.text else { return .wfirma(.inputError) }
            let webhook = addWebhook(url: url, event: event, isXML: given?["data_type"]?.text == "xml")
            return .wfirma(.webhooks, [Self.told(webhook)])
        case "find":
            let find = WFirmaFind(body, branch: .webhooks, supported: [], largest: temper.largestPage)
            return find.reply(.webhooks, notices.webhooks.indices) { Self.told(notices.webhooks[$0]) }
        case "get", "edit", "delete", "trigger":
            guard let place = notices.webhooks.firstIndex(where: { $0.id == id }) else { return .wfirma(.notFound) }
            if action == "edit" { edit(&notices.webhooks[place], given) }
            let webhook = notices.webhooks[place]
            if action == "delete" { notices.webhooks.remove(at: place) }
            if action == "trigger", let good = stock.goods.first, let warehouse = stock.warehouses.first {
                announceStock(of: good.id, in: warehouse.id)
            }
            return .wfirma(.webhooks, [Self.told(webhook)])
        default: return .wfirma(.actionNotFound)
        }
    }

    private func edit(_ webhook: inout SandboxWebhook, _ given: JSON?) {
        webhook.url = given?["url"]?.text ?? webhook.url
        webhook.event = given?["event"]?.text ?? webhook.event
        if let type = given?["data_type"]?.text { webhook.isXML = type == "xml" }
    }

    private static func told(_ webhook: SandboxWebhook) -> JSON {
        [
            "id": .string(webhook.id), "url": .string(webhook.url), "event": .string(webhook.event), "data_type": webhook.isXML ? "xml" : "json",
            "webhook_key": .string(webhook.key),
        ]
    }
}
