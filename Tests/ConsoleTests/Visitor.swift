import Console
import CurlClient
import Foundation
import Hummingbird
import Inventory
import Listener
import Logging
import NIOConcurrencyHelpers
import NIOOpenSSL
import OpenSSLCrypto
import Storage
import Testing

/// The console on a real listener over a store in a file, and a browser's part played by libcurl: it keeps cookies and sends forms.
struct Shopfront: Sendable {
    static let opening = Timestamp(seconds: 1_795_515_300)
    static let password = "kubek z uchem, 330 ml"

    let port: Int
    let store: Store
    let client: CurlExchange
    let wakes: NIOLockedValueBox<Int>
    let now: NIOLockedValueBox<Timestamp>

    var woken: Int { wakes.withLockedValue { $0 } }

    func pass(_ time: Duration) { now.withLockedValue { $0 = $0 + time } }

    /// A browser that nobody has signed in with.
    func stranger() -> Visitor { Visitor(shopfront: self) }

    /// A browser in which a new user of this role has signed in.
    func visitor(_ role: UserRole = .admin) async throws -> Visitor {
        let name = "Ewa \(role.rawValue)"
        // The first user is always an admin.
        if try await !store.hasUsers() { _ = try await store.invite(name: "Ala", role: .admin, at: Self.opening) }
        let token = try await store.invite(name: name, role: role, at: now.withLockedValue { $0 })
        let visitor = Visitor(shopfront: self)
        let answer = try await visitor.send(
            "/set-up", ["token": token, "password": Self.password, "again": Self.password])
        #expect(answer.status == 303)
        return visitor
    }
}

/// One browser.
final class Visitor: Sendable {
    let shopfront: Shopfront
    private let cookies = NIOLockedValueBox<[String: String]>([:])

    init(shopfront: Shopfront) { self.shopfront = shopfront }

    var session: String? { cookies.withLockedValue { $0["__Host-stockgate"] ?? $0["__Secure-stockgate"] } }

    func keep(_ name: String, _ value: String?) { cookies.withLockedValue { $0[name] = value } }

    /// Opens a page.
    @discardableResult
    func open(_ place: String, headers: [(name: String, value: String)] = []) async throws -> ExchangeAnswer {
        try await exchange("GET", place, headers, nil)
    }

    /// Sends a form, with the session's token unless `formToken` is another.
    @discardableResult
    func send(
        _ place: String, _ fields: KeyValuePairs<String, String>, formToken: String? = nil, origin: String? = nil
    ) async throws -> ExchangeAnswer {
        var token = formToken ?? ""
        if formToken == nil, session != nil { token = Self.formToken(in: try await open("/offers").text) }
        let pairs = [("form_token", token)] + fields.map { ($0.key, $0.value) }
        let body = pairs.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
        let headers = [
            (name: "content-type", value: "application/x-www-form-urlencoded"),
            (name: "origin", value: origin ?? "https://127.0.0.1:\(shopfront.port)"),
        ]
        return try await exchange("POST", place, headers, Array(body.utf8))
    }

    static func formToken(in html: String) -> String {
        html.firstMatch(of: #/name="form_token" value="([0-9a-f]+)"/#).map { String($0.output.1) } ?? ""
    }

    private func exchange(
        _ method: String, _ place: String, _ headers: [(name: String, value: String)], _ body: [UInt8]?
    ) async throws -> ExchangeAnswer {
        let cookie = cookies.withLockedValue { $0 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let answer = try await shopfront.client.send(
            ExchangeRequest(
                method: method, url: "https://127.0.0.1:\(shopfront.port)\(place)",
                headers: headers + (cookie.isEmpty ? [] : [(name: "cookie", value: cookie)]), body: body))
        for field in answer.headers where field.name.lowercased() == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies.withLockedValue { $0[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1]) }
        }
        return answer
    }

    private static func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
}

/// Opens the console over an empty store while `body` runs.
///
/// - Parameter merchant: whose console it is, where there are several.
func withShopfront(
    facts: ConsoleFacts = ConsoleFacts(), merchant: String? = nil, _ body: @Sendable @escaping (Shopfront) async throws -> Void
) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "console-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let authority = try LocalAuthority()
    let authorityFile = directory.appending(path: "ca.pem")
    try Data(authority.certificatePEM.utf8).write(to: authorityFile)
    let tls = TLSOptions(try authority.issue(.server, name: "console", alternativeNames: ["127.0.0.1"]))
    let store = try Store.open(StoreOptions(path: directory.appending(path: "console.db").path, secretsKey: Secret([UInt8](repeating: 7, count: 32))))
    let (wakes, now) = (NIOLockedValueBox(0), NIOLockedValueBox(Shopfront.opening))
    let face = try ConsoleFace(
        store: store, accounts: ["main", "second"], terms: ForecastTerms(), facts: facts, clock: { now.withLockedValue { $0 } },
        onChange: { wakes.withLockedValue { $0 += 1 } }, merchant: merchant)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let listener = HTTPSListener(
        options: ListenerOptions(name: "private", host: "127.0.0.1", port: 0, tls: try TLSContextStore(tls)),
        responder: face.router().buildResponder(), logger: logger
    ) { found.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { found.finish() }
            try await listener.run()
        }
        let port = try #require(await ports.first { _ in true })
        let client = CurlExchange(CurlOptions(caFile: authorityFile.path))
        defer { group.cancelAll() }
        try await body(Shopfront(port: port, store: store, client: client, wakes: wakes, now: now))
        await client.close()
    }
}

extension ExchangeAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// What a person reads: the page's body without its marks.
    var words: String {
        let body = text.firstMatch(of: #/(?s)<main.*<\/main>/#).map { String($0.output) } ?? text
        return body.replacing(#/<[^>]*>/#, with: " ").replacing(#/\s+/#, with: " ")
    }
}
