import Foundation
import HTTPTypes

/// What a request to the public listener asks for. All that is not a webhook is nothing at all.
enum WebhookRoute: Equatable {
    /// `POST /webhooks/{source}`, or with its secret and perhaps the number of one of its keys.
    case delivery(source: String, secret: String?)
    /// `GET /webhooks/{source}/{secret}`: wFirma looks before it sends.
    case greeting(source: String, secret: String)
    case nothing

    private static let root = "/webhooks/"

    init(method: HTTPRequest.Method, path: String) {
        self = .nothing
        guard method == .post || method == .get, path.hasPrefix(Self.root) else { return }
        let bytes = path.utf8
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        let steps = path[bytes.index(bytes.startIndex, offsetBy: Self.root.utf8.count)..<end]
        guard let slash = steps.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            if method == .post, !steps.isEmpty { self = .delivery(source: String(steps), secret: nil) }
            return
        }
        // A secret may hold any character, so the sender may have had to encode it.
        let source = String(steps[..<slash])
        guard let secret = steps[steps.utf8.index(after: slash)...].removingPercentEncoding, !secret.isEmpty, !source.isEmpty else { return }
        self = method == .post ? .delivery(source: source, secret: secret) : .greeting(source: source, secret: secret)
    }
}
