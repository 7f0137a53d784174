import CurlClient
import Inventory
import Payload

/// An answer of Allegro's, and what its status and its usual parts mean.
struct AllegroAnswer {
    private let answer: ExchangeAnswer

    init(_ answer: ExchangeAnswer) { self.answer = answer }

    var status: Int { answer.status }
    var body: [UInt8] { answer.body }
    var traceID: String? { answer.header("trace-id") }
    var serverDate: Timestamp? { answer.header("date").flatMap { Timestamp(httpDate: $0) } }

    /// `Retry-After`, in seconds or as a date (which is measured by the answer's own clock).
    var retryAfter: Duration? {
        guard let text = answer.header("retry-after") else { return nil }
        if let seconds = Int(text) { return seconds >= 0 ? .seconds(min(seconds, PayloadValue.largestCount)) : nil }
        guard let until = Timestamp(httpDate: text), let serverDate else { return nil }
        return max(until - serverDate, .zero)
    }

    /// The last part of `Location`'s path: the id of what was made.
    var locatedID: String? {
        guard let location = answer.header("location"), let last = location.split(separator: "/").last else { return nil }
        return String(last)
    }

    /// The body's tree.
    func tree() throws(AllegroError) -> PayloadValue {
        do {
            return try PayloadValue.json(answer.body)
        } catch {
            throw unreadable("\(error)")
        }
    }

    func unreadable(_ reason: String) -> AllegroError { .unreadable(reason: reason, traceID: traceID) }

    /// `value`, or the error that the answer lacks `field`.
    func required<Value>(_ value: Value?, _ field: String) throws(AllegroError) -> Value {
        guard let value else { throw unreadable("no readable \(field)") }
        return value
    }

    /// The elements of the array `field`. Where it is missing or null the answer is unreadable, not empty.
    func elements(of tree: PayloadValue, _ field: String) throws(AllegroError) -> [PayloadValue] {
        guard case .array(let elements) = tree[field] else { throw unreadable("no list \(field)") }
        return elements
    }

    func answered<Value>(_ value: Value) -> Answered<Value> {
        Answered(value: value, traceID: traceID, serverDate: serverDate)
    }

    /// The error that a status other than success stands for.
    var refusal: AllegroError {
        let faults = self.faults
        return switch status {
        case 401: .unauthorised(faults.first ?? AllegroFault(code: "401", message: "not authorised"), traceID: traceID)
        case 404: .notFound(faults: faults, traceID: traceID)
        case 429: .rateLimited(retryAfter: retryAfter, traceID: traceID)
        case 500...: .unavailable(status: status, traceID: traceID)
        default: .refused(status: status, faults: faults, traceID: traceID)
        }
    }

    /// What the body lists as wrong: `errors`, or OAuth's `error`. None where the body is not JSON (a proxy's page).
    private var faults: [AllegroFault] {
        guard let tree = try? tree() else { return [] }
        let listed = tree["errors"]?.items.map(AllegroFault.init) ?? []
        guard listed.isEmpty, let code = tree["error"]?.text else { return listed }
        return [AllegroFault(code: code, message: tree["error_description"]?.text ?? "")]
    }
}

extension AllegroFault {
    /// One entry of an `errors` list; its fields are all optional in practice.
    init(_ tree: PayloadValue) {
        self.init(
            code: tree["code"]?.text ?? "", message: tree["message"]?.text ?? "", details: tree["details"]?.text, path: tree["path"]?.text,
            userMessage: tree["userMessage"]?.text)
    }
}
