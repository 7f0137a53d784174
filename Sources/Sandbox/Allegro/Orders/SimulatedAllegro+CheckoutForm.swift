extension SimulatedAllegro {
    /// A checkout form as it is told (schema `CheckoutForm`).
    func told(_ order: SandboxOrder) -> JSON {
        .fields([
            "id": .string(order.id), "messageToSeller": orAbsent(nil), "buyer": told(order.buyer), "payment": payment(of: order),
            "status": .string(order.status.rawValue),
            "fulfillment": [
                "status": .string(order.fulfillment), "shipmentSummary": ["lineItemsSent": "NONE"], "provider": ["id": .string(order.provider)],
            ],
            "delivery": delivery(of: order), "invoice": invoice(of: order), "lineItems": .array(order.lines.map { told($0, order.currency) }),
            "surcharges": .array(order.surcharges.map { told($0, order.currency) }), "note": orAbsent(nil),
            "marketplace": ["id": .string(order.marketplace)], "summary": ["totalToPay": .price(order.total, order.currency)],
            "updatedAt": .string(order.updatedAt.rfc3339), "revision": .string(order.revision),
        ])
    }

    private func told(_ buyer: SandboxOrder.Buyer) -> JSON {
        .fields([
            "id": .string("b-\(buyer.login)"), "email": .string("\(buyer.login)@allegromail.pl"), "login": .string(buyer.login),
            "firstName": .string(buyer.firstName), "lastName": .string(buyer.lastName), "companyName": orAbsent(nil), "guest": false,
            "personalIdentity": orAbsent(nil), "phoneNumber": .string(buyer.phone), "preferences": ["language": "pl-PL"],
            "address": [
                "street": .string(buyer.street), "city": .string(buyer.city), "postCode": .string(buyer.zip), "countryCode": .string(buyer.country),
            ],
        ])
    }

    private func payment(of order: SandboxOrder) -> JSON {
        let provider: String? =
            switch order.payment {
            case .online: "PAYU"
            case .wireTransfer: "OFFLINE"
            case .cashOnDelivery: nil
            }
        let paid = order.surcharges.reduce(order.total) { $0 - $1.amount }
        return .fields([
            "id": .string(order.paymentID), "type": .string(order.payment.rawValue), "provider": orAbsent(provider),
            "finishedAt": orAbsent(order.paidAt?.rfc3339),
            "paidAmount": order.paidAt == nil ? orAbsent(nil) : .price(paid, order.currency), "reconciliation": orAbsent(nil), "features": [],
        ])
    }

    private func told(_ surcharge: SandboxOrder.Surcharge, _ currency: String) -> JSON {
        .fields([
            "id": .string(surcharge.id), "type": "ONLINE", "provider": "PAYU", "finishedAt": .string(surcharge.paidAt.rfc3339),
            "paidAmount": .price(surcharge.amount, currency), "reconciliation": orAbsent(nil), "features": [],
        ])
    }

    private func delivery(of order: SandboxOrder) -> JSON {
        let buyer = order.buyer
        return [
            "address": [
                "firstName": .string(buyer.firstName), "lastName": .string(buyer.lastName), "street": .string(buyer.street),
                "city": .string(buyer.city), "zipCode": .string(buyer.zip),
                "countryCode": .string(order.delivery.country ?? buyer.country),
            ],
            "method": ["id": "2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "name": .string(order.delivery.method)],
            "cost": .price(order.delivery.cost, order.currency), "smart": false, "calculatedNumberOfPackages": 1,
        ]
    }

    private func invoice(of order: SandboxOrder) -> JSON {
        let buyer = order.buyer
        let party: JSON.Field
        switch buyer.invoice {
        case .none: return ["required": false]
        case .person:
            party = .init(key: "naturalPerson", value: ["firstName": .string(buyer.firstName), "lastName": .string(buyer.lastName)])
        case .company(let name, let taxID):
            let ids = taxID.map { [["type": .string(buyer.country == "PL" ? "PL_NIP" : "VAT_EU"), "value": .string($0)] as JSON] } ?? []
            party = .init(
                key: "company",
                value: .fields([
                    "name": .string(name), "ids": .array(ids), "vatPayerStatus": taxID == nil ? "NOT_APPLICABLE" : "ACTIVE",
                    "taxId": orAbsent(taxID),
                ]))
        }
        let address: JSON = [
            "street": .string(buyer.street), "city": .string(buyer.city), "zipCode": .string(buyer.zip), "countryCode": .string(buyer.country),
        ]
        return ["required": true, "address": .object(address.fields + [party])]
    }

    private func told(_ line: SandboxOrder.Line, _ currency: String) -> JSON {
        let price = JSON.price(SandboxMoney(line.price) ?? .zero, currency)
        return .fields([
            "id": .string(line.id), "offer": reference(to: line), "quantity": .integer(line.quantity), "originalPrice": price, "price": price,
            "reconciliation": orAbsent(nil), "selectedAdditionalServices": [], "vouchers": [],
            "tax": line.taxRate.map { ["rate": .string($0), "subject": "GOODS", "exemption": .null] } ?? orAbsent(nil),
            "boughtAt": .string(line.boughtAt.rfc3339), "discounts": [],
        ])
    }
}

extension JSON {
    static func price(_ amount: SandboxMoney, _ currency: String) -> JSON {
        ["amount": .string(amount.description), "currency": .string(currency)]
    }
}
