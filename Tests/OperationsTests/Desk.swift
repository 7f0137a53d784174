import CurlClient
import Foundation
import Hummingbird
import Inventory
import Listener
import Logging
import NIOConcurrencyHelpers
import NIOOpenSSL
import OpenSSLCrypto
import Operations
import Payload
import Storage
import StoreImage
import Testing

/// The real private listener over a store in a file, and libcurl to ask it. Every answer is held against `openapi.yaml`.
struct Desk: Sendable {
    static let now = Timestamp(seconds: 1_795_515_300)

    let port: Int
    let store: Store
    let registry: MetricsRegistry
    let contract: Contract
    let tokens: [TokenScope: String]
    let wakes: NIOLockedValueBox<Int>
    let readiness: NIOLockedValueBox<Readiness>
    let client: CurlExchange

    /// How often running services were told to look.
    var woken: Int { wakes.withLockedValue { $0 } }

    func show(_ now: Readiness) { readiness.withLockedValue { $0 = now } }

    /// Asks under `/api/v1` with a token of `scope`, and checks the answer by the contract.
    @discardableResult
    func ask(
        _ method: String, _ path: String, _ body: String? = nil, scope: TokenScope = .admin, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ExchangeAnswer {
        let type: [(name: String, value: String)] = body == nil ? [] : [("content-type", "application/json")]
        return try await send(
            method, "/api/v1" + path, headers: type + [("authorization", "Bearer \(tokens[scope] ?? "")")], body: body.map { Array($0.utf8) },
            sourceLocation: sourceLocation)
    }

    func send(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ExchangeAnswer {
        let answer = try await client.send(ExchangeRequest(method: method, url: "https://127.0.0.1:\(port)\(path)", headers: headers, body: body))
        #expect(faults(of: answer, to: method, path) == [], "\(method) \(path): \(answer.text)", sourceLocation: sourceLocation)
        return answer
    }

    private func faults(of answer: ExchangeAnswer, to method: String, _ path: String) -> [String] {
        let checker = SchemaChecker(contract: contract)
        guard let operation = contract.operation(method, path), answer.status != 405 else {
            guard method != "HEAD" else { return [] }
            return checker.faults(of: answer.payload, by: ["$ref": "#/components/schemas/Problem"])
        }
        guard let response = contract.response(operation, status: answer.status) else { return ["\(answer.status) is not in the file"] }
        let type = answer.header("content-type")?.prefix { $0 != ";" }
        guard let contents = response["content"]?.fields, !contents.isEmpty else { return answer.body.isEmpty ? [] : ["no body is expected"] }
        guard let content = contents.first(where: { type == $0.key[...] }) else { return ["Content-Type is \(type ?? "missing")"] }
        guard content.key.hasSuffix("json") else { return [] }
        return checker.faults(of: answer.payload, by: content.value["schema"] ?? .null)
    }

    /// A problem's status, and the field that it names.
    static func problem(_ answer: ExchangeAnswer) -> String { "\(answer.status) \(answer.payload["pointer"]?.text ?? "-")" }
}

/// Opens a desk over `store` while `body` runs.
func withDesk(patience: Duration = .seconds(20), _ body: @Sendable @escaping (Desk) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "operations-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let authority = try LocalAuthority()
    let authorityFile = directory.appending(path: "ca.pem")
    try Data(authority.certificatePEM.utf8).write(to: authorityFile)
    let tls = TLSOptions(try authority.issue(.server, name: "desk", alternativeNames: ["127.0.0.1"]))
    let store = try Store.quick(StoreOptions(path: directory.appending(path: "desk.db").path))
    var tokens: [TokenScope: String] = [:]
    for scope in TokenScope.allCases { tokens[scope] = try await store.createToken(name: scope.rawValue, scope: scope, at: Desk.now) }
    let wakes = NIOLockedValueBox(0)
    let readiness = NIOLockedValueBox(Readiness(faults: [], backlog: 2, deadLetters: 1, authorised: [("main", true)], isFrozen: false))
    let registry = MetricsRegistry()
    let face = OperationsFace(
        store: store, registry: registry, accounts: ["main", "second"], planning: Planning(understand: supposed), clock: { Desk.now },
        readiness: { readiness.withLockedValue { $0 } },
        onScrape: {}, onChange: { wakes.withLockedValue { $0 += 1 } }, reconcilePatience: patience)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let listener = HTTPSListener(
        options: ListenerOptions(name: "private", host: "127.0.0.1", port: 0, tls: try TLSContextStore(tls)),
        responder: face.router().buildResponder(), logger: logger
    ) { found.yield($0) }
    let contract = try Contract()
    try await withThrowingTaskGroup(of: Void.self) { [tokens] group in
        group.addTask {
            defer { found.finish() }
            try await listener.run()
        }
        let port = try #require(await ports.first { _ in true })
        let client = CurlExchange(CurlOptions(caFile: authorityFile.path))
        defer { group.cancelAll() }
        try await body(
            Desk(
                port: port, store: store, registry: registry, contract: contract, tokens: tokens, wakes: wakes, readiness: readiness, client: client))
        await client.close()
    }
}

/// A gateway's reader stands here: a body of this desk names a sale of so many mugs, or is not understood.
@Sendable private func supposed(_ bodies: PayloadValue, at moment: Timestamp) throws -> [UnderstoodDelivery] {
    guard let pieces = bodies["sold"]?.integer else { throw DeadReason("it says nothing", pointer: "/0") }
    let line = OrderLine(id: "supposed", offer: Store.mug, quantity: pieces, boughtAt: moment)
    let sighting = OrderSighting(order: "supposed", account: "main", lines: [line], occurredAt: moment)
    return [UnderstoodDelivery(id: "supposed", sequence: 0, receivedAt: moment, meaning: .success([.orderEvent(sighting)]))]
}

extension ExchangeAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
    var payload: PayloadValue { (try? PayloadValue.json(body)) ?? .null }
    /// What one field of every item of a page says.
    func items(_ field: String) -> [String?] { payload["items"]?.elements.map { $0[field]?.text } ?? [] }
}
