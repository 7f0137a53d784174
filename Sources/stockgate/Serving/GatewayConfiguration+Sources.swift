import Inventory
import Webhooks

extension GatewayConfiguration {
    /// The sources of every merchant, as the intake knows them.
    var allSources: [WebhookSource] {
        byMerchant.flatMap(\.sources).map { source in
            WebhookSource(
                name: source.name, kind: source.kind, account: source.account.map { AccountName($0) }, signingSecrets: source.signingSecrets,
                webhookKeys: source.webhookKeys, pathSecret: source.pathSecret, clientCertificates: source.clientCertificates,
                tolerance: source.tolerance, deliveriesPerSecond: source.deliveriesPerSecond)
        }
    }
}
