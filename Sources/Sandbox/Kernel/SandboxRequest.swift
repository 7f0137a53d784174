import Foundation

/// One HTTP request as a simulated system sees it.
public struct SandboxRequest: Sendable, Equatable {
    /// The method, in capitals.
    public let method: String
    /// The path, percent-decoded, e.g. `/sale/offers`.
    public let path: String
    /// The query's items in order, percent-decoded; a name may come several times.
    public let query: [Item]
    /// Header fields by name in lower case; of repeated ones the last.
    public let headers: [String: String]
    /// The body's bytes, empty when there is none.
    public let body: [UInt8]

    /// One `name=value` of a query or form.
    public struct Item: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    /// - Parameter target: path and query as on the request line, percent-encoded.
    public init(method: String, target: String, headers: [String: String] = [:], body: [UInt8] = []) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        path = halves.first.map(Self.decoded) ?? "/"
        query = halves.count > 1 ? Self.items(of: halves[1]) : []
        self.headers = headers
        self.body = body
    }

    func first(_ name: String) -> String? { query.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// The path's parts between slashes.
    var parts: [Substring] { path.split(separator: "/") }

    /// The body as `application/x-www-form-urlencoded`.
    var form: [Item] { Self.items(of: Substring(String(decoding: body, as: UTF8.self))) }

    private static func items(of text: Substring) -> [Item] {
        text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func spaced(_ part: Substring) -> Substring { part.utf8.contains(UInt8(ascii: "+")) ? part.replacing("+", with: " ") : part }
            return Item(name: decoded(spaced(halves[0])), value: halves.count > 1 ? decoded(spaced(halves[1])) : "")
        }
    }

    /// Most parts have nothing to decode.
    private static func decoded(_ part: Substring) -> String {
        let text = String(part)
        return text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding ?? text : text
    }
}
