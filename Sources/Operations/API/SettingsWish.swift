import HTTPTypes
import Inventory
import Listener
import Payload
import Storage

/// What a PATCH of the settings asks for; what it leaves out stays as it is.
struct SettingsWish: Sendable {
    private struct Account: Sendable {
        var startDate: CalendarDate??
        var document: OrderDocumentChoice?
        var delay: Duration?
    }

    private var fetchOrders: Bool?
    private var issueInvoices: Bool?
    private var frozen: Bool?
    private var accounts: [AccountName: Account] = [:]

    init(_ body: PayloadObject) throws {
        fetchOrders = try body.flag("fetch_orders")
        issueInvoices = try body.flag("issue_invoices")
        frozen = try body.flag("frozen")
        guard let listed = body["accounts"] else { return }
        guard case .object(let named) = listed else { throw body.unfit("accounts", "an object with an account's name for each key") }
        for field in named.fields { accounts[AccountName(field.key)] = try Self.account(field.value, at: "/accounts/\(field.key)") }
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
            settings.accounts[name] = account
        }
    }

    private static func account(_ value: PayloadValue, at pointer: String) throws -> Account {
        func unfit(_ name: String, _ expected: String) -> Problem {
            Problem(status: .unprocessableContent, detail: "\(name) must be \(expected)", pointer: "\(pointer)/\(name)")
        }
        guard case .object(let fields) = value else {
            throw Problem(status: .unprocessableContent, detail: "an object is expected", pointer: pointer)
        }
        var account = Account()
        for field in fields.fields {
            switch (field.key, field.value) {
            case ("start_date", .null): account.startDate = .some(nil)
            case ("start_date", .string(let text)):
                guard let date = CalendarDate(text) else { throw unfit("start_date", "a day such as 2026-11-01") }
                account.startDate = .some(date)
            case ("document", .string(let text)):
                guard let document = OrderDocumentChoice(rawValue: text) else {
                    throw unfit("document", "one of \(OrderDocumentChoice.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                account.document = document
            case ("document_delay", .string(let text)):
                guard let delay = Duration(brief: text) else { throw unfit("document_delay", "a span such as 5m") }
                account.delay = delay
            case ("start_date", _), ("document", _), ("document_delay", _): throw unfit(field.key, "a text")
            default: throw Problem(status: .unprocessableContent, detail: "there is no field \(field.key)", pointer: "\(pointer)/\(field.key)")
            }
        }
        return account
    }
}

extension Settings {
    var payload: PayloadValue {
        [
            "fetch_orders": .bool(fetchOrders), "issue_invoices": .bool(issueInvoices), "frozen": .bool(frozen),
            "accounts": .object(
                accounts.sorted { $0.key < $1.key }.reduce(into: [:]) { object, account in
                    object[account.key.text] = [
                        "start_date": .text(account.value.startDate?.description), "document": .string(account.value.document.rawValue),
                        "document_delay": .string(account.value.documentDelay.brief),
                    ]
                }),
        ]
    }
}

extension Duration {
    private static let units: [(suffix: String, microseconds: Int64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("ms", 1000), ("m", 60_000_000), ("s", 1_000_000),
    ]

    /// Reads `250ms`, `10s`, `5m`, `2h`, `7d`.
    init?(brief text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }), let count = Int64(text.dropLast(unit.suffix.count)), count >= 0,
            count <= 1_000_000
        else { return nil }
        self = .microseconds(count * unit.microseconds)
    }

    /// Writes what ``init(brief:)`` reads, in the largest unit that leaves no rest.
    var brief: String {
        let whole = wholeMicroseconds
        let unit = Self.units.sorted { $0.microseconds > $1.microseconds }.first { whole != 0 && whole % $0.microseconds == 0 }
        return unit.map { "\(whole / $0.microseconds)\($0.suffix)" } ?? "\(whole / 1000)ms"
    }
}
