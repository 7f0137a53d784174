import HTTPTypes
import Inventory
import Listener
import Payload
import Storage

/// What a PATCH of the settings asks for; what it leaves out stays as it is.
struct SettingsWish: Sendable {
    static let fields: Set = ["fetch_orders", "issue_invoices", "frozen", "accounts", "disable_sync"]

    private struct Account: Sendable {
        var startDate: CalendarDate??
        var document: OrderDocumentChoice?
        var delay: Duration?
        var status: DocumentStatus??
    }

    /// Switches sync off where a switch that it needs goes off (R16).
    let disablesSync: Bool
    private let fetchOrders: Bool?
    private let issueInvoices: Bool?
    private let frozen: Bool?
    private var accounts: [AccountName: Account] = [:]

    /// - Parameter known: the configured accounts; no other has settings.
    init(_ body: PayloadObject, known: Set<AccountName>) throws {
        fetchOrders = try body.flag("fetch_orders")
        issueInvoices = try body.flag("issue_invoices")
        frozen = try body.flag("frozen")
        disablesSync = try body.flag("disable_sync") ?? false
        guard let listed = body["accounts"] else { return }
        guard case .object(let named) = listed else { throw body.unfit("accounts", "an object with an account's name for each key") }
        for field in named.fields {
            let place = "/accounts/\(pointerStep(field.key))"
            guard known.contains(AccountName(field.key)) else {
                throw Problem(status: .unprocessableContent, detail: "there is no account \(printable(field.key, limit: 64))", pointer: place)
            }
            accounts[AccountName(field.key)] = try Self.account(field.value, at: place)
        }
    }

    func apply(to settings: inout Settings) {
        settings.fetchOrders = fetchOrders ?? settings.fetchOrders
        settings.issueInvoices = issueInvoices ?? settings.issueInvoices
        settings.frozen = frozen ?? settings.frozen
        for (name, wish) in accounts {
            var account = settings.accounts[name] ?? AccountSettings()
            if let startDate = wish.startDate { account.startDate = startDate }
            account.document = wish.document ?? account.document
            account.documentDelay = wish.delay ?? account.documentDelay
            if let status = wish.status { account.documentStatus = status }
            settings.accounts[name] = account
        }
    }

    private static func account(_ value: PayloadValue, at place: String) throws -> Account {
        guard case .object(let fields) = value else {
            throw Problem(status: .unprocessableContent, detail: "an object is expected", pointer: place)
        }
        try fields.allow(["start_date", "document", "document_delay", "document_status"], at: place)
        var account = Account()
        switch fields["start_date"] {
        case nil: break
        case .null?: account.startDate = .some(nil)
        case let value?:
            guard case .string(let text) = value, let date = CalendarDate(text) else {
                throw fields.unfit("start_date", "a day such as 2026-11-01, or null", at: place)
            }
            account.startDate = .some(date)
        }
        if let value = fields["document"] {
            guard case .string(let text) = value, let document = OrderDocumentChoice(rawValue: text) else {
                throw fields.unfit("document", "one of \(OrderDocumentChoice.allCases.map(\.rawValue).joined(separator: ", "))", at: place)
            }
            account.document = document
        }
        if let value = fields["document_delay"] {
            guard case .string(let text) = value, let delay = Duration(brief: text) else {
                throw fields.unfit("document_delay", "a span such as 5m", at: place)
            }
            account.delay = delay
        }
        switch fields["document_status"] {
        case nil: break
        case .null?: account.status = .some(nil)
        case let value?:
            guard case .string(let text) = value, let status = DocumentStatus(rawValue: text) else {
                let statuses = DocumentStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw fields.unfit("document_status", "one of \(statuses), or null", at: place)
            }
            account.status = .some(status)
        }
        return account
    }
}

extension Settings {
    /// - Parameter known: the configured accounts; one that nobody has changed has the defaults.
    func payload(for known: Set<AccountName>) -> PayloadValue {
        let all = accounts.merging(known.map { ($0, AccountSettings()) }) { chosen, _ in chosen }
        return [
            "fetch_orders": .bool(fetchOrders), "issue_invoices": .bool(issueInvoices), "frozen": .bool(frozen),
            "accounts": .object(
                all.sorted { $0.key < $1.key }.reduce(into: [:]) { object, account in
                    object[account.key.text] = [
                        "start_date": .text(account.value.startDate?.description), "document": .string(account.value.document.rawValue),
                        "document_delay": .string(account.value.documentDelay.brief),
                        "document_status": .text(account.value.documentStatus?.rawValue),
                    ]
                }),
        ]
    }
}
