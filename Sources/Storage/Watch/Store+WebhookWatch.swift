public import Inventory

/// When wFirma's webhooks count as silent (R23).
public struct WebhookWatchRules: Sendable, Equatable {
    /// Changes in a row that a comparison found and no notice announced.
    public var silentChanges = 5
    /// How long a notice of the last of them may still be on its way.
    public var noticeDelay: Duration = .seconds(10)

    public init() {}
}

extension Store {
    /// wFirma or a relay sent something: its webhooks speak, and what they were silent about before no longer counts.
    public func noticesCame(at moment: Timestamp) async throws {
        let counts = try await read { db in try Int.fetchOne(db.cachedStatement(sql: "SELECT changes FROM webhook_watch")) ?? 0 }
        guard counts > 0 else { return }
        try await write { db in
            try db.execute(sql: "UPDATE webhook_watch SET changes = 0, enough_at = NULL")
            try Problems.settle(db, kind: .webhookSilent, subject: "wfirma", by: "over", at: moment)
        }
    }

    /// A comparison found changes that no notice had announced. Enough of them in a row, and still no notice a little later: wFirma switches a
    /// webhook off after ten failed deliveries and tells nobody, so a person is told.
    public func noticedBySilence(changes: Int, rules: WebhookWatchRules, at moment: Timestamp) async throws {
        let known = try await read { db in
            try Row.fetchOne(db.cachedStatement(sql: "SELECT changes, enough_at FROM webhook_watch"))
                .map { (changes: $0[0] as Int, enoughAt: ($0[1] as Int64?).map(Timestamp.init(microseconds:))) }
        }
        guard let known, known.changes + changes > 0 else { return }
        try await write { db in
            if changes > 0 {
                try db.execute(
                    sql: """
                        UPDATE webhook_watch SET changes = changes + ?1,
                            enough_at = CASE WHEN enough_at IS NULL AND changes + ?1 >= ?2 THEN ?3 ELSE enough_at END
                        """, arguments: [changes, rules.silentChanges, moment.microseconds])
            }
            guard let enoughAt = known.enoughAt, moment - enoughAt >= rules.noticeDelay else { return }
            try Problems.raise(
                db, kind: .webhookSilent, subject: "wfirma",
                what: Words(en: "wFirma's webhooks seem to be off", pl: "Webhooki wFirmy wydają się wyłączone"),
                why: Words(
                    en: "comparisons found \(known.changes + changes) changes of stock in a row that no webhook announced; after ten failed "
                        + "deliveries wFirma switches a webhook off without a word: look at Ustawienia » Inne » Webhooks",
                    pl: "porównania wykryły kolejno \(known.changes + changes) zmian stanu, o których nie powiadomił żaden webhook; po dziesięciu "
                        + "nieudanych dostawach wFirma wyłącza webhook bez ostrzeżenia: sprawdź Ustawienia » Inne » Webhooks"
                ), at: moment)
        }
    }
}
