extension SimulatedAllegro {
    /// A checkout form as it is told (schema `CheckoutForm`).
    func told(_ order: SandboxOrder) -> JSON {
        let buyer = order.buyer
        let total = order.lines.reduce(0) { $0 + $1.quantity * $1.price.grosze } + Self.deliveryCost.grosze
        return .fields([
            "id": .string(order.id), "messageToSeller": orAbsent(nil),
            "buyer": .fields([
                "id": .string("b-\(buyer.login)"), "email": .string("\(buyer.login)@allegromail.pl"), "login": .string(buyer.login),
                "firstName": .string(buyer.firstName), "lastName": .string(buyer.lastName), "companyName": orAbsent(nil), "guest": false,
                "personalIdentity": orAbsent(nil), "phoneNumber": "+48 500 600 700", "preferences": ["language": "pl-PL"],
                "address": ["street": "Kubkowa 1", "city": "Poznań", "postCode": "60-001", "countryCode": "PL"],
            ]),
            "payment": .fields([
                "id": .string(order.paymentID), "type": "ONLINE", "provider": "PAYU", "finishedAt": orAbsent(order.paidAt?.rfc3339),
                "paidAmount": order.paidAt == nil ? orAbsent(nil) : .price(total.asPrice), "reconciliation": orAbsent(nil), "features": [],
            ]),
            "status": .string(order.status.rawValue),
            "fulfillment": [
                "status": .string(order.fulfillment), "shipmentSummary": ["lineItemsSent": "NONE"], "provider": ["id": .string(order.provider)],
            ],
            "delivery": .fields([
                "address": [
                    "firstName": .string(buyer.firstName), "lastName": .string(buyer.lastName), "street": "Kubkowa 1", "city": "Poznań",
                    "zipCode": "60-001", "countryCode": "PL",
                ],
                "method": ["id": "2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "name": "Allegro Paczkomaty InPost"],
                "cost": .price(Self.deliveryCost), "smart": false, "calculatedNumberOfPackages": 1,
            ]),
            "invoice": invoice(of: order), "lineItems": .array(order.lines.map(told)), "surcharges": [], "note": orAbsent(nil),
            "marketplace": ["id": "allegro-pl"], "summary": ["totalToPay": .price(total.asPrice)], "updatedAt": .string(order.updatedAt.rfc3339),
            "revision": .string(order.revision),
        ])
    }

    private static let deliveryCost = "9.99"

    private func invoice(of order: SandboxOrder) -> JSON {
        guard let taxID = order.buyer.taxID else { return ["required": false] }
        return [
            "required": true,
            "address": [
                "street": "Kubkowa 1", "city": "Poznań", "zipCode": "60-001", "countryCode": "PL",
                "company": [
                    "name": "Kubki sp. z o.o.", "vatPayerStatus": "ACTIVE", "ids": [["type": "PL_NIP", "value": .string(taxID)]],
                    "taxId": .string(taxID),
                ],
            ],
        ]
    }

    private func told(_ line: SandboxOrder.Line) -> JSON {
        .fields([
            "id": .string(line.id), "offer": reference(to: line), "quantity": .integer(line.quantity), "originalPrice": .price(line.price),
            "price": .price(line.price), "reconciliation": orAbsent(nil), "selectedAdditionalServices": [], "vouchers": [], "tax": orAbsent(nil),
            "boughtAt": .string(line.boughtAt.rfc3339), "discounts": [],
        ])
    }
}

extension String {
    /// An amount such as `49.99` in hundredths.
    fileprivate var grosze: Int {
        let halves = split(separator: ".")
        let whole = halves.first.flatMap { Int($0) } ?? 0
        let rest = halves.count > 1 ? String(halves[1].prefix(2)) : ""
        return whole * 100 + (Int(rest.count == 1 ? rest + "0" : rest) ?? 0)
    }
}

extension Int {
    fileprivate var asPrice: String { "\(self / 100).\(self % 100 < 10 ? "0" : "")\(self % 100)" }
}
