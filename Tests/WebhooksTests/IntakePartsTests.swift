import Foundation
import HTTPTypes
import NIOCore
import OpenSSLCrypto
import Storage
import Testing

@testable import Webhooks

@Suite("the parts of the intake")
struct IntakePartsTests {
    @Test(
        "a path is a delivery, a greeting or nothing",
        arguments: [
            (.post, "/webhooks/a", .delivery(source: "a", secret: nil)), (.post, "/webhooks/a?x=1/2", .delivery(source: "a", secret: nil)),
            (.post, "/webhooks/a/b", .delivery(source: "a", secret: "b")), (.get, "/webhooks/a/b%2Fc?d", .greeting(source: "a", secret: "b/c")),
            (.get, "/webhooks/a", .nothing), (.post, "/webhooks/", .nothing), (.post, "/webhooks", .nothing), (.post, "/webhooks//b", .nothing),
            (.post, "/webhooks/a/", .nothing), (.post, "/webhooks/a/b/c", .delivery(source: "a", secret: "b/c")), (.put, "/webhooks/a", .nothing),
            (.post, "", .nothing),
        ] as [(HTTPRequest.Method, String, WebhookRoute)])
    func routes(method: HTTPRequest.Method, path: String, route: WebhookRoute) {
        #expect(WebhookRoute(method: method, path: path) == route)
    }

    @Test("answers leave in the order of the requests, whichever is ready first")
    func order() {
        var queue = AnswerQueue<String>()
        let (first, second, third) = (queue.open(), queue.open(), queue.open())
        queue.settle(third, "c")
        queue.settle(second, "b")
        #expect(queue.next() == nil)
        queue.settle(first, "a")
        #expect([queue.next(), queue.next(), queue.next(), queue.next()] == ["a", "b", "c", nil])
        queue.settle(queue.open(), "d")
        #expect(queue.next() == "d")
    }

    @Test("a pace admits one second's share at once and then as time goes")
    func pace() {
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
        let pace = DeliveryPace(perSecond: 10, now: start)
        #expect((0..<12).filter { _ in pace.admits(at: start) }.count == 10)
        #expect(!pace.admits(at: start + .milliseconds(99)))
        #expect(pace.admits(at: start + .milliseconds(100)))
        #expect((0..<30).filter { _ in pace.admits(at: start + .seconds(60)) }.count == 10)
        #expect(!pace.admits(at: start))
    }

    @Test("bodies together stay within their budget, and what is given back can be taken again")
    func budget() {
        let budget = BodyBudget(limitBytes: 10)
        #expect(budget.take(6, for: "wfirma", isOnlySource: true))
        #expect(!budget.take(5, for: "wfirma", isOnlySource: true))
        #expect(budget.take(4, for: "wfirma", isOnlySource: true))
        budget.giveBack(6, of: "wfirma")
        #expect(budget.take(5, for: "wfirma", isOnlySource: true))
    }

    @Test("a source whose bodies fill the memory leaves as much to the others as it has itself")
    func fairBudget() {
        let budget = BodyBudget(limitBytes: 12)
        func take(_ source: String) -> Bool { budget.take(1, for: source, isOnlySource: false) }
        #expect((0..<12).count { _ in take("flooded") } == 6)
        #expect((0..<12).count { _ in take("flooded too") } == 3)
        #expect(take("quiet"))
        budget.giveBack(6, of: "flooded")
        #expect((0..<12).count { _ in take("quiet") } == 4)
    }

    @Test("beside a source whose bodies fill the memory, another's largest body finds room", arguments: [1, 16, 40, 64])
    func roomForTheLargest(mebibytes: Int) {
        let largest = mebibytes * 1_048_576
        let budget = BodyBudget(limitBytes: BodyBudget.bytes(bodyLimit: largest))
        while budget.take(65_536, for: "flooded", isOnlySource: false) {}
        #expect(budget.take(largest, for: "quiet", isOnlySource: false))
    }

    @Test("base64 is the same as Foundation's", arguments: 0..<10)
    func base64Text(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 97 + 251) }
        #expect(base64(bytes) == Array(Data(bytes).base64EncodedString().utf8))
    }

    @Test("every fault of a source is found")
    func sourceFaults() {
        let faulty = WebhookSource(
            name: "a/b", kind: .wfirma, signingSecrets: [Secret("whsec_!"), Secret("")], clientCertificates: ["9f86"], tolerance: .zero)
        #expect(
            faulty.faults == [
                .invalidName("a/b"), .emptySecret(source: "a/b"), .invalidSigningSecret(source: "a/b"), .invalidFingerprint(source: "a/b", "9f86"),
                .invalidLimit(source: "a/b"),
            ])
        #expect(WebhookSource(name: "a", kind: .wfirma).faults == [.noAuthentication(source: "a")])
        let twin = WebhookSource(name: "a", kind: .wfirma, pathSecret: Secret("p"))
        #expect(throws: WebhooksError.duplicateName("a")) { try SourceRegistry([twin, twin]) }
    }
}
