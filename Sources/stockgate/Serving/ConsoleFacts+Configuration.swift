import Console
import OpenSSLCrypto

extension ConsoleFacts {
    /// What of the configuration a shop owner wants to see; no secret but the path that a webhook's address holds.
    init(_ configuration: GatewayConfiguration) {
        let base = configuration.publicListener.url ?? "https://…"
        let webhooks = configuration.sources.map { source in
            let path = source.pathSecret?.text.map { "/\($0)" } ?? ""
            let ways = [
                ("signature", !source.signingSecrets.isEmpty), ("key", !source.webhookKeys.isEmpty), ("path", source.pathSecret != nil),
                ("certificate", !source.clientCertificates.isEmpty),
            ]
            return Webhook(
                source: source.name, url: "\(base)/webhooks/\(source.name)\(path)", isPathSecret: source.pathSecret != nil,
                knownBy: ways.filter(\.1).map(\.0))
        }
        let safety = configuration.safety
        let limits: [(String, String)] = [
            ("brake_share", "\(Int((safety.brakeShare * 100).rounded()))%"), ("brake_products", "\(safety.brakeProducts)"),
            ("brake_window", safety.brakeWindow.told), ("foreign_hand_repairs", "\(safety.foreignHandRepairs)"),
            ("command_tries", "\(safety.commandTries)"), ("command_patience", safety.commandPatience.told),
            ("silent_changes", "\(safety.silentChanges)"), ("second_look", safety.secondLook.told), ("contradiction", safety.contradiction.told),
            ("park_limit", safety.parkLimit.told), ("reservation_age", safety.reservationAge.told),
        ]
        self.init(
            webhooks: webhooks, safety: limits.map { Limit(key: $0.0, value: $0.1) },
            warehouses: configuration.wfirma.warehouses?.joined(separator: ", ") ?? "all")
        showsPictures = configuration.privateListener.offerPictures
    }
}

extension Duration {
    /// In seconds, minutes, hours or days, whichever leaves no rest.
    fileprivate var told: String {
        let (seconds, rest) = components
        guard rest == 0 else { return "\(self)" }
        for (unit, length) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)] where seconds > 0 && seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }
}
