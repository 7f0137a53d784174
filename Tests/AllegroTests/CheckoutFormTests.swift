import Allegro
import Inventory
import Payload
import Testing

@Suite("checkout forms")
struct CheckoutFormTests {
    private func read(_ text: String) throws(PayloadFault) -> Order { try Order(PayloadValue.json(Array(text.utf8)), account: "main") }

    private static let full = """
        {"id":"29738e61-7f6a-11e8-ac45-09db60ede9d6","status":"READY_FOR_PROCESSING","revision":"819b5836","updatedAt":"2026-11-24T09:20:00.5Z",
         "buyer":{"id":"2","email":"x@allegromail.pl","login":"kupująca","firstName":"Anna","lastName":"Nowak","companyName":null,"guest":false,
           "phoneNumber":"+48500600700","address":{"street":"Kubkowa 1","city":"Poznań","postCode":"60-001","countryCode":"PL"}},
         "payment":{"id":"p","type":"ONLINE","provider":"PAYU","finishedAt":"2026-11-24T09:19:00Z","paidAmount":{"amount":"109.97","currency":"PLN"}},
         "fulfillment":{"status":"PROCESSING","provider":{"id":"SELLER"}},
         "delivery":{"address":{"street":"Inna 2","city":"Gdynia","zipCode":"81-001","countryCode":"PL"},"method":{"id":"m","name":"Kurier"},
           "cost":{"amount":"9.99","currency":"PLN"}},
         "invoice":{"required":true,"address":{"street":"Firmowa 3","city":"Łódź","zipCode":"90-001","countryCode":"PL","naturalPerson":null,
           "company":{"name":"Kubki sp. z o.o.","vatPayerStatus":"ACTIVE","ids":[{"type":"PL_NIP","value":"525-244-57-67"}],"taxId":"5252445767"}}},
         "lineItems":[
           {"id":"l1","offer":{"id":"7680","name":"Kubek","external":{"id":"KUB-1"},"productSet":null},"quantity":2,
            "originalPrice":{"amount":"29.99","currency":"PLN"},"price":{"amount":"24.99","currency":"PLN"},"tax":{"rate":"23.00","subject":null},
            "boughtAt":"2026-11-24T09:15:00Z"},
           {"id":"l2","offer":{"id":"7681","name":"Zestaw kubków","productSet":{"products":[{"id":"a","quantity":2}]}},"quantity":"1",
            "price":{"amount":50,"currency":"PLN"},"boughtAt":"2026-11-24T09:14:00Z"}],
         "surcharges":[],"summary":{"totalToPay":{"amount":"109.97","currency":"PLN"}}}
        """

    @Test("a form becomes an order with its lines, money, payment and parties")
    func full() throws {
        let order = try read(Self.full)
        let zloty = { Money(hundredths: $0, currency: "PLN") }
        #expect(order.id == "29738e61-7f6a-11e8-ac45-09db60ede9d6")
        #expect(order.account == "main")
        #expect((order.status, order.fulfilment) == (.ready, .processing))
        #expect(order.revision == "819b5836")
        #expect(order.boughtAt == Timestamp(rfc3339: "2026-11-24T09:14:00Z"))
        #expect(order.updatedAt == Timestamp(rfc3339: "2026-11-24T09:20:00.500Z"))
        #expect(order.isFulfilledByAllegro == false)
        let bought = try #require(Timestamp(rfc3339: "2026-11-24T09:15:00Z"))
        #expect(
            order.lines == [
                OrderLine(id: "l1", offer: "7680", offerName: "Kubek", quantity: 2, price: zloty(2499), boughtAt: bought, taxRate: "23.00"),
                OrderLine(id: "l2", offer: "7681", offerName: "Zestaw kubków", quantity: 1, price: zloty(5000), boughtAt: bought - .seconds(60)),
            ])
        #expect((order.total, order.deliveryCost, order.deliveryMethod) == (zloty(10_997), zloty(999), "Kurier"))
        #expect(order.payment == OrderPayment(kind: .online, paid: zloty(10_997), finishedAt: Timestamp(rfc3339: "2026-11-24T09:19:00Z")))
        let buyer = try #require(order.parties?.buyer)
        #expect((buyer.login, buyer.firstName, buyer.lastName, buyer.companyName) == ("kupująca", "Anna", "Nowak", nil))
        #expect(buyer.address == PostalAddress(street: "Kubkowa 1", city: "Poznań", zip: "60-001", country: "PL"))
    }

    @Test("a company's invoice carries its number as the buyer wrote it, and no person (R38)")
    func company() throws {
        #expect(
            try read(Self.full).parties?.invoice
                == .init(
                    companyName: "Kubki sp. z o.o.", taxIDs: [.init(kind: "PL_NIP", value: "525-244-57-67")],
                    address: PostalAddress(street: "Firmowa 3", city: "Łódź", zip: "90-001", country: "PL")))
    }

    /// A form of one line with what a test adds to it.
    private func form(_ more: String, line: String = "", status: String = "BOUGHT") throws(PayloadFault) -> Order {
        try read(
            #"{"id":"f","status":"\#(status)","lineItems":[{"id":"l","offer":{"id":"1"},"quantity":1,"boughtAt":"2026-11-24T09:15:00Z"\#(line)}]\#(more)}"#
        )
    }

    @Test("fields that are null or missing are no fault")
    func nulls() throws {
        let bare = try form("")
        let nulls = try form(
            #","updatedAt":null,"revision":null,"buyer":null,"payment":null,"fulfillment":null,"delivery":null,"invoice":null,"surcharges":null,"summary":null"#,
            line: #","price":null,"tax":null"#)
        let inside = try form(
            #","payment":{"type":null,"paidAmount":null,"finishedAt":null},"fulfillment":{"status":null,"provider":null},"delivery":{"address":null,"method":null,"cost":null},"summary":{"totalToPay":null}"#,
            line: #","tax":{"rate":null}"#)
        #expect(bare == nulls)
        #expect(bare == inside)
        #expect((bare.fulfilment, bare.payment.kind, bare.parties) == (.new, .unknown, nil))
    }

    @Test("words that Allegro may add one day are taken: the pieces are held and no document is made")
    func unknownWords() throws {
        let order = try form(#","payment":{"type":"BARTER"},"fulfillment":{"status":"TELEPORTED"}"#, status: "DREAMT_OF")
        #expect((order.status, order.fulfilment, order.payment.kind) == (.bought, .unknown, .unknown))
    }

    @Test("goods in Allegro's own warehouse are told apart")
    func fulfilledByAllegro() throws {
        #expect(try form(#","fulfillment":{"provider":{"id":"ALLEGRO"}}"#).isFulfilledByAllegro)
    }

    @Test("an invoice that nobody asked for is none, one asked for without an address still is one")
    func invoices() throws {
        let buyer = #","buyer":{"login":"k","email":"e"}"#
        #expect(try form(buyer + #","invoice":{"required":false,"address":{"street":"x"}}"#).parties?.invoice == nil)
        #expect(try form(buyer + #","invoice":{"required":true}"#).parties?.invoice == .init())
        let person = try form(buyer + #","invoice":{"required":true,"address":{"naturalPerson":{"firstName":"Jan","lastName":"Nowak"}}}"#).parties
        #expect((person?.invoice?.firstName, person?.invoice?.lastName, person?.invoice?.companyName) == ("Jan", "Nowak", nil))
        let older = try form(buyer + #","invoice":{"required":true,"address":{"countryCode":"PL","company":{"name":"K","taxId":"525"}}}"#).parties
        #expect(older?.invoice?.taxIDs == [.init(kind: "PL_NIP", value: "525")])
    }

    @Test("what was paid on top counts as paid, in the same currency (R43)")
    func surcharges() throws {
        let paid = #","payment":{"type":"ONLINE","paidAmount":{"amount":"10.00","currency":"PLN"}},"surcharges":["#
        let order = try form(
            paid + #"{"paidAmount":{"amount":"2.50","currency":"PLN"}},{"paidAmount":null},{"paidAmount":{"amount":"9.00","currency":"EUR"}}]"#)
        #expect(order.payment.paid == Money(hundredths: 1250, currency: "PLN"))
    }

    @Test(
        "a malformed form names its field",
        arguments: [
            ("{}", "/lineItems"), (#"{"lineItems":[],"updatedAt":"2026-11-24T09:15:00Z"}"#, "/id"), (#"{"id":"f","lineItems":[]}"#, "/updatedAt"),
            (#"{"id":"f","lineItems":[{"id":"l","quantity":1}]}"#, "/lineItems/0/offer"),
            (#"{"id":"f","lineItems":[{"id":"l","offer":{"id":"1"},"quantity":1}]}"#, "/lineItems/0/boughtAt"),
            (#"{"id":"f","lineItems":[{"id":"l","offer":{"id":"1"},"boughtAt":"2026-11-24T09:15:00Z","quantity":0}]}"#, "/lineItems/0/quantity"),
            (#"{"id":"f","lineItems":[{"id":"l","offer":{"id":"1"},"boughtAt":"2026-11-24T09:15:00Z","quantity":1.5}]}"#, "/lineItems/0/quantity"),
            (
                #"{"id":"f","lineItems":[{"id":"l","offer":{"id":"1"},"boughtAt":"2026-11-24T09:15:00Z","quantity":1,"price":{"amount":"1.999","currency":"PLN"}}]}"#,
                "/lineItems/0/price/amount"
            ),
        ])
    func faults(text: String, pointer: String) {
        let fault = #expect(throws: PayloadFault.self) { try read(text) }
        #expect(fault?.pointer == pointer)
    }
}
