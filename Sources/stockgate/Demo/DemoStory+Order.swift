import Inventory
import Payload
import Sandbox

/// The story's second chapter: a sale on one of two offers of the same mug.
extension DemoStory {
    /// Sells two mugs at a time.
    private static let pair = "7700000511"
    private static let buyer = SandboxOrder.Buyer(login: "kawiarnia", invoice: .company(name: "Kawiarnia Pod Lipą sp. z o.o.", taxID: "5252248481"))

    /// Bought on one offer: the other falls at once, the invoice and its release follow, the stock is counted once, the PDF reaches the order.
    func order(_ admin: AdminClient, _ table: inout DemoTable) async throws {
        try await admin.call("PATCH", "/settings", ["accounts": ["main": ["document": "invoice", "document_delay": "1s"]]])
        try await admin.call("PUT", "/offers/\(Self.pair)/link", ["product": .string(Self.good), "units": 2])
        try await admin.call("POST", "/offers/sync", ["offers": [.string(Self.pair)], "enabled": true])
        try await until("the second offer is synchronised") {
            let pair = try? await admin.call("GET", "/offers/\(Self.pair)")
            return pair?["target"]?.integer == 3 && pair?["shown"]?.integer == 3
        }
        table.note("a second offer, which sells the mug in pairs, is synchronised: it shows 3", nil)
        let began = now
        var bought: SandboxOrder?
        try await step("a café buys a pair: the first offer falls by two", shows: 5, &table) {
            bought = sandbox.buy(Self.pair, buyer: Self.buyer)
        }
        guard let bought else { return table.fail("nobody could buy") }
        try await follow(bought, since: began, admin, &table)
    }

    private func follow(_ bought: SandboxOrder, since began: SandboxInstant, _ admin: AdminClient, _ table: inout DemoTable) async throws {
        func issued() -> [SandboxInvoice] { sandbox.invoices(ofOrder: bought.id) }
        func accepted() -> Bool { sandbox.order(bought.id)?.invoices.contains(where: \.isAccepted) ?? false }
        try await until("the order has its invoice") { !issued().isEmpty }
        table.note("wFirma: \(issued()[0].fullNumber) for the order, and its WZ takes two mugs", now - began)
        try await until("the release closed the reservation") {
            let product = try? await admin.call("GET", "/products/\(Self.good)")
            return product?["stock"]?.text == "5" && product?["reserved"]?.integer == 0
        }
        table.note("Stockgate: stock 5, nothing reserved any more: the sale is counted once", now - began)
        try await until("Allegro has accepted the PDF") { accepted() }
        table.note("Allegro: the invoice's PDF has reached the order", now - began)
        let shown = [Self.offer, Self.pair].map { sandbox.offer($0)?.available }
        guard shown == [5, 2], issued().count == 1, sandbox.order(bought.id)?.invoices.count == 1 else {
            return table.fail("the offers show \(shown), the order has \(issued().count) invoices")
        }
        table.note("both offers show what is there: 5 mugs, 2 pairs; one invoice, one file", nil)
    }

    private var now: SandboxInstant { SandboxInstant(microseconds: systemClock().microseconds) }
}
