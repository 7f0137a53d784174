import CurlClient
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import OpenSSLCrypto
import SMTPPeer
import Storage
import StoreImage
import Testing

@testable import Gateway

/// A receiver of webhooks that answers as it is told and remembers what came.
private final class Receiver: Exchange {
    private let requests = NIOLockedValueBox<[ExchangeRequest]>([])
    private let status: NIOLockedValueBox<Int?>

    init(status: Int? = 204) { self.status = NIOLockedValueBox(status) }

    var taken: [ExchangeRequest] { requests.withLockedValue { $0 } }

    func answer(_ status: Int?) { self.status.withLockedValue { $0 = status } }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        requests.withLockedValue { $0.append(request) }
        guard let status = status.withLockedValue({ $0 }) else { throw .answerLost(reason: "cut") }
        return ExchangeAnswer(status: status)
    }
}

@Suite("People are told of problems")
struct NotifierTests {
    private static let now = Timestamp(seconds: 1_795_510_800)
    private static let secret = "whsec_" + Data((1...32).map { UInt8($0) }).base64EncodedString()
    private static let key = Secret((1...32).map { UInt8($0) })
    private let folder: URL
    private let store: Store

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "notifier-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try Store.quick(StoreOptions(path: folder.appending(path: "n.db").path))
    }

    private func makeNotifier(_ options: NotificationOptions) -> Notifier {
        let count = NIOLockedValueBox(0)
        return Notifier(options, store: store, clock: { Self.now }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
            "message-\(count.withLockedValue { $0 += 1; return $0 })-\(UUID().uuidString)"
        }
    }

    private func webhook(_ receiver: Receiver) -> NotificationOptions {
        NotificationOptions(webhook: .init(url: "https://chat.example.pl/hooks", key: Self.key, exchange: receiver))
    }

    private func raise(_ subject: String) async throws {
        try await store.raiseProblem(
            .brake, subject: subject, what: Words(en: "Ends of \(subject) are held", pl: "Zakończenia \(subject) wstrzymane"),
            why: Words(en: "", pl: ""), at: Self.now)
    }

    /// Steps until it rests.
    private func run(_ notifier: Notifier, at moment: Timestamp = NotifierTests.now) async {
        while await notifier.step(at: moment) == .again {}
    }

    @Test("by a webhook, signed so that another's library accepts it")
    func signed() async throws {
        let receiver = Receiver()
        let notifier = makeNotifier(webhook(receiver))
        await run(notifier)
        #expect(receiver.taken.isEmpty)
        try await raise("7700000501")
        await run(notifier)
        await run(notifier, at: Self.now + .seconds(3600))
        let request = try #require(receiver.taken.first)
        #expect(receiver.taken.count == 1)
        #expect(String(decoding: request.body ?? [], as: UTF8.self).contains("Ends of 7700000501 are held"))
        func field(_ name: String) -> String { request.headers.first { $0.name == name }?.value ?? "" }
        let expected = HMACSHA256(key: Self.key).authenticationCode(
            for: Array("\(field("webhook-id")).\(field("webhook-timestamp")).".utf8), request.body ?? [])
        #expect(field("webhook-signature") == "v1," + Data(expected).base64EncodedString())
        guard let python = ProcessInfo.processInfo.environment["STOCKGATE_PYTHON"], !python.isEmpty else { return }
        #expect(try Self.verifies(python, request))
    }

    /// Whether the library `standardwebhooks` takes the body for genuine, its time stamp aside, which is the test's.
    private static func verifies(_ python: String, _ request: ExchangeRequest) throws -> Bool {
        let script = """
            import sys, datetime
            from standardwebhooks.webhooks import Webhook
            secret, id, seconds, signature = sys.argv[1:5]
            moment = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
            sys.exit(0 if Webhook(secret).sign(id, moment, sys.stdin.read()) == signature else 1)
            """
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments =
            ["-c", script, secret]
            + ["webhook-id", "webhook-timestamp", "webhook-signature"].map { name in request.headers.first { $0.name == name }?.value ?? "" }
        let input = Pipe()
        process.standardInput = input
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(request.body ?? []))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test("what a receiver did not take is sent again under the same id, also by another process, until it is taken, and then no more")
    func retried() async throws {
        let receiver = Receiver(status: nil)
        try await raise("a")
        await run(makeNotifier(webhook(receiver)))
        receiver.answer(503)
        await run(makeNotifier(webhook(receiver)), at: Self.now + .seconds(60))
        receiver.answer(200)
        await run(makeNotifier(webhook(receiver)), at: Self.now + .seconds(600))
        await run(makeNotifier(webhook(receiver)), at: Self.now + .seconds(7200))
        let ids = receiver.taken.map { request in request.headers.first { $0.name == "webhook-id" }?.value }
        #expect(ids.count == 3)
        #expect(Set(ids).count == 1)
    }

    @Test("a message that nobody takes for three days is given up, and the next change is told all the same")
    func givenUp() async throws {
        let receiver = Receiver(status: 500)
        try await raise("a")
        await run(makeNotifier(webhook(receiver)))
        await run(makeNotifier(webhook(receiver)), at: Self.now + .seconds(4 * 86_400))
        #expect(receiver.taken.count == 2)
        #expect(try await store.nextNotice() == nil)
        receiver.answer(200)
        try await store.settleProblem(.brake, subject: "a", at: Self.now)
        await run(makeNotifier(webhook(receiver)), at: Self.now + .seconds(5 * 86_400))
        #expect(receiver.taken.last.map { String(decoding: $0.body ?? [], as: UTF8.self).contains(#""settled_count":1"#) } == true)
    }

    @Test("by mail, in Polish and in English, a recovery as well")
    func mail() async throws {
        let peer = try await MailPeer.start()
        let options = NotificationOptions(
            mail: .init(
                server: MailServer(url: "smtp://127.0.0.1:\(peer.port)"), password: nil, from: "alerts@example.pl", to: ["owner@example.pl"]),
            pause: .seconds(60))
        let notifier = makeNotifier(options)
        try await raise("7700000501")
        await run(notifier)
        try await store.settleProblem(.brake, subject: "7700000501", at: Self.now)
        await run(notifier, at: Self.now + .seconds(61))
        await peer.stop()
        let texts = peer.data.components(separatedBy: "\r\n\r\n").dropFirst().map { part in
            let lines = part.components(separatedBy: "\r\n").prefix { !$0.contains(":") }
            return String(decoding: Data(base64Encoded: lines.joined()) ?? Data(), as: UTF8.self)
        }
        #expect(texts.count == 2)
        #expect(texts.first?.contains("Zakończenia 7700000501 wstrzymane") == true)
        #expect(texts.first?.contains("Ends of 7700000501 are held") == true)
        #expect(texts.last?.contains("Rozwiązane: 1") == true)
    }

    @Test(
        "a day is named as the calendar has it",
        arguments: [(1_795_946_631, "Sun, 29 Nov 2026 10:03:51 +0000"), (0, "Thu, 01 Jan 1970 00:00:00 +0000")])
    func mailDate(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).mailDate == text)
    }
}
