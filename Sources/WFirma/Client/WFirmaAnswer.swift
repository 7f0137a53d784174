import CurlClient
import Inventory
import Payload

/// An answer that wFirma calls OK or NOT FOUND. HTTP says 200 of most failures: `status.code` in the body decides.
struct WFirmaAnswer {
    /// The tree below the outer `api`, which some answers have.
    let root: PayloadValue
    /// No such record, or a page past the end.
    let isNotFound: Bool
    /// wFirma's own clock, in whole seconds.
    let serverDate: Timestamp?

    init(_ answer: ExchangeAnswer) throws(WFirmaError) {
        let tree: PayloadValue
        do {
            tree = try PayloadValue.json(answer.body)
        } catch {
            throw answer.status == 200 ? .unreadable(reason: "\(error)") : Self.error(ofHTTP: answer.status)
        }
        root = tree["api"] ?? tree
        serverDate = answer.header("date").flatMap { Timestamp(httpDate: $0) }
        guard let code = root["status"]?["code"]?.text else {
            throw answer.status == 200 ? .unreadable(reason: "no status.code") : Self.error(ofHTTP: answer.status)
        }
        isNotFound = code == "NOT FOUND"
        var faults = Self.faults(in: root)
        // What concerns no field is said beside the code, e.g. that KSeF is not authorised.
        if faults.isEmpty, code != "OK", let message = root["status"]?["message"]?.text, !message.isEmpty {
            faults = [WFirmaFault(field: "", message: message)]
        }
        if let error = Self.error(of: code, faults: faults) { throw error }
        guard answer.status == 200 || isNotFound else { throw Self.error(ofHTTP: answer.status) }
    }

    /// The items of the list `branch` without the singular branch around each, which is named `singular`.
    func rows(_ branch: String, _ singular: String) throws(WFirmaError) -> [PayloadValue] {
        guard let rows = root[branch]?.listItems else { throw .unreadable(reason: "no list \(branch)") }
        return rows.map { $0.value[singular] ?? $0.value }
    }

    /// The one record of a `get`; nil only when wFirma says NOT FOUND. Another record than the one asked for is an error.
    func record(_ branch: String, _ singular: String, id: String) throws(WFirmaError) -> PayloadValue? {
        if isNotFound { return nil }
        let row = try rows(branch, singular).first
        guard let row, row.filled("id") == id else {
            throw .unreadable(reason: "\(singular) \(printable(row?.filled("id") ?? "without id")) came, \(printable(id)) was asked")
        }
        return row
    }

    private static func error(of code: String, faults: [WFirmaFault]) -> WFirmaError? {
        switch code {
        case "OK": faults.isEmpty ? nil : .refused(code: code, faults: faults)
        case "NOT FOUND": nil
        case "ERROR", "INPUT ERROR", "ACTION NOT FOUND": .refused(code: code, faults: faults)
        case "AUTH", "ACCESS DENIED", "DENIED SCOPE REQUESTED", "COMPANY ID REQUIRED": .authentication(code: code)
        case "TOTAL REQUESTS LIMIT EXCEEDED", "TOTAL EXECUTION TIME LIMIT EXCEEDED", WFirmaError.lockedOut: .limitExceeded(code: code)
        case "OUT OF SERVICE", "FATAL", "SNAPSHOT LOCK": .unavailable(code: code)
        default: .unreadable(reason: "status.code \(printable(code))")
        }
    }

    private static func error(ofHTTP status: Int) -> WFirmaError {
        switch status {
        case 401, 403: .authentication(code: "HTTP \(status)")
        case 429: .limitExceeded(code: "HTTP 429")
        default: .http(status: status)
        }
    }

    /// Every `errors.N.error`, at any depth: a record and each of its lines has its own.
    private static func faults(in tree: PayloadValue) -> [WFirmaFault] {
        var faults: [WFirmaFault] = []
        collect(&faults, in: tree)
        return faults
    }

    private static func collect(_ faults: inout [WFirmaFault], in tree: PayloadValue) {
        switch tree {
        case .object(let object):
            for field in object.fields {
                guard field.key == "errors" else {
                    collect(&faults, in: field.value)
                    continue
                }
                faults += field.value.items.map { item in
                    let fault = item["error"] ?? item
                    return WFirmaFault(field: fault["field"]?.text ?? "", message: fault["message"]?.text ?? fault.text ?? "")
                }
            }
        case .array(let elements): for element in elements { collect(&faults, in: element) }
        case .null, .bool, .number, .string: break
        }
    }
}
