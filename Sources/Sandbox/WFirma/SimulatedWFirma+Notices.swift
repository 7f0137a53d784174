import Foundation
import OpenSSLCrypto

/// Sending: wFirma's own webhooks and the relay's signed documents.
extension SimulatedWFirma {
    /// Makes a webhook in the panel, as `webhooks/add` does.
    public mutating func addWebhook(url: String, event: String = "warehouse_good/change_state", isXML: Bool = false) -> SandboxWebhook {
        notices.lastWebhook += 1
        let webhook = SandboxWebhook(
            id: String(notices.lastWebhook), url: url, event: event, isXML: isXML, key: dice.hexadecimal(32))
        notices.webhooks.append(webhook)
        return webhook
    }

    /// Another system begins to tell each document to `relay`.
    public mutating func addRelay(_ relay: SandboxRelay) { notices.relays.append(relay) }

    /// The webhooks as they stand.
    public var allWebhooks: [SandboxWebhook] { notices.webhooks }

    /// A person switches a webhook on again.
    public mutating func switchOn(webhook id: String) {
        notices.change(webhook: id) {
            $0.isActive = true
            $0.failures = 0
        }
    }

    /// Messages that were not yet sent or not yet answered.
    public var noticesPending: Int { notices.pending }

    /// The next delivery due by `moment` (nil: the next at all, to be sent at its `due`).
    public mutating func takeNotice(dueBy moment: SandboxInstant?) -> WebhookRequest? {
        guard let (attempt, due, message) = notices.take(dueBy: moment) else { return nil }
        tally.noticesSent += 1
        switch message.receiver {
        case .webhook(let id):
            guard let webhook = notices.webhooks.first(where: { $0.id == id }) else { return nil }
            let type = webhook.isXML ? "application/xml" : "application/json"
            return WebhookRequest(attempt: attempt, due: due, url: webhook.url, headers: [("content-type", type)], body: message.body)
        case .relay(let place):
            let relay = notices.relays[place]
            return WebhookRequest(attempt: attempt, due: due, url: relay.url, headers: relay.headers(for: message, at: due), body: message.body)
        }
    }

    /// Brings back what the receiver answered; nil = nothing came.
    public mutating func settleNotice(_ attempt: Int, _ answer: WebhookAnswer?, at moment: SandboxInstant) {
        advance(to: moment)
        guard var message = notices.settle(attempt) else { return }
        switch message.receiver {
        case .webhook(let id):
            guard let webhook = notices.webhooks.first(where: { $0.id == id }) else { return }
            if webhook.isSatisfied(by: answer) {
                if temper.successResetsFailures { notices.change(webhook: id) { $0.failures = 0 } }
                return
            }
            tally.noticesFailed += 1
            let limit = temper.failuresUntilOff
            notices.change(webhook: id) {
                $0.failures += 1
                if $0.failures >= limit { $0.isActive = false }
            }
            retry(&message, after: temper.webhookRetries)
        case .relay:
            if let answer, (200...299).contains(answer.status) { return }
            tally.noticesFailed += 1
            // What the receiver says is the sender's own fault is not sent again.
            if let answer, (400...499).contains(answer.status), answer.status != 429, answer.status != 408 {
                tally.noticesGivenUp += 1
                return
            }
            retry(&message, after: temper.relayRetries)
        }
    }

    private mutating func retry(_ message: inout NoticeDesk.Message, after waits: [Duration]) {
        guard message.failures < waits.count else {
            tally.noticesGivenUp += 1
            return
        }
        let wait = waits[message.failures]
        message.failures += 1
        notices.add(message, due: time + wait)
    }

    /// Puts a message on its way: each waits its own time, so that they come out of turn; some come twice, some never.
    mutating func send(_ body: [UInt8], to receiver: NoticeDesk.Receiver, after delay: Duration = .zero) {
        var wait = delay + dice.span(in: temper.noticeDelay)
        var isRepeated = dice.hits(temper.repeatedNoticeShare)
        var isLost = dice.hits(temper.lostNoticeShare)
        let message = NoticeDesk.Message(receiver: receiver, id: "msg_\(dice.hexadecimal(24))", body: body)
        switch faults.strike(at: time, dice: &dice, { $0.noticeFate }) {
        case .lose: isLost = true
        case .repeat: isRepeated = true
        case .delay(let longer): wait += longer
        case nil: break
        }
        if isLost {
            tally.noticesLost += 1
            return
        }
        notices.add(message, due: time + wait)
        if isRepeated { notices.add(message, due: time + wait + dice.span(in: temper.noticeDelay)) }
    }
}

extension SandboxWebhook {
    /// wFirma counts a delivery as failed unless the answer is JSON with the webhook's key.
    fileprivate func isSatisfied(by answer: WebhookAnswer?) -> Bool {
        guard let answer, (200...299).contains(answer.status) else { return false }
        return JSON(bytes: answer.body)?["webhook_key"]?.text == key
    }
}

extension SandboxRelay {
    /// Standard Webhooks: HMAC-SHA256 over `id.timestamp.body` with the secret's decoded bytes.
    fileprivate func headers(for message: NoticeDesk.Message, at moment: SandboxInstant) -> [(name: String, value: String)] {
        let timestamp = String(moment.microseconds / 1_000_000)
        let encoded = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
        let key = Data(base64Encoded: encoded).map { [UInt8]($0) } ?? Array(encoded.utf8)
        let code = HMACSHA256(key: Secret(key)).authenticationCode(for: Array("\(message.id).\(timestamp).".utf8), message.body)
        return [
            ("content-type", sendsXML ? "application/xml" : "application/json"), ("webhook-id", message.id), ("webhook-timestamp", timestamp),
            ("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
        ]
    }
}
