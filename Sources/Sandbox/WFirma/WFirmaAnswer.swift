/// The status codes of wFirma's answers; most come with HTTP 200.
enum WFirmaCode: String, Sendable {
    case ok = "OK"
    case error = "ERROR"
    case notFound = "NOT FOUND"
    case inputError = "INPUT ERROR"
    case auth = "AUTH"
    case accessDenied = "ACCESS DENIED"
    case actionNotFound = "ACTION NOT FOUND"
    case companyIDRequired = "COMPANY ID REQUIRED"
    case requestsLimit = "TOTAL REQUESTS LIMIT EXCEEDED"
    case outOfService = "OUT OF SERVICE"
}

/// A name of wFirma's for many things and for one.
struct WFirmaBranch: Sendable {
    let plural: String
    let singular: String

    static let goods = WFirmaBranch(plural: "goods", singular: "good")
    static let warehouses = WFirmaBranch(plural: "warehouses", singular: "warehouse")
    static let companies = WFirmaBranch(plural: "companies", singular: "company")
    static let documents = WFirmaBranch(plural: "warehouse_documents", singular: "warehouse_document")
    static let webhooks = WFirmaBranch(plural: "webhooks", singular: "webhook")
    static let stockRows = WFirmaBranch(plural: "warehouse_goods", singular: "warehouse_good")
    static let invoices = WFirmaBranch(plural: "invoices", singular: "invoice")
    static let invoiceLines = WFirmaBranch(plural: "invoicecontents", singular: "invoicecontent")
    static let vatContents = WFirmaBranch(plural: "vat_contents", singular: "vat_content")
    static let contractors = WFirmaBranch(plural: "contractors", singular: "contractor")
    static let payments = WFirmaBranch(plural: "payments", singular: "payment")
    static let vatCodes = WFirmaBranch(plural: "vat_codes", singular: "vat_code")
    static let errors = WFirmaBranch(plural: "errors", singular: "error")
    static let lines = WFirmaBranch(plural: "warehouse_document_contents", singular: "warehouse_document_content")

    /// A list as wFirma writes it: an object keyed "0", "1", … around the singular, even for one.
    func map(_ items: [JSON], parameters: JSON? = nil) -> JSON {
        var fields = items.enumerated().map { JSON.Field(key: String($0.offset), value: .object([.init(key: singular, value: $0.element)])) }
        if let parameters { fields.append(.init(key: "parameters", value: parameters)) }
        return .object(fields)
    }

    /// The items of such a list, or of a plain array, or the one item that stands in it unnumbered.
    func items(in list: JSON?) -> [JSON] {
        switch list {
        case .array(let items): items.map { $0[singular] ?? $0 }
        case .object(let fields):
            if let one = self[in: list] {
                [one]
            } else {
                // Keys as numbers: "10" comes after "9".
                fields.compactMap { field in Int(field.key).flatMap { number in field.value[singular].map { (number, $0) } } }
                    .sorted { $0.0 < $1.0 }.map(\.1)
            }
        case .null, .bool, .integer, .decimal, .string, nil: []
        }
    }

    private subscript(in list: JSON?) -> JSON? { list?[singular] }
}

extension SandboxReply {
    static func wfirma(_ code: WFirmaCode, status: Int = 200) -> SandboxReply {
        SandboxReply(status: status, json: ["status": ["code": .string(code.rawValue)]])
    }

    /// Items under their branch, with the code beside them.
    static func wfirma(_ branch: WFirmaBranch, _ items: [JSON], parameters: JSON? = nil, code: WFirmaCode = .ok) -> SandboxReply {
        SandboxReply(
            status: 200,
            json: .object([
                .init(key: branch.plural, value: branch.map(items, parameters: parameters)),
                .init(key: "status", value: ["code": .string(code.rawValue)]),
            ]))
    }
}
