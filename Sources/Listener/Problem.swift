import Foundation
public import HTTPTypes
public import Hummingbird
import NIOCore

/// What went wrong with a request, told as `application/problem+json` (RFC 9457).
public struct Problem: Error, Sendable, Equatable {
    /// A URI that names the kind of problem; `about:blank` says no more than the status.
    public var type: String
    /// The kind of problem in a few words.
    public var title: String
    /// The HTTP status.
    public var status: HTTPResponse.Status
    /// What happened this time and what the sender can do.
    public var detail: String?
    /// JSON pointer to the field at fault (RFC 6901).
    public var pointer: String?
    /// Further fields of the answer's head (`Retry-After`, `WWW-Authenticate`); not part of the document.
    public var headers: HTTPFields

    private static let named: [HTTPResponse.Status] = [
        .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .notAcceptable, .requestTimeout, .conflict, .gone, .preconditionFailed,
        .contentTooLarge, .unsupportedMediaType, .unprocessableContent, .tooManyRequests, .requestHeaderFieldsTooLarge, .internalServerError,
        .notImplemented, .badGateway, .serviceUnavailable, .gatewayTimeout,
    ]

    /// - Parameter title: the status's own reason phrase when left out.
    public init(
        status: HTTPResponse.Status, title: String? = nil, detail: String? = nil, pointer: String? = nil, type: String = "about:blank",
        headers: HTTPFields = [:]
    ) {
        self.type = type
        // A status written as a number has no phrase.
        let status = Self.named.first { $0 == status } ?? status
        self.title = title ?? status.reasonPhrase
        self.status = status
        self.detail = detail
        self.pointer = pointer
        self.headers = headers
    }

    /// The document.
    public var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and one number: they always encode.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }

    /// The answer's head without the document's length.
    public var head: HTTPResponse {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        return HTTPResponse(status: status, headerFields: fields)
    }

    /// The whole answer.
    public var response: Response {
        Response(status: status, headers: head.headerFields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Problem: HTTPResponseError {
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        response
    }
}

extension Problem: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, pointer
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            status: HTTPResponse.Status(code: try fields.decode(Int.self, forKey: .status)),
            title: try fields.decodeIfPresent(String.self, forKey: .title), detail: try fields.decodeIfPresent(String.self, forKey: .detail),
            pointer: try fields.decodeIfPresent(String.self, forKey: .pointer),
            type: try fields.decodeIfPresent(String.self, forKey: .type) ?? "about:blank")
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(type, forKey: .type)
        try fields.encode(title, forKey: .title)
        try fields.encode(status.code, forKey: .status)
        try fields.encodeIfPresent(detail, forKey: .detail)
        try fields.encodeIfPresent(pointer, forKey: .pointer)
    }
}
