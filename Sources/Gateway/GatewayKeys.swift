public import Inventory
public import OpenSSLCrypto
public import WFirma

/// The secrets of the other sides that a running gateway takes anew.
public struct GatewayKeys: Sendable {
    /// Nil: as they are.
    public var wfirma: WFirmaKeys?
    /// By account: the application's secret at Allegro.
    public var clientSecrets: [AccountName: Secret]
    /// Of the mail server that problems are told by. Nil: as it is.
    public var mailPassword: Secret?
    /// What messages about problems are signed with: its own bytes.
    public var notificationKey: Secret?

    public init(wfirma: WFirmaKeys?, clientSecrets: [AccountName: Secret], mailPassword: Secret?, notificationKey: Secret?) {
        (self.wfirma, self.clientSecrets, self.mailPassword, self.notificationKey) = (wfirma, clientSecrets, mailPassword, notificationKey)
    }
}

extension Gateway {
    /// From now on every request carries these; what is under way is not disturbed.
    public func use(_ keys: GatewayKeys) {
        if let keys = keys.wfirma { wfirma.use(keys) }
        for keeper in keepers { if let secret = keys.clientSecrets[keeper.account] { keeper.use(clientSecret: secret) } }
        notifier?.use(password: keys.mailPassword, key: keys.notificationKey)
        wakeAll()
    }
}
