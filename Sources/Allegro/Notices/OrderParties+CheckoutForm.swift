import Inventory
import Payload

extension OrderParties {
    /// Who bought and who wants an invoice; nil where the form names no buyer.
    ///
    /// - Parameter address: where the order goes, which stands for the buyer's address where the form has none (it need not).
    init?(ofForm form: PayloadValue, deliveredTo address: PostalAddress?) throws(PayloadFault) {
        guard var buyer = try form.optional("buyer", Buyer.read) else { return nil }
        buyer.address = buyer.address ?? address
        self.init(buyer: buyer, invoice: try form.optional("invoice", InvoiceWish.read) ?? nil)
    }
}

extension OrderParties.Buyer {
    fileprivate static func read(_ buyer: PayloadValue) throws(PayloadFault) -> Self {
        Self(
            login: try buyer.optional("login", FormField.words) ?? "", email: try buyer.optional("email", FormField.words) ?? "",
            firstName: try buyer.optional("firstName", FormField.words) ?? "", lastName: try buyer.optional("lastName", FormField.words) ?? "",
            companyName: try buyer.optional("companyName", FormField.words), phone: try buyer.optional("phoneNumber", FormField.words),
            address: try buyer.optional("address", FormField.address))
    }
}

extension OrderParties.InvoiceWish {
    /// Nil where the buyer asked for no invoice.
    fileprivate static func read(_ invoice: PayloadValue) throws(PayloadFault) -> Self? {
        guard invoice["required"]?.flag == true else { return nil }
        return try invoice.optional("address", Self.addressed) ?? Self()
    }

    private static func addressed(_ value: PayloadValue) throws(PayloadFault) -> Self {
        let address = try FormField.address(value)
        if let company = try value.optional("company", { company throws(PayloadFault) in try Self.company(company, in: address.country) }) {
            return Self(companyName: company.name, taxIDs: company.taxIDs, address: address)
        }
        let person = try value.optional("naturalPerson") { person throws(PayloadFault) in
            (first: try person.optional("firstName", FormField.words), last: try person.optional("lastName", FormField.words))
        }
        return Self(firstName: person?.first, lastName: person?.last, address: address)
    }

    /// `taxId` is the older field: it stands for the list where there is none.
    private static func company(
        _ company: PayloadValue, in country: String
    ) throws(PayloadFault) -> (name: String?, taxIDs: [OrderParties.TaxID]) {
        var taxIDs = try company.list("ids") { id throws(PayloadFault) in
            OrderParties.TaxID(kind: try id.required("type", FormField.words), value: try id.required("value", FormField.words))
        }
        if taxIDs?.isEmpty ?? true, let number = try company.optional("taxId", FormField.words) {
            taxIDs = [OrderParties.TaxID(kind: country == "PL" ? "PL_NIP" : "OTHER", value: number)]
        }
        return (try company.optional("name", FormField.words), taxIDs ?? [])
    }
}
