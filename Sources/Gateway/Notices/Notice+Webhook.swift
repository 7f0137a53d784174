import CurlClient
import FoundationEssentials
import Inventory
import OpenSSLCrypto
import Payload
import Storage

extension Notice {
    /// The message as a webhook, signed now: its id is the same at every try, its time stamp the try's.
    func request(to channel: NotificationOptions.Webhook, at now: Timestamp) -> ExchangeRequest {
        let body = payload.jsonBytes()
        let time = String(now.microseconds / 1_000_000)
        let code = HMACSHA256(key: channel.key).authenticationCode(for: Array("\(message).\(time).".utf8), body)
        return ExchangeRequest(
            method: "POST", url: channel.url,
            headers: [
                (name: "Content-Type", value: "application/json"), (name: "User-Agent", value: "Stockgate"), (name: "webhook-id", value: message),
                (name: "webhook-timestamp", value: time), (name: "webhook-signature", value: "v1," + Data(code).base64EncodedString()),
            ], body: body, timeout: .seconds(15))
    }

    private var payload: PayloadValue {
        [
            "type": "problems.changed", "timestamp": .string(createdAt.description),
            "data": [
                "opened": .array(content.opened.map(Self.told)), "settled": .array(content.settled.map(Self.told)),
                "opened_count": PayloadValue(content.openedCount), "settled_count": PayloadValue(content.settledCount),
                "open_count": PayloadValue(content.openCount),
            ],
        ]
    }

    private static func told(_ line: NoticeContent.Line) -> PayloadValue {
        [
            "id": .string(String(line.problem)), "kind": .string(line.kind), "subject": .string(line.subject),
            "what": ["en": .string(line.what), "pl": .string(line.whatPL)], "since": .string(line.since.description),
        ]
    }
}
