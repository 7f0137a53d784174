import Foundation
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Storage

/// Brings the sandbox's notices to the gateway's door, as the relay and wFirma's own webhooks would, and the answers back.
final class Postman {
    private let world: SandboxWorld
    private let schedule: Schedule
    private let executor: StepExecutor
    private let trace: Trace
    private let webhookKey: String?
    /// Deliveries that were answered with success: each must have its effect.
    private(set) var acknowledged: [DeliveryID] = []

    static let relaySource = "erp"
    static let webhookSource = "wfirma"

    init(_ world: SandboxWorld, _ news: Conditions.News, schedule: Schedule, executor: StepExecutor, trace: Trace) {
        (self.world, self.schedule, self.executor, self.trace) = (world, schedule, executor, trace)
        webhookKey = world.wfirma { wfirma, _ in
            var content: Set<SandboxRelay.Content> = []
            if news.documents { content.insert(.documents) }
            if news.counts { content.insert(.stock) }
            if !content.isEmpty {
                wfirma.addRelay(
                    SandboxRelay(url: "https://gateway.test/\(Self.relaySource)", secret: "whsec_c2VjcmV0", sendsXML: news.isXML, content: content))
            }
            return news.webhook ? wfirma.addWebhook(url: "https://gateway.test/\(Self.webhookSource)", isXML: news.isXML).key : nil
        }
    }

    /// Whoever brought it was told that it is kept.
    func acknowledge(_ id: DeliveryID) { acknowledged.append(id) }

    /// When the next notice is to be brought.
    var nextDue: Timestamp? { world.wfirma { wfirma, _ in wfirma.nextDue }.map { Timestamp(microseconds: $0.microseconds) } }

    /// Brings one notice that is due. `door` is nil while nobody is at home.
    func bringOne(to door: (inbox: any Inbox, life: Life)?) {
        guard let notice = world.wfirma({ wfirma, now in wfirma.takeNotice(dueBy: now) }) else { return }
        let answer = door.flatMap { bring(notice, to: $0.inbox, $0.life) }
        trace.count(at: schedule.now, "notice \(notice.url) answered \(answer.map { String($0.status) } ?? "by nobody")")
        world.wfirma { $0.settleNotice(notice.attempt, answer, at: $1) }
    }

    private func bring(_ notice: WebhookRequest, to inbox: any Inbox, _ life: Life) -> WebhookAnswer? {
        func header(_ name: String) -> String? { notice.headers.first { $0.name == name }?.value }
        let isRelay = notice.url.hasSuffix(Self.relaySource)
        let delivery = IncomingDelivery(
            source: isRelay ? Self.relaySource : Self.webhookSource, kind: .wfirma, trust: isRelay ? .signed : .keyed, key: header("webhook-id"),
            format: header("content-type")?.contains("xml") == true ? .xml : .json, body: notice.body, headers: [:], receivedAt: schedule.gatewayNow)
        guard let acceptance = try? executor.wait({ try await inbox.accept(delivery) }) else {
            return life.hasEnded ? nil : WebhookAnswer(status: 503)
        }
        trace.note(at: schedule.now, "delivery", delivery.body, "\(acceptance)")
        if life.endsBeforeAcknowledging() { return nil }
        switch acceptance {
        case .accepted(let id), .repeated(let id): acknowledge(id)
        case .conflict: return WebhookAnswer(status: 409)
        }
        return WebhookAnswer(status: 200, body: webhookKey.map { Array(#"{"webhook_key":"\#($0)"}"#.utf8) } ?? [])
    }
}
