import Inventory

extension Store {
    /// All settings as they stand.
    public func settings() async throws -> Settings {
        try await read(Self.settings)
    }

    /// Whether nothing may be sent now: everything is frozen (R49), or another program still does the work.
    public func isFrozen() async throws -> Bool { try await read(Self.isFrozen) }

    /// The same inside a transaction.
    static func isFrozen(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT frozen = 1 OR shadow_since IS NOT NULL FROM settings")) ?? false
    }

    /// Changes settings in one transaction and returns what they now are. What `change` throws changes nothing and is thrown on.
    @discardableResult
    public func updateSettings(_ change: @Sendable @escaping (inout Settings) throws -> Void) async throws -> Settings {
        try await write { db in
            var settings = try Self.settings(db)
            try change(&settings)
            try Self.keep(settings, db)
            return settings
        }
    }

    /// The same inside a transaction.
    static func settings(_ db: Database) throws -> Settings {
        var settings = Settings()
        if let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT fetch_orders, issue_invoices, frozen FROM settings")) {
            settings.fetchOrders = row["fetch_orders"]
            settings.issueInvoices = row["issue_invoices"]
            settings.frozen = row["frozen"]
        }
        let accounts = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT account, start_date, document, document_delay, document_status FROM account_settings"))
        while let row = try accounts.next() {
            var account = AccountSettings()
            account.startDate = (row["start_date"] as String?).flatMap(CalendarDate.init)
            account.document = try value(row, "document")
            account.documentDelay = .microseconds(row["document_delay"] as Int64)
            account.documentStatus = (row["document_status"] as String?).flatMap(DocumentStatus.init(rawValue:))
            settings.accounts[AccountName(row["account"])] = account
        }
        return settings
    }

    static func keep(_ settings: Settings, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE settings SET fetch_orders = ?, issue_invoices = ?, frozen = ?",
            arguments: [settings.fetchOrders, settings.issueInvoices, settings.frozen])
        // Who switches one on again has thought better of leaving: what is still given back freezes nothing any more (R45).
        if settings.fetchOrders || settings.issueInvoices { try db.execute(sql: "UPDATE settings SET is_leaving = 0") }
        try db.execute(sql: "DELETE FROM account_settings")
        for (account, chosen) in settings.accounts {
            try db.execute(
                sql: "INSERT INTO account_settings (account, start_date, document, document_delay, document_status) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    account.text, chosen.startDate?.description, chosen.document.rawValue, chosen.documentDelay.wholeMicroseconds,
                    chosen.documentStatus?.rawValue,
                ])
        }
    }
}
