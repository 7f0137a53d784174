/// Orders on Allegro: what buyers, sellers in the panel and the calendar do to them.
extension SandboxControl {
    func orders() -> SandboxReply {
        SandboxReply(status: 200, json: ["orders": .array(world.orders.map(Self.told))])
    }

    func order(_ id: String) -> SandboxReply {
        world.order(id).map { SandboxReply(status: 200, json: Self.told($0)) } ?? .refused(404, "No order \(id)")
    }

    func addOrder(_ body: JSON) -> SandboxReply {
        switch Self.purchase(body) {
        case .failure(let refusal): return .refused(422, refusal.why)
        case .success(let purchase):
            guard let order = world.buy(purchase) else { return .refused(409, "Not for sale as things stand") }
            return SandboxReply(status: 201, json: Self.told(order))
        }
    }

    func act(_ verb: String, onOrder id: String, _ body: JSON) -> SandboxReply {
        switch verb {
        case "cancel": return done(world.cancel(id, byBuyer: body["by"]?.text != "system"))
        case "pay": return done(world.pay(id))
        case "return": return done(world.returnGoods(id))
        case "external-invoices": return done(world.markExternalInvoices(id))
        case "fulfillment":
            guard let status = body["status"]?.text else { return .refused(422, "status is missing") }
            return done(world.setFulfillment(status, ofOrder: id))
        case "surcharge":
            guard let amount = body["amount"]?.text.flatMap(SandboxMoney.init) else { return .refused(422, "amount is missing") }
            return done(world.surcharge(id, amount))
        case "modify":
            guard let before = world.order(id)?.buyer else { return .refused(404, "No order \(id)") }
            guard case .success(let buyer) = Self.buyer(body, before: before) else { return .refused(422, "invoice is none, person or company") }
            return done(world.modify(id) { $0 = buyer })
        case "merge":
            guard let merged = body["with"]?.text.flatMap({ world.merge(id, $0) }) else { return .refused(409, "Not possible as things stand") }
            return SandboxReply(status: 201, json: Self.told(merged))
        case "add-on":
            let mark = body["mark"]?.text.map(SandboxSale.Mark.init(rawValue:)) ?? .externalID
            guard let mark else { return .refused(422, "mark is id_external, description or none") }
            return told(world.documentBesideUs(order: id, mark: mark))
        default: return .refused(404, "No such act")
        }
    }

    /// The file of an order's invoice, as it was uploaded.
    func uploadedFile(_ order: String, invoice: String) -> SandboxReply {
        guard let file = world.order(order)?.invoices.first(where: { $0.id == invoice })?.file else { return .refused(404, "No such file") }
        return SandboxReply(status: 200, headers: [("content-type", "application/pdf")], body: file.bytes)
    }

    private struct Refusal: Error { let why: String }

    private static func purchase(_ body: JSON) -> Result<SandboxPurchase, Refusal> {
        let items: [JSON] = if case .array(let items) = body["lines"] { items } else { [body] }
        let lines = items.compactMap { item in item["offer"]?.text.map { ($0, item["quantity"]?.number ?? 1) } }
        guard lines.count == items.count else { return .failure(Refusal(why: "lines of {offer, quantity} are needed")) }
        var purchase = SandboxPurchase(lines.map { (offer: $0.0, quantity: $0.1) })
        switch body["payment"]?.text ?? "online" {
        case "online": break
        case "cash_on_delivery": purchase.payment = .cashOnDelivery
        case "wire_transfer": purchase.payment = .wireTransfer
        case "unpaid": purchase.paysByItself = false
        default: return .failure(Refusal(why: "payment is online, cash_on_delivery, wire_transfer or unpaid"))
        }
        if let text = body["delivery_cost"]?.text {
            guard let cost = SandboxMoney(text) else { return .failure(Refusal(why: "delivery_cost is no amount")) }
            purchase.delivery.cost = cost
        }
        purchase.currency = body["currency"]?.text ?? "PLN"
        return buyer(body, before: purchase.buyer).map { buyer in
            purchase.buyer = buyer
            return purchase
        }
    }

    private static func buyer(_ body: JSON, before: SandboxOrder.Buyer) -> Result<SandboxOrder.Buyer, Refusal> {
        var buyer = before
        let given = body["buyer"] ?? body
        buyer.login = given["login"]?.text ?? buyer.login
        buyer.firstName = given["first_name"]?.text ?? buyer.firstName
        buyer.lastName = given["last_name"]?.text ?? buyer.lastName
        buyer.street = given["street"]?.text ?? buyer.street
        buyer.city = given["city"]?.text ?? buyer.city
        buyer.zip = given["zip"]?.text ?? buyer.zip
        buyer.country = given["country"]?.text ?? buyer.country
        switch body["invoice"]?.text {
        case nil: break
        case "none": buyer.invoice = .none
        case "person": buyer.invoice = .person
        case "company": buyer.invoice = .company(name: given["company"]?.text ?? "Firma Kupująca sp. z o.o.", taxID: given["tax_id"]?.text)
        case .some: return .failure(Refusal(why: "invoice is none, person or company"))
        }
        return .success(buyer)
    }

    private static func told(_ order: SandboxOrder) -> JSON {
        let lines = order.lines.map { line in
            ["id": .string(line.id), "offer": .string(line.offer), "quantity": .integer(line.quantity), "price": .string(line.price)] as JSON
        }
        let invoices = order.invoices.map { invoice in
            JSON.fields([
                "id": .string(invoice.id), "number": .optional(invoice.number), "file": .string(invoice.fileName),
                "bytes": invoice.file.map { .integer($0.bytes.count) }, "verification": .optional(invoice.file?.verification.rawValue),
            ])
        }
        return [
            "id": .string(order.id), "status": .string(order.status.rawValue), "fulfillment": .string(order.fulfillment),
            "revision": .string(order.revision), "payment": .string(order.payment.rawValue), "paid_at": .optional(order.paidAt?.rfc3339),
            "total": .string(order.total.description), "currency": .string(order.currency), "buyer": .string(order.buyer.login),
            "line_item": .optional(order.lines.first?.id), "lines": .array(lines), "invoices": .array(invoices),
            "has_external_invoices": .bool(order.hasExternalInvoices),
        ]
    }
}
