import HTTPTypes
import Inventory
import Listener
import NIOCore
import Payload
import Storage

/// An answer ready to be written. Most are the same head around another id, so heads are made once.
struct IntakeAnswer {
    let head: HTTPResponse
    /// Nil for an answer to HEAD.
    let body: ByteBuffer?

    private init(_ status: HTTPResponse.Status, _ body: ByteBuffer) {
        head = HTTPResponse(
            status: status, headerFields: [.contentType: "application/json", .contentLength: String(body.readableBytes)])
        self.body = body
    }

    private init(head: HTTPResponse, body: ByteBuffer?) {
        self.head = head
        self.body = body
    }

    /// A problem document.
    init(_ problem: Problem) {
        let bytes = problem.bytes
        var head = problem.head
        head.headerFields[.contentLength] = String(bytes.count)
        self.init(head: head, body: ByteBuffer(bytes: bytes))
    }

    /// There is nothing here, in words that fit any server.
    static let nothing = IntakeAnswer(Problem(status: .notFound))

    /// The same without its body, for HEAD.
    static let nothingToSee = IntakeAnswer(head: nothing.head, body: nil)

    /// What wFirma finds when it looks before it sends.
    static func greeting(webhookKey: String?) -> IntakeAnswer {
        let value: PayloadValue = ["webhook_key": webhookKey.map { .string($0) } ?? .null]
        return IntakeAnswer(.ok, ByteBuffer(bytes: value.jsonBytes()))
    }

    /// A delivery is durable.
    static func kept(_ id: DeliveryID, isNew: Bool, isAlwaysOK: Bool, webhookKey: String?) -> IntakeAnswer {
        var body = ByteBuffer()
        body.reserveCapacity(256)
        body.writeStaticString("{\"delivery\":\"")
        body.writeString(id.text)
        body.writeStaticString(isNew ? "\",\"status\":\"accepted\"" : "\",\"status\":\"repeated\"")
        if let webhookKey {
            body.writeStaticString(",\"webhook_key\":")
            body.writeBytes(PayloadValue.string(webhookKey).jsonBytes())
        }
        body.writeStaticString("}")
        if body.readableBytes == usualLength { return IntakeAnswer(head: isNew && !isAlwaysOK ? acceptedHead : repeatedHead, body: body) }
        return IntakeAnswer(isNew && !isAlwaysOK ? .accepted : .ok, body)
    }

    /// A ULID of 26 characters and either word, without a key.
    private static let usualLength = #"{"delivery":"","status":"accepted"}"#.utf8.count + 26
    private static let acceptedHead = head(.accepted)
    private static let repeatedHead = head(.ok)

    private static func head(_ status: HTTPResponse.Status) -> HTTPResponse {
        HTTPResponse(status: status, headerFields: [.contentType: "application/json", .contentLength: String(usualLength)])
    }

    /// The store cannot take a delivery now.
    static func unavailable(_ fault: InboxFault) -> IntakeAnswer {
        let (detail, wait) =
            switch fault {
            case .busy: ("Too many deliveries wait to be kept.", "1")
            case .notWritable: ("Deliveries cannot be kept at the moment.", "10")
            case .stopping: ("This server is stopping.", "5")
            }
        return IntakeAnswer(Problem(status: .serviceUnavailable, detail: detail, headers: [.retryAfter: wait]))
    }

    /// The idempotency key is taken by another body.
    static func conflict(with id: DeliveryID) -> IntakeAnswer {
        IntakeAnswer(Problem(status: .conflict, detail: "Delivery \(id) came under the same key with another body."))
    }
}
