/// To whom a document is addressed: the order's own words, nothing else (R38). Neither mail nor telephone: accounting needs none.
public struct ContractorDraft: Sendable, Equatable {
    /// A company's number.
    public enum TaxNumber: Sendable, Equatable {
        /// Ten digits: the company is looked for by it before it is made.
        case nip(String)
        /// An EU VAT number with its country's letters.
        case european(String)
        /// Any other country's.
        case other(String)
    }

    public var name: String
    /// Nil for a person, who is never matched to a contractor that is there already.
    public var taxNumber: TaxNumber?
    public var address: PostalAddress

    public init(name: String, taxNumber: TaxNumber? = nil, address: PostalAddress) {
        self.name = name
        self.taxNumber = taxNumber
        self.address = address
    }
}

extension ContractorDraft {
    /// Who the order's document is for: the company or person of the invoice that was asked for, else the buyer.
    /// Throws a refusal where the order does not say who or where, or brings a NIP that is none.
    public init(_ order: Order) throws(OrderDocumentRefusal) {
        guard let parties = order.parties else { throw .noBuyer }
        let buyer = parties.buyer
        let person = Self.joined([buyer.firstName, buyer.lastName]) ?? buyer.login
        guard let address = parties.invoice?.address ?? buyer.address, !address.city.isEmpty, !address.zip.isEmpty else { throw .noAddress }
        guard let wish = parties.invoice else {
            self.init(name: person, address: address)
            return
        }
        if let company = wish.companyName, !company.isEmpty {
            self.init(name: company, taxNumber: try Self.taxNumber(of: wish), address: address)
        } else {
            self.init(name: Self.joined([wish.firstName, wish.lastName]) ?? person, address: address)
        }
    }

    private static func joined(_ names: [String?]) -> String? {
        let name = names.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    private static func taxNumber(of wish: OrderParties.InvoiceWish) throws(OrderDocumentRefusal) -> TaxNumber? {
        func value(_ kind: String) -> String? {
            wish.taxIDs.first { $0.kind == kind }.map { $0.value.filter { $0.isLetter || $0.isNumber }.uppercased() }.flatMap {
                $0.isEmpty ? nil : $0
            }
        }
        if let number = value("PL_NIP") {
            let digits = number.hasPrefix("PL") ? String(number.dropFirst(2)) : number
            guard isNIP(digits) else { throw .badTaxNumber(number) }
            return .nip(digits)
        }
        if let number = value("VAT_EU") {
            let digits = number.hasPrefix("PL") ? String(number.dropFirst(2)) : nil
            if let digits, isNIP(digits) { return .nip(digits) }
            return .european(number)
        }
        return wish.taxIDs.first.flatMap { value($0.kind) }.map(TaxNumber.other)
    }

    /// Ten digits whose last one is the weighted sum of the others modulo 11 (Polish ordinance on NIP).
    public static func isNIP(_ text: String) -> Bool {
        let digits = text.compactMap(\.wholeNumberValue)
        guard text.utf8.count == 10, digits.count == 10 else { return false }
        let sum = zip([6, 5, 7, 2, 3, 4, 5, 6, 7], digits).reduce(0) { $0 + $1.0 * $1.1 }
        return sum % 11 == digits[9]
    }
}
