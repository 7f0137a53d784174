public import Inventory
public import Payload

extension Order {
    /// Reads a checkout form (schema `CheckoutForm`), polled singly or as one of a page. What may be missing may also be null; a word that we do
    /// not know is no fault. A fault names the field by its JSON pointer.
    public init(_ form: PayloadValue, account: AccountName) throws(PayloadFault) {
        let updatedAt = try form.optional("updatedAt", FormField.time)
        let listed = try form.list("lineItems") { line throws(PayloadFault) in try OrderLine(line, elseBoughtAt: updatedAt) }
        guard let lines = listed else { throw PayloadFault(reason: "is missing").under("lineItems") }
        guard let boughtAt = lines.map(\.boughtAt).min() ?? updatedAt else { throw PayloadFault(reason: "is missing").under("updatedAt") }
        let fulfilment = try form.optional("fulfillment", FormField.fulfilment)
        let delivery = try form.optional("delivery", FormField.delivery)
        self.init(
            id: OrderID(try form.required("id", FormField.identifier)), account: account,
            status: Order.Status(allegro: try form.required("status", FormField.words)), fulfilment: fulfilment?.status ?? .new,
            revision: try form.optional("revision", FormField.words), boughtAt: boughtAt, updatedAt: updatedAt,
            isFulfilledByAllegro: fulfilment?.isByAllegro ?? false, lines: lines,
            total: try form.optional("summary") { summary throws(PayloadFault) in try summary.optional("totalToPay", FormField.money) } ?? nil,
            deliveryCost: delivery?.cost, deliveryMethod: delivery?.method,
            deliveryCountry: delivery?.address.map { $0.country.uppercased() }.flatMap { $0.isEmpty ? nil : $0 },
            payment: try OrderPayment(ofForm: form),
            parties: try OrderParties(ofForm: form, deliveredTo: delivery?.address))
    }
}

extension OrderLine {
    fileprivate init(_ line: PayloadValue, elseBoughtAt fallback: Timestamp?) throws(PayloadFault) {
        let offer = try line.required("offer") { offer throws(PayloadFault) in
            (id: try offer.required("id", FormField.identifier), name: try offer.optional("name", FormField.words))
        }
        guard let boughtAt = try line.optional("boughtAt", FormField.time) ?? fallback else {
            throw PayloadFault(reason: "is missing").under("boughtAt")
        }
        self.init(
            id: LineItemID(try line.required("id", FormField.identifier)), offer: OfferID(offer.id), offerName: offer.name ?? "",
            quantity: try line.required("quantity", FormField.pieces), price: try line.optional("price", FormField.money), boughtAt: boughtAt,
            taxRate: try line.optional("tax") { tax throws(PayloadFault) in try tax.optional("rate", FormField.words) } ?? nil)
    }
}

extension OrderPayment {
    /// What the buyer paid later on top (`surcharges`) counts as paid too, where it is in the same currency.
    fileprivate init(ofForm form: PayloadValue) throws(PayloadFault) {
        self.init()
        if let payment = try form.optional("payment", FormField.payment) { self = payment }
        for surcharge in try form.list("surcharges", FormField.payment) ?? [] {
            guard let more = surcharge.paid else { continue }
            guard let paid else {
                self.paid = more
                continue
            }
            let (sum, isBeyond) = paid.hundredths.addingReportingOverflow(more.hundredths)
            if more.currency == paid.currency, !isBeyond { self.paid?.hundredths = sum }
        }
    }
}

extension Order.Status {
    /// A word that Allegro may add one day counts as just bought: the pieces are held, and no document is made.
    init(allegro text: String) {
        self =
            switch text {
            case "FILLED_IN": .filledIn
            case "READY_FOR_PROCESSING": .ready
            case "CANCELLED": .cancelled
            default: .bought
            }
    }
}

extension Order.Fulfilment {
    init(allegro text: String) {
        self =
            switch text {
            case "NEW": .new
            case "PROCESSING": .processing
            case "READY_FOR_SHIPMENT": .readyForShipment
            case "READY_FOR_PICKUP": .readyForPickup
            case "SENT": .sent
            case "PICKED_UP": .pickedUp
            case "CANCELLED": .cancelled
            case "SUSPENDED": .suspended
            case "RETURNED": .returned
            default: .unknown
            }
    }
}

extension OrderPayment.Kind {
    init(allegro text: String) {
        self =
            switch text {
            case "CASH_ON_DELIVERY": .cashOnDelivery
            case "WIRE_TRANSFER": .wireTransfer
            case "ONLINE": .online
            case "SPLIT_PAYMENT": .splitPayment
            case "EXTENDED_TERM": .extendedTerm
            default: .unknown
            }
    }
}
