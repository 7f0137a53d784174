import Allegro
import Inventory
import Payload
import Storage

/// What a poll of Allegro brought, as the body of a delivery: Allegro's answer byte by byte (R35), and around it the account and the moments
/// between which it was read.
struct PolledOrders: Sendable, Equatable {
    /// The source's name of all these deliveries.
    static let source = "allegro-poll"

    /// What was asked for.
    enum Question: String, Sendable {
        /// A page of the order journal.
        case events
        /// A page of checkout forms.
        case forms
        /// One checkout form.
        case form
        /// One checkout form that Allegro no longer finds (404); the answer is its id alone.
        case gone
    }

    var account: AccountName
    var question: Question
    var window: WarehouseLevel.Window

    /// `answer` is JSON, as Allegro sent it.
    func delivery(_ answer: [UInt8], at now: Timestamp) -> IncomingDelivery {
        let head: PayloadValue = [
            "account": .string(account.text), "question": .string(question.rawValue), "from": .string(String(window.from.microseconds)),
            "to": .string(String(window.to.microseconds)),
        ]
        let body = head.jsonBytes().dropLast() + Array(#","answer":"#.utf8) + answer + [UInt8(ascii: "}")]
        return IncomingDelivery(
            source: Self.source, kind: .allegro, trust: .polled, key: nil, format: .json, body: Array(body), headers: [:], receivedAt: now)
    }

    /// The answer of a delivery that says that a form is gone.
    static func gone(_ order: OrderID) -> [UInt8] { PayloadValue.string(order.text).jsonBytes() }

    /// Reads the head of what ``delivery(_:at:)`` wrote.
    init(_ payload: PayloadValue) throws(PayloadFault) {
        account = AccountName(try payload.required("account") { value throws(PayloadFault) in try value.words() })
        question = try payload.required("question") { value throws(PayloadFault) in
            guard let question = value.text.flatMap(Question.init) else { throw PayloadFault(reason: "is not known") }
            return question
        }
        window = WarehouseLevel.Window(from: try payload.required("from", Self.moment), to: try payload.required("to", Self.moment))
    }

    init(account: AccountName, question: Question, window: WarehouseLevel.Window) {
        (self.account, self.question, self.window) = (account, question, window)
    }

    /// What `payload`, whose head this is, says.
    ///
    /// A row of a page that cannot be read makes its order be read by itself: it holds up none of the others, and as the only one of its delivery
    /// it is a fault with a pointer.
    func inputs(_ payload: PayloadValue) throws(PayloadFault) -> [StockInput] {
        switch question {
        case .events: try rows(of: payload, "events").compactMap(event)
        case .forms: try rows(of: payload, "checkoutForms").compactMap(form)
        case .form:
            [.order(try payload.required("answer") { form throws(PayloadFault) in try Order(form, account: account) }, readAt: window)]
        case .gone: [.orderGone(OrderID(try payload.required("answer") { value throws(PayloadFault) in try value.identifier() }))]
        }
    }

    private func rows(of payload: PayloadValue, _ list: String) throws(PayloadFault) -> [PayloadValue] {
        try payload.required("answer") { answer throws(PayloadFault) in
            try answer.list(list) { row throws(PayloadFault) in row } ?? []
        }
    }

    private func event(_ row: PayloadValue) -> StockInput? {
        guard let event = try? OrderEvent(row) else { return look(at: row["order"]?["checkoutForm"]?["id"]) }
        return OrderSighting(event, account: account, isProven: true, isInJournal: true).map(StockInput.orderEvent)
    }

    private func form(_ row: PayloadValue) -> StockInput? {
        guard let order = try? Order(row, account: account) else { return look(at: row["id"]) }
        return .order(order, readAt: window)
    }

    private func look(at id: PayloadValue?) -> StockInput? {
        guard let id = try? id?.identifier() else { return nil }
        return .orderEvent(OrderSighting(order: OrderID(id), account: account, lines: [], occurredAt: window.to, isInJournal: true))
    }

    private static func moment(_ value: PayloadValue) throws(PayloadFault) -> Timestamp {
        guard let microseconds = value.text.flatMap({ Int64($0) }) else { throw PayloadFault(reason: "is not a moment in microseconds") }
        return Timestamp(microseconds: microseconds)
    }
}
