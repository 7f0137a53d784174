import HTTPTypes
import Hummingbird
import Listener
import NIOCore
import Payload

/// Reads a request's JSON body, or says what is wrong with it.
enum RequestBody {
    /// The body, a JSON object with no other fields than `fields`; beside it no query is taken. Throws a ``Problem``: 400, 413, 415 or 422.
    static func object(_ fields: Set<String>, of request: Request, _ context: OperationsContext) async throws -> PayloadObject {
        _ = try RequestQuery(request)
        let payload = try await payload(of: request, context)
        guard case .object(let object) = payload else { throw Problem(status: .unprocessableContent, detail: "an object is expected", pointer: "") }
        try object.allow(fields)
        return object
    }

    /// The body, any JSON document. The query is the route's. Throws a ``Problem``: 400, 413 or 415.
    static func payload(of request: Request, _ context: OperationsContext) async throws -> PayloadValue {
        if let type = request.headers[.contentType], !isJSON(type) {
            throw Problem(status: .unsupportedMediaType, detail: "send application/json")
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: context.maxUploadSize)
        } catch is NIOTooManyBytesError {
            throw Problem(status: .contentTooLarge, detail: "the body is larger than \(context.maxUploadSize) bytes")
        }
        do throws(PayloadFault) {
            return try PayloadValue.json(Array(buffer.readableBytesView))
        } catch {
            throw Problem(status: .badRequest, detail: error.description, pointer: error.pointer)
        }
    }

    private static func isJSON(_ type: String) -> Bool {
        type.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace } == "application/json"
    }
}

/// Fields of a body; `place` is the pointer of the object that holds them. What does not fit is thrown as a ``Problem``.
extension PayloadObject {
    /// The largest count that is taken.
    static let largestCount = 1_000_000_000
    /// Characters of a text, counted as JSON Schema does: by code points.
    static let textLimit = 250

    func allow(_ known: Set<String>, at place: String = "") throws {
        for field in fields where !known.contains(field.key) {
            throw Problem(
                status: .unprocessableContent, detail: "there is no field \(printable(field.key, limit: 64))",
                pointer: "\(place)/\(pointerStep(field.key))")
        }
    }

    func flag(_ name: String) throws -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let flag) = value else { throw unfit(name, "true or false") }
        return flag
    }

    /// A whole number not below `least`; nil where it is left out or null.
    func count(_ name: String, least: Int, at place: String = "") throws -> Int? {
        guard let value = self[name], value != .null else { return nil }
        guard case .number = value, let number = value.integer, (least...Self.largestCount).contains(number) else {
            throw unfit(name, "a whole number from \(least) to \(Self.largestCount)", at: place)
        }
        return number
    }

    /// A text that is not empty; nil where it is left out or null.
    func string(_ name: String, at place: String = "") throws -> String? {
        guard let value = self[name], value != .null else { return nil }
        guard case .string(let text) = value, text.isIdentifier else { throw unfit(name, "a text of 1 to \(Self.textLimit) characters", at: place) }
        return text
    }

    func unfit(_ name: String, _ expected: String, at place: String = "") -> Problem {
        Problem(status: .unprocessableContent, detail: "\(name) must be \(expected)", pointer: "\(place)/\(pointerStep(name))")
    }
}

extension String {
    /// What can be somebody's identifier or the name of something: neither empty nor endless, and no NUL in it.
    var isIdentifier: Bool { (1...PayloadObject.textLimit).contains(unicodeScalars.count) && !utf8.contains(0) }
}
