import HTTPTypes
import Hummingbird
import Inventory
import Listener
import NIOCore
import Payload

/// Bodies of the admin API.
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

/// Reads a request's JSON body and query, or says what is wrong with them.
struct RequestReader {
    let request: Request
    let context: OperationsContext

    /// The body, a JSON object with no other fields than `fields`.
    func object(_ fields: Set<String>) async throws -> PayloadObject {
        if let type = request.headers[.contentType], !type.lowercased().hasPrefix("application/json") {
            throw Problem(status: .unsupportedMediaType, detail: "send application/json")
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: context.maxUploadSize)
        } catch is NIOTooManyBytesError {
            throw Problem(status: .contentTooLarge, detail: "the body is larger than \(context.maxUploadSize) bytes")
        }
        let payload: PayloadValue
        do throws(PayloadFault) {
            payload = try PayloadValue.json(Array(buffer.readableBytesView))
        } catch {
            throw Problem(status: .badRequest, detail: error.reason, pointer: error.pointer)
        }
        guard case .object(let object) = payload else { throw Problem(status: .unprocessableContent, detail: "an object is expected", pointer: "") }
        for field in object.fields where !fields.contains(field.key) {
            throw Problem(status: .unprocessableContent, detail: "there is no field \(field.key)", pointer: "/\(field.key)")
        }
        return object
    }

    /// `?limit=`, 1 to 1000.
    func limit() throws -> Int {
        guard let text = request.uri.queryParameters["limit"] else { return 100 }
        guard let limit = Int(text), (1...1000).contains(limit) else { throw bad("limit", "a number from 1 to 1000") }
        return limit
    }

    /// `?after=`, as the list gave it.
    func cursor<Cursor>(_ read: (String) -> Cursor?) throws -> Cursor? {
        guard let text = request.uri.queryParameters["after"].map(String.init) else { return nil }
        guard let cursor = read(text) else { throw bad("after", "the cursor of an earlier page") }
        return cursor
    }

    func text(_ name: String) -> String? { request.uri.queryParameters[Substring(name)].map { String($0) } }

    func flag(_ name: String) throws -> Bool? {
        switch text(name) {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw bad(name, "true or false")
        }
    }

    func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Value.Type) throws -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = Value(rawValue: text) else { throw bad(name, "one of \(type.allCases.map(\.rawValue).joined(separator: ", "))") }
        return value
    }

    private func bad(_ name: String, _ expected: String) -> Problem {
        Problem(status: .badRequest, detail: "the query's \(name) must be \(expected)")
    }
}

extension PayloadObject {
    func flag(_ name: String) throws -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let flag) = value else { throw unfit(name, "true or false") }
        return flag
    }

    /// A whole number not below `least`.
    func count(_ name: String, least: Int) throws -> Int? {
        guard let value = self[name], value != .null else { return nil }
        guard case .number = value, let number = value.integer, number >= least, number <= 1_000_000_000 else {
            throw unfit(name, "a whole number from \(least) to 1000000000")
        }
        return number
    }

    func string(_ name: String) throws -> String? {
        guard let value = self[name], value != .null else { return nil }
        guard case .string(let text) = value, !text.isEmpty else { throw unfit(name, "a text") }
        return text
    }

    func unfit(_ name: String, _ expected: String) -> Problem {
        Problem(status: .unprocessableContent, detail: "\(name) must be \(expected)", pointer: "/\(name)")
    }
}
