import Foundation

/// A PostgreSQL database's address, as libpq reads it (its documentation, 34.1.1.2 "Connection URIs"), and the schema that a store has there.
public struct PostgreSQLAddress: Sendable, Hashable {
    /// The address without what names the schema: the same for all stores of one database.
    public let server: String
    /// The store's schema; nil: the first of the `search_path` that the database gives.
    public let schema: String?

    /// `postgres://…` or `postgresql://…`; a schema is named by `options=-csearch_path%3DSCHEMA`. Nil where it is no such address.
    public init?(_ address: String) {
        guard address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") else { return nil }
        let parts = address.split(separator: "?", maxSplits: 1)
        var (kept, schema): ([Substring], String?) = ([], nil)
        for item in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let option = item.hasPrefix("options=") ? String(item.dropFirst(8)).removingPercentEncoding : nil
            if let match = option?.wholeMatch(of: #/\s*-c\s*search_path=([A-Za-z0-9_]+)\s*/#) {
                schema = match.output.1.lowercased()
            } else {
                kept.append(item)
            }
        }
        server = String(parts[0]) + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
        self.schema = schema
    }

    /// The database itself, for what concerns all its stores.
    var ofDatabase: PostgreSQLAddress { PostgreSQLAddress(server: server) }

    private init(server: String) { (self.server, schema) = (server, nil) }

    /// The address of another store in the same database.
    public func with(schema: String) -> String { server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(schema)" }

    /// As somebody may copy it: `***` stands for a password in it.
    public var masked: String {
        let whole = schema.map { with(schema: $0) } ?? server
        let head = whole.prefix { $0 != "/" } + "//"
        let rest = whole.dropFirst(head.count)
        let authority = rest.prefix { $0 != "/" }
        var known = String(authority)
        if let end = authority.lastIndex(of: "@"), let colon = authority[..<end].firstIndex(of: ":") {
            known = authority[...colon] + "***" + authority[end...]
        }
        return head + known + rest.dropFirst(authority.count).replacing(#/([?&](?:ssl)?password=)[^&]*/#) { $0.output.1 + "***" }
    }

    /// What may be told of it: no password, no user.
    public var place: String {
        let rest = server.drop { $0 != "/" }.dropFirst(2)
        // Who signs in stands before an @ that comes before any slash, whatever else is in it (libpq, 34.1.1.2).
        let known = rest.prefix { $0 != "/" }.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        return "postgres://\(known.prefix { $0 != "?" })" + (schema.map { " (schema \($0))" } ?? "")
    }
}
