import CurlClient
import Foundation
import OpenSSLCrypto

/// Whether those who are told of problems are reached. Nothing is sent to them.
enum NotificationCheck {
    struct Facts: Sendable {
        /// `notifications.email` or `notifications.webhook`.
        let key: String
        /// The server, without a path: that may be a secret.
        let server: String
        /// Why it is not reached; nil where it is.
        let fault: ExchangeError?
    }

    static func judge(_ channels: [Facts]) -> [Finding] {
        channels.map { channel in
            guard let fault = channel.fault else { return .ok(.notifications, "\(channel.server) is reached (\(channel.key))") }
            return .fail(
                .notifications, .unavailable, "nobody is told of problems by \(channel.server) (\(channel.key)): \(fault)",
                "look at the address, ca_file, the user with its password, and the firewall (that port outwards)")
        }
    }

    /// Connects to each; signs in where a user is named. A webhook's receiver is asked for the heads of an answer, whatever that is.
    static func gather(_ notifications: Notifications) async -> [Facts] {
        var channels: [Facts] = []
        if let mail = notifications.email {
            let server = MailServer(url: mail.server, caFile: mail.caFile, user: mail.user)
            channels.append(
                Facts(
                    key: "notifications.email", server: mail.server,
                    fault: await fault { () throws(ExchangeError) in try await server.greet(password: mail.password?.text) }))
        }
        if let webhook = notifications.webhook {
            let exchange = CurlExchange(CurlOptions(caFile: webhook.caFile))
            let request = ExchangeRequest(method: "HEAD", url: webhook.url, headers: [("User-Agent", "stockgate-doctor")])
            let address = URLComponents(string: webhook.url)
            let server = "https://\(address?.host ?? "")" + (address?.port.map { ":\($0)" } ?? "")
            channels.append(
                Facts(
                    key: "notifications.webhook", server: server,
                    fault: await fault { () throws(ExchangeError) in _ = try await exchange.send(request) }))
            await exchange.close()
        }
        return channels
    }

    private static func fault(_ act: () async throws(ExchangeError) -> Void) async -> ExchangeError? {
        do { try await act() } catch { return error }
        return nil
    }
}
