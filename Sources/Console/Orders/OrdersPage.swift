import Inventory
import Storage

/// "Zamówienia": orders, the newest first.
struct OrdersPage: Page {
    static let template = "orders"
    static let words = OrdersWords()
    static let pageSize = 50

    struct Row: Sendable {
        var href: String
        var id: String
        var boughtAt: String
        var age: String
        var buyer: String
        var lines: [String]
        var total: String
        var status: String
        var statusMark: String
        var isHeld: Bool
        var document: String?
        var account: String
    }

    var title: String
    var section: Section? { .orders }
    var statuses: [OffersPage.Choice]
    var accounts: [OffersPage.Choice]
    var hasAccounts: Bool
    var rows: [Row]
    var isEmpty: Bool
    var later: String?

    init(_ asked: FormFields, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        var filter = OrderFilter()
        filter.status = asked.choice("status")
        filter.account = asked["account"].map { AccountName($0) }
        let orders = try await desk.store.orders(filter, after: asked["after"].flatMap { OrderCursor($0) }, limit: Self.pageSize + 1)
        title = voice(Section.orders.name)
        let any = OffersPage.Choice(value: "", text: voice(Words(en: "all", pl: "wszystkie")), isChosen: false)
        statuses = [any] + Order.Status.allCases.map { .init(value: $0.rawValue, text: voice($0.name), isChosen: $0 == filter.status) }
        accounts = [any] + desk.accounts.map { .init(value: $0.text, text: $0.text, isChosen: $0 == filter.account) }
        hasAccounts = desk.accounts.count > 1
        rows = orders.prefix(Self.pageSize).map { Row($0, isOneAccount: desk.accounts.count < 2, voice) }
        isEmpty = rows.isEmpty
        later =
            orders.count > Self.pageSize
            ? orders.dropLast().last.map {
                Section.orders.rawValue
                    + query(["status": filter.status?.rawValue, "account": filter.account?.text, "after": $0.cursor.description])
            } : nil
    }
}

extension OrdersPage.Row {
    init(_ order: OrderView, isOneAccount: Bool, _ voice: Voice) {
        (href, id) = (Place.order(order.id), order.id.text)
        (boughtAt, age) = (voice.moment(order.boughtAt), voice.age(order.boughtAt))
        buyer = order.buyer.map { $0.companyName ?? [$0.firstName, $0.lastName].filter { !$0.isEmpty }.joined(separator: " ") } ?? "–"
        lines = order.lines.map { "\(voice.number($0.line.quantity)) × \($0.line.offerName)" }
        total = order.total.map(voice.money) ?? ""
        (status, statusMark) = (voice(order.status.name), order.status.mark)
        isHeld = order.lines.contains { $0.reservation == .open }
        document = order.invoice.map { $0.number ?? $0.id }
        account = isOneAccount ? "" : order.account.text
    }
}

struct OrdersWords: Sendable {
    let status = Words(en: "Status", pl: "Status")
    let account = Words(en: "Account", pl: "Konto")
    let filter = Words(en: "Show", pl: "Pokaż")
    let bought = Words(en: "Bought", pl: "Kupione")
    let buyer = Words(en: "Buyer", pl: "Kupujący")
    let lines = Words(en: "What", pl: "Co")
    let total = Words(en: "Total", pl: "Razem")
    let document = Words(en: "Document", pl: "Dokument sprzedaży")
    let held = Words(en: "sold, not released", pl: "sprzedane, niewydane")
    let none = Words(
        en: "No orders here. They come by themselves once fetching is on in Settings.",
        pl: "Brak zamówień. Pojawią się same, gdy w Ustawieniach włączysz ich pobieranie.")
    let later = Words(en: "Earlier ones", pl: "Wcześniejsze")
    let pages = Words(en: "Pages", pl: "Strony")
}
