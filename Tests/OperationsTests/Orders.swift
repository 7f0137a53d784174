import Inventory
import Storage

/// What buyers did in the small shop of ``Storage/Store/openShop()``.
extension Store {
    static let order = OrderID("29738e61-7f6a-11e8-ac45-09db60ede9d6")

    static let anna = OrderParties(
        buyer: OrderParties.Buyer(
            login: "anna_k", email: "anna+1@allegromail.example", firstName: "Anna", lastName: "Kowalska",
            address: PostalAddress(street: "Lipowa 1", city: "Łódź", zip: "90-001", country: "PL")))

    /// One order as a form that was read, applied as the delivery with this sequence would be.
    func take(_ order: Order, sequence: Int64 = 0) async throws {
        let window = WarehouseLevel.Window(from: Desk.now, to: Desk.now)
        let delivery = UnderstoodDelivery(id: "none", sequence: sequence, receivedAt: Desk.now, meaning: .success([.order(order, readAt: window)]))
        _ = try await apply([delivery], rules: LedgerRules(), at: Desk.now)
    }

    /// Two mugs, bought by Anna.
    func sellMugs(
        order: OrderID = Store.order, account: AccountName = "main", status: Order.Status = .ready, fulfilment: Order.Fulfilment = .new,
        quantity: Int = 2,
        boughtAt: Timestamp = Desk.now, sequence: Int64 = 0
    ) async throws {
        let line = OrderLine(
            id: LineItemID("line-of-\(order)"), offer: Self.mug, offerName: "Kubek biały 330 ml", quantity: quantity,
            price: Money(hundredths: 2499, currency: "PLN"), boughtAt: boughtAt)
        try await take(
            Order(
                id: order, account: account, status: status, fulfilment: fulfilment, boughtAt: boughtAt, updatedAt: boughtAt, lines: [line],
                total: Money(hundredths: 6298, currency: "PLN"), parties: Self.anna), sequence: sequence)
    }
}
