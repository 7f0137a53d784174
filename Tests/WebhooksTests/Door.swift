import CurlClient
import Foundation
import Inventory
import Listener
import Logging
import NIOOpenSSL
import OpenSSLCrypto
import Storage
import StoreImage
import Webhooks

/// A real door: an HTTPS listener with the intake before it, over a store in a file, and libcurl to knock with.
struct Door: Sendable {
    let port: Int
    let directory: URL
    let store: Store
    let inbox: GroupCommitInbox
    let sources: SourceRegistry
    let client: CurlExchange
    /// Shows a certificate of the listener's client authority.
    let certifiedClient: CurlExchange
    let authorityFile: String

    static let now = Timestamp(seconds: 1_795_515_300)

    func request(
        _ method: String = "POST", _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil, certified: Bool = false
    ) async throws -> ExchangeAnswer {
        try await (certified ? certifiedClient : client).send(
            ExchangeRequest(method: method, url: "https://127.0.0.1:\(port)\(path)", headers: headers, body: body))
    }

    func deliveries(_ state: DeliveryState? = nil) async throws -> [Delivery] {
        let rows = try await store.deliveries(state: state, after: nil, limit: 100)
        var whole: [Delivery] = []
        for row in rows { whole.append(try await store.delivery(id: row.id) ?? row) }
        return whole.reversed()
    }
}

/// Opens a door for `sources` while `body` runs. `sources` is given the fingerprint of the client's certificate.
func withDoor(
    bodyLimitBytes: Int = 1_048_576, bodiesLimitBytes: Int? = nil, _ sources: (_ fingerprint: String) -> [WebhookSource],
    _ body: @Sendable @escaping (Door) async throws -> Void
) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "webhooks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let authority = try LocalAuthority()
    let server = try authority.issue(.server, name: "door", alternativeNames: ["127.0.0.1"])
    let caller = try authority.issue(.client, name: "caller")
    func file(_ name: String, _ text: String) throws -> String {
        let file = directory.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }
    let authorityFile = try file("ca.pem", authority.certificatePEM)
    let certificate = CurlOptions.ClientCertificate(
        chainFile: try file("client.pem", caller.chainPEM), keyFile: try file("client.key", caller.keyPEM.text ?? ""))

    var tls = TLSOptions(server)
    tls.clientAuthority = .text(Secret(authority.certificatePEM))
    tls.clientCertificates = .optional
    var options = ListenerOptions(name: "public", host: "127.0.0.1", port: 0, tls: try TLSContextStore(tls))
    options.bodyLimitBytes = bodyLimitBytes

    let store = try Store.quick(StoreOptions(path: directory.appending(path: "door.db").path))
    let inbox = GroupCommitInbox(store: store) {}
    let registry = try SourceRegistry(sources(caller.fingerprint))
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let intake = WebhookIntake(
        sources: registry, inbox: inbox, bodyLimitBytes: bodyLimitBytes, bodiesLimitBytes: bodiesLimitBytes, logger: logger
    ) { Door.now }
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let listener = HTTPSListener(options: options, responder: intake.responder, handlers: intake.handlers, logger: logger) { port in
        found.yield(port)
    }

    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { found.finish() }
            try await listener.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await group.waitForAll()
            return
        }
        let door = Door(
            port: port, directory: directory, store: store, inbox: inbox, sources: registry,
            client: CurlExchange(CurlOptions(caFile: authorityFile)),
            certifiedClient: CurlExchange(CurlOptions(caFile: authorityFile, clientCertificate: certificate)), authorityFile: authorityFile)
        defer { group.cancelAll() }
        try await body(door)
        await door.client.close()
        await door.certifiedClient.close()
        await inbox.stop()
    }
}
