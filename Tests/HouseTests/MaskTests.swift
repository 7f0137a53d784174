import Testing

@Suite("What a recording keeps")
struct MaskTests {
    /// Fields that are read and are a person's, or name one: a recording masks them.
    private static let masked: Set = [
        "buyer", "city", "company", "companyname", "contractor", "description", "details", "email", "error_description", "firstname", "lastname",
        "login",
        "message", "naturalperson", "nip", "phonenumber", "postcode", "street", "taxid", "url", "usermessage", "verification_uri", "zip", "zipcode",
        "address", "name", "value",
    ]
    /// Fields that only hold others, or words that are no fields.
    private static let containers: Set = [
        "checkoutform", "delivery", "find", "fulfillment", "invoicecontents", "invoices", "latestevent", "magazyn", "metainfo", "parameters",
        "primaryimage", "publication", "readings", "securityverification", "summary", "warehouse_document_contents", "warehouse_goods",
    ]

    @Test("of every field that a body is read by somebody has said whether a recording keeps it or masks it (R46)")
    func fields() throws {
        let mask = House.read("Sources/Gateway/Recording/PersonalDataMask.swift")
        let known = Set(mask.matches(of: #/[a-z][a-z_]+/#).map { String($0.output) }).union(Self.masked).union(Self.containers)
        var unknown: Set<String> = []
        for file in House.sources where ["Allegro", "WFirma"].contains(file.target) || file.name.hasPrefix("Polled") {
            for match in file.uncommented.matches(of: #/(?:\[|(?:required|requiredText|optional|filled|list)\()"([A-Za-z_]+)"[\],)]/#) {
                let field = match.output.1.lowercased()
                if !known.contains(field) { unknown.insert("\(file.name): \(field)") }
            }
        }
        #expect(unknown.sorted() == [])
    }
}
