import HTTPTypes
import Hummingbird
import NIOCore
import Payload

/// Bodies of the admin API's answers.
enum JSONAnswer {
    static func ok(_ payload: PayloadValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: payload.jsonBytes())))
    }

    /// One page of a list: at most `limit` of `rows` (one more was asked for, to know whether there is a next page).
    static func page<Row>(_ rows: [Row], limit: Int, cursor: (Row) -> String, _ payload: (Row) -> PayloadValue) -> Response {
        let shown = rows.prefix(limit)
        let next: PayloadValue = rows.count > limit ? shown.last.map { .string(cursor($0)) } ?? .null : .null
        return ok(["items": .array(shown.map(payload)), "next": next])
    }
}
