public import CurlClient
public import OpenSSLCrypto

/// Whom to tell of new problems and of those that are over, and how often.
public struct NotificationOptions: Sendable {
    /// By mail.
    public struct Mail: Sendable {
        public var server: MailServer
        public var password: Secret?
        public var from: String
        public var to: [String]

        public init(server: MailServer, password: Secret?, from: String, to: [String]) {
            (self.server, self.password, self.from, self.to) = (server, password, from, to)
        }
    }

    /// By a webhook that is signed as Standard Webhooks has it.
    public struct Webhook: Sendable {
        public var url: String
        /// The signing key's own bytes.
        public var key: Secret
        public var exchange: any Exchange

        public init(url: String, key: Secret, exchange: any Exchange) {
            (self.url, self.key, self.exchange) = (url, key, exchange)
        }
    }

    public var mail: Mail?
    public var webhook: Webhook?
    /// What happens within this time after a message waits for the next one.
    public var pause: Duration

    public init(mail: Mail? = nil, webhook: Webhook? = nil, pause: Duration = .seconds(900)) {
        (self.mail, self.webhook, self.pause) = (mail, webhook, pause)
    }

    /// The channels that are configured, by their names in the store.
    var channels: [String] { (mail == nil ? [] : ["email"]) + (webhook == nil ? [] : ["webhook"]) }
}
