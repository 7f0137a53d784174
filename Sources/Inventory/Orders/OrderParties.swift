/// Personal data of an order: kept apart, so that it can be erased (R46).
public struct OrderParties: Sendable, Equatable, Codable {
    public var buyer: Buyer
    /// Nil where the buyer asked for no invoice (`invoice.required` is false).
    public var invoice: InvoiceWish?

    public init(buyer: Buyer, invoice: InvoiceWish? = nil) {
        self.buyer = buyer
        self.invoice = invoice
    }

    /// Who bought.
    public struct Buyer: Sendable, Equatable, Codable {
        public var login: String
        /// Allegro's relay address.
        public var email: String
        public var firstName: String
        public var lastName: String
        public var companyName: String?
        public var phone: String?
        public var address: PostalAddress?

        public init(
            login: String, email: String, firstName: String = "", lastName: String = "", companyName: String? = nil, phone: String? = nil,
            address: PostalAddress? = nil
        ) {
            self.login = login
            self.email = email
            self.firstName = firstName
            self.lastName = lastName
            self.companyName = companyName
            self.phone = phone
            self.address = address
        }
    }

    /// To whom the invoice is addressed. Company and person are never both set.
    public struct InvoiceWish: Sendable, Equatable, Codable {
        public var companyName: String?
        /// `PL_NIP`, `VAT_EU` … with the number as the buyer wrote it; from the order only (R38).
        public var taxIDs: [TaxID]
        public var firstName: String?
        public var lastName: String?
        public var address: PostalAddress?

        public init(
            companyName: String? = nil, taxIDs: [TaxID] = [], firstName: String? = nil, lastName: String? = nil, address: PostalAddress? = nil
        ) {
            self.companyName = companyName
            self.taxIDs = taxIDs
            self.firstName = firstName
            self.lastName = lastName
            self.address = address
        }
    }

    /// A company's number and its kind (schema `CheckoutFormInvoiceAddressCompanyId`).
    public struct TaxID: Sendable, Equatable, Codable {
        public var kind: String
        public var value: String

        public init(kind: String, value: String) {
            self.kind = kind
            self.value = value
        }
    }
}

/// A postal address.
public struct PostalAddress: Sendable, Equatable, Codable {
    public var street: String
    public var city: String
    public var zip: String
    /// ISO 3166-1 alpha-2, e.g. `PL`.
    public var country: String

    public init(street: String, city: String, zip: String, country: String) {
        self.street = street
        self.city = city
        self.zip = zip
        self.country = country
    }
}
