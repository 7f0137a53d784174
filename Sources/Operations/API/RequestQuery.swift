import Foundation
import HTTPTypes
import Hummingbird
import Listener
import Payload

/// A request's query as forms write it: `+` is a space, a parameter without a value counts as not given, and one that the route does not know is
/// refused. Throws a ``Problem``.
struct RequestQuery {
    /// Rows of a page where nobody says how many, and the most that one may ask for.
    static let standardLimit = 100
    static let largestLimit = 1000

    private var parameters: [String: String] = [:]

    /// - Parameter known: the parameters that the route takes.
    init(_ request: Request, _ known: Set<String> = []) throws {
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding
            }
            guard let name = halves[0], let value = halves.count > 1 ? halves[1] : "" else {
                throw Problem(status: .badRequest, detail: "the query is not percent-encoded UTF-8")
            }
            guard known.contains(name) else {
                let taken = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
                throw Problem(status: .badRequest, detail: "there is no query parameter \(printable(name, limit: 64)) here; known: \(taken)")
            }
            guard parameters[name] == nil else { throw bad(name, "given once") }
            parameters[name] = value
        }
    }

    func text(_ name: String) -> String? { parameters[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// `limit=`, 1 to 1000.
    func limit() throws -> Int {
        guard let text = text("limit") else { return Self.standardLimit }
        guard let limit = Int(text), text.first != "+", (1...Self.largestLimit).contains(limit) else {
            throw bad("limit", "a number from 1 to \(Self.largestLimit)")
        }
        return limit
    }

    /// `after=`, as the list gave it.
    func cursor<Cursor>(_ read: (String) -> Cursor?) throws -> Cursor? {
        guard let text = text("after") else { return nil }
        guard let cursor = read(text) else { throw bad("after", "the cursor of an earlier page") }
        return cursor
    }

    /// `after=` of a list by Allegro's or wFirma's ids, which are numbers.
    func identifierCursor() throws -> String? {
        try cursor { text in (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? text : nil }
    }

    /// `after=` of a list by our own numbers.
    func numberCursor() throws -> Int64? { try cursor { Int64($0).flatMap { $0 > 0 ? $0 : nil } } }

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
