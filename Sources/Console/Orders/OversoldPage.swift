import Inventory
import Storage

/// "Sprzedane bez pokrycia": the pieces of a month that were sold and that nobody had, each with its order and its cause.
struct OversoldPage: Page {
    static let template = "oversold"
    static let words = OversoldWords()
    static let rowLimit = 150

    static let noMonth = PageFault.unfit(Words(en: "Name a month such as 2026-11.", pl: "Podaj miesiąc, na przykład 2026-11."))

    struct Cause: Sendable {
        var name: String
        var value: String
    }

    struct Row: Sendable {
        var href: String
        var order: String
        var account: String
        var boughtAt: String
        var offer: String
        var offerHref: String
        var product: String
        var productHref: String
        var pieces: String
        var cause: String
        var status: String
        var statusMark: String
    }

    var title: String
    var section: Section? { .orders }
    var causes: [Cause]
    var rows: [Row]
    /// How many are not listed.
    var more: String?
    var isEmpty: Bool
    var earlier: String
    var earlierMonth: String
    var later: String?
    var laterMonth: String

    init(_ asked: FormFields, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        let current = CalendarMonth(inPoland: visit.at)
        guard let month = asked["month"] == nil ? current : asked["month"].flatMap({ CalendarMonth($0) }) else { throw Self.noMonth }
        let sold = try await desk.store.oversells(in: month, limit: Self.rowLimit)
        title = voice(Words(en: "Sold without stock in %@", pl: "Sprzedane bez pokrycia: %@")).replacing("%@", with: month.description)
        causes = Oversell.Cause.allCases.compactMap { cause in
            sold.pieces[cause].map { Cause(name: voice(cause.name), value: voice.number($0)) }
        }
        rows = sold.rows.map { Row($0, isOneAccount: desk.accounts.count < 2, voice) }
        isEmpty = rows.isEmpty
        more = sold.rows.count < Self.rowLimit ? nil : voice(Self.words.more)
        (earlier, earlierMonth) = (Place.oversold(month.previous), month.previous.description)
        later = current.flatMap { month < $0 ? Place.oversold(month.next) : nil }
        laterMonth = month.next.description
    }
}

extension OversoldPage.Row {
    init(_ row: OversellMonth.Row, isOneAccount: Bool, _ voice: Voice) {
        let oversell = row.oversell
        (href, order, account) = (Place.order(row.order), row.order.text, isOneAccount ? "" : row.account.text)
        boughtAt = voice.moment(oversell.boughtAt)
        (offer, offerHref) = (row.offerName.isEmpty ? oversell.offer.text : row.offerName, Place.offer(oversell.offer))
        (product, productHref) = (row.productName.isEmpty ? oversell.product.text : row.productName, Place.product(oversell.product))
        (pieces, cause) = (voice.number(oversell.pieces), voice(oversell.cause.name))
        (status, statusMark) = (voice(row.orderStatus.name), row.orderStatus.mark)
    }
}

struct OversoldWords: Sendable {
    let back = Words(en: "All orders", pl: "Wszystkie zamówienia")
    let lead = Words(
        en: "What buyers bought and nobody had when the sale became known, by the day of the sale.",
        pl: "To, co kupiono, a czego nikt nie miał w chwili, gdy sprzedaż stała się znana; według dnia sprzedaży.")
    let none = Words(en: "Nothing was sold without stock in this month.", pl: "W tym miesiącu niczego nie sprzedano bez pokrycia.")
    let bought = Words(en: "Bought", pl: "Kupione")
    let offer = Words(en: "Offer", pl: "Oferta")
    let product = Words(en: "Product", pl: "Produkt")
    let pieces = Words(en: "Pieces", pl: "Sztuki")
    let cause = Words(en: "Why", pl: "Dlaczego")
    let status = Words(en: "Order", pl: "Zamówienie")
    let more = Words(
        en: "Only the last ones are listed; stockgate oversold tells more.", pl: "Na liście są tylko ostatnie; więcej podaje stockgate oversold.")
    let pages = Words(en: "Months", pl: "Miesiące")
}
