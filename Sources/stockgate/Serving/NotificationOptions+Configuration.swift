import CurlClient
import Foundation
import Gateway
import OpenSSLCrypto

extension NotificationOptions {
    /// Nil where nobody is to be told.
    init?(_ notifications: Notifications, exchanges: Exchanges) {
        guard notifications.email != nil || notifications.webhook != nil else { return nil }
        self.init(
            mail: notifications.email.map { mail in
                Mail(
                    server: MailServer(url: mail.server, caFile: mail.caFile, user: mail.user), password: mail.password, from: mail.from, to: mail.to)
            },
            webhook: notifications.webhook.map { webhook in
                Webhook(
                    url: webhook.url, key: Self.key(webhook.signingSecret), exchange: exchanges.exchange(trusting: webhook.caFile))
            }, pause: notifications.pause)
    }

    /// `whsec_` and base64, or any other text as it is.
    static func key(_ secret: Secret) -> Secret {
        guard let text = secret.text, text.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(text.dropFirst(6))) else { return secret }
        return Secret(Array(bytes))
    }
}
