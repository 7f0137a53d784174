extension SandboxOrder {
    /// Who buys, and whether they want an invoice.
    public struct Buyer: Sendable, Equatable {
        public var login: String
        public var firstName: String
        public var lastName: String
        public var street = "Kubkowa 1"
        public var city = "Poznań"
        public var zip = "60-001"
        public var country = "PL"
        public var phone = "+48 500 600 700"
        public var invoice: InvoiceWish

        /// - Parameter taxID: asks for an invoice to a company of this number.
        public init(login: String = "kupujacy", firstName: String = "Jan", lastName: String = "Kowalski", taxID: String? = nil) {
            self.login = login
            self.firstName = firstName
            self.lastName = lastName
            invoice = taxID.map { .company(name: "Firma Kupująca sp. z o.o.", taxID: $0) } ?? .none
        }

        public init(login: String = "kupujacy", firstName: String = "Jan", lastName: String = "Kowalski", invoice: InvoiceWish) {
            self.init(login: login, firstName: firstName, lastName: lastName)
            self.invoice = invoice
        }
    }

    public enum InvoiceWish: Sendable, Equatable {
        case none
        /// To the buyer as a person.
        case person
        /// To a company; without a number where the buyer gave none.
        case company(name: String, taxID: String?)
    }
}

/// A purchase as a buyer makes it.
public struct SandboxPurchase: Sendable {
    /// Offers with quantities; several make one order with several line items.
    public var lines: [(offer: String, quantity: Int)]
    public var buyer = SandboxOrder.Buyer()
    public var payment = SandboxOrder.Payment.online
    /// False: the buyer never pays by themself.
    public var paysByItself = true
    public var delivery = SandboxOrder.Delivery()
    /// PLN, CZK, EUR or HUF.
    public var currency = "PLN"

    public init(_ lines: [(offer: String, quantity: Int)], buyer: SandboxOrder.Buyer = .init()) {
        self.lines = lines
        self.buyer = buyer
    }
}
