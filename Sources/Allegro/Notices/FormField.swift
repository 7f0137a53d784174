import Inventory
import Payload

/// How the fields of a checkout form are read.
enum FormField {
    static func identifier(_ value: PayloadValue) throws(PayloadFault) -> String { try value.identifier() }

    static func words(_ value: PayloadValue) throws(PayloadFault) -> String { try value.words() }

    static func time(_ value: PayloadValue) throws(PayloadFault) -> Timestamp {
        guard let text = value.text, let moment = Timestamp(rfc3339: text) else { throw PayloadFault(reason: "is not a time of RFC 3339") }
        return moment
    }

    /// Allegro calls a quantity a number, and some of its numbers come as strings or as `2.0`.
    static func pieces(_ value: PayloadValue) throws(PayloadFault) -> Int {
        guard let amount = value.text.flatMap({ StockAmount($0) }), amount.tenThousandths > 0, amount.tenThousandths % 10_000 == 0 else {
            throw PayloadFault(reason: "is not a whole number from 1")
        }
        return amount.wholePieces
    }

    /// Schema `Price`: an amount, in practice a string, and its currency.
    static func money(_ value: PayloadValue) throws(PayloadFault) -> Money {
        let currency = try value.required("currency", words)
        return try value.required("amount") { amount throws(PayloadFault) in
            guard let money = amount.text.flatMap({ Money($0, currency: currency) }) else {
                throw PayloadFault(reason: "is not an amount with at most two decimals")
            }
            return money
        }
    }

    static func fulfilment(_ value: PayloadValue) throws(PayloadFault) -> (status: Order.Fulfilment, isByAllegro: Bool) {
        let provider = try value.optional("provider") { provider throws(PayloadFault) in try provider.optional("id", words) } ?? nil
        return (try value.optional("status", words).map(Order.Fulfilment.init(allegro:)) ?? .new, provider == "ALLEGRO")
    }

    static func delivery(_ value: PayloadValue) throws(PayloadFault) -> (cost: Money?, method: String?, address: PostalAddress?) {
        (
            try value.optional("cost", money),
            try value.optional("method") { method throws(PayloadFault) in try method.optional("name", words) } ?? nil,
            try value.optional("address", address)
        )
    }

    static func payment(_ value: PayloadValue) throws(PayloadFault) -> OrderPayment {
        OrderPayment(
            kind: try value.optional("type", words).map(OrderPayment.Kind.init(allegro:)) ?? .unknown,
            paid: try value.optional("paidAmount", money), finishedAt: try value.optional("finishedAt", time))
    }

    /// A buyer's postal code is `postCode`, that of every other address `zipCode`.
    static func address(_ value: PayloadValue) throws(PayloadFault) -> PostalAddress {
        var zip = try value.optional("zipCode", words)
        if zip == nil { zip = try value.optional("postCode", words) }
        return PostalAddress(
            street: try value.optional("street", words) ?? "", city: try value.optional("city", words) ?? "",
            zip: zip ?? "", country: try value.optional("countryCode", words) ?? "")
    }
}
