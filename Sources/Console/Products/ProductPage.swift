import Inventory
import Storage

/// "Produkt": stock by warehouse, what is sold and not released, its offers, and the ledger with its documents.
struct ProductDetailPage: Page {
    static let template = "product"
    static let words = ProductDetailWords()
    static let pageSize = 50
    static let reservationLimit = 50
    static let offerLimit = 50

    struct Warehouse: Sendable {
        var name: String
        var stock: String
        var isCounted: Bool
    }

    struct Reservation: Sendable {
        var href: String
        var order: String
        var pieces: String
        var since: String
    }

    struct Entry: Sendable {
        var at: String
        var what: String
        var warehouse: String
        var delta: String
        var isFall: Bool
    }

    var title: String
    var section: Section? { .products }
    var code: String
    var ean: String?
    var id: String
    var isGone: Bool
    var isDoubted: Bool
    var figures: [DeedPreviewPage.Figure]
    var warehouses: [Warehouse]
    var reservations: [Reservation]
    var reservationsMore: String?
    var offers: [OffersPage.Row]
    var offersHref: String
    var entries: [Entry]
    var later: String?

    init(_ id: ProductID, before: Int64?, desk: Desk, visit: Visit) async throws {
        guard let view = try await desk.store.product(id) else { throw PageFault.notFound }
        let voice = visit.voice
        let lines = try await desk.store.ledgerLines(of: id, before: before, limit: Self.pageSize + 1)
        let rows = try await desk.store.offerRows(Array(view.offers.prefix(Self.offerLimit)))
        (title, code, self.id) = (view.product.name, view.product.code, view.product.id.text)
        ean = view.product.ean.isEmpty ? nil : view.product.ean
        (isGone, isDoubted) = (view.availability.isGone, view.availability.isDoubted)
        figures = [
            (view.availability.stock.map(voice.amount) ?? "?", Words(en: "stock", pl: "stan")),
            (voice.number(view.availability.reserved), Words(en: "sold, not released", pl: "sprzedane, niewydane")),
            (view.availability.available.map(voice.number) ?? "?", Words(en: "available", pl: "dostępne")),
        ].map { DeedPreviewPage.Figure(value: $0.0, text: voice($0.1), isGrave: false) }
        warehouses = view.warehouses.map {
            Warehouse(
                name: $0.warehouse.name.isEmpty ? $0.warehouse.id.text : $0.warehouse.name, stock: voice.amount($0.stock),
                isCounted: $0.warehouse.isCounted)
        }
        reservations = view.reservations.prefix(Self.reservationLimit).map {
            Reservation(href: Place.order($0.order), order: $0.order.text, pieces: voice.count($0.pieces, .pieces), since: voice.moment($0.since))
        }
        let left = view.reservations.count - reservations.count
        reservationsMore = left > 0 ? voice(Words(en: "and %@ more", pl: "i jeszcze %@")).replacing("%@", with: voice.number(left)) : nil
        offers = rows.map { OffersPage.Row($0, isOneAccount: desk.accounts.count < 2, voice) }
        offersHref = Section.offers.rawValue + query(["product": id.text])
        entries = lines.prefix(Self.pageSize).map { Entry($0, voice) }
        later = lines.count > Self.pageSize ? lines.dropLast().last.map { Place.product(id) + "?before=\($0.sequence)" } : nil
    }
}

extension ProductDetailPage.Entry {
    init(_ line: LedgerLine, _ voice: Voice) {
        at = voice.exactMoment(line.at)
        let document = line.documentName ?? line.document?.text ?? ""
        what =
            switch line.cause {
            case "opening": voice(Words(en: "first reading", pl: "pierwszy odczyt"))
            case "document": document
            case "explained": voice(Words(en: "%@ (already in a reading)", pl: "%@ (ujęty już w odczycie)")).replacing("%@", with: document)
            case "notice": voice(Words(en: "stock notice", pl: "powiadomienie o stanie"))
            default: voice(Words(en: "reading", pl: "odczyt"))
            }
        warehouse = line.warehouse
        delta = voice.change(line.delta)
        isFall = line.delta < .zero
    }
}

struct ProductDetailWords: Sendable {
    let back = Words(en: "All products", pl: "Wszystkie produkty")
    let code = Words(en: "code", pl: "kod")
    let gone = Words(en: "wFirma no longer lists this product.", pl: "wFirma nie zna już tego produktu.")
    let doubted = Words(
        en: "The stock rests on a reading that nothing explains yet; it is being looked at again.",
        pl: "Stan opiera się na odczycie, którego nic jeszcze nie tłumaczy; trwa ponowne sprawdzanie.")
    let warehouses = Words(en: "Stock by warehouse", pl: "Stan w magazynach")
    let warehouse = Words(en: "Warehouse", pl: "Magazyn")
    let stock = Words(en: "Stock", pl: "Stan")
    let notCounted = Words(en: "does not count", pl: "nieliczony")
    let reservations = Words(en: "Sold, not released", pl: "Sprzedane, niewydane")
    let noReservations = Words(en: "Nothing is sold and waiting.", pl: "Nic nie czeka na wydanie.")
    let order = Words(en: "Order", pl: "Zamówienie")
    let pieces = Words(en: "Pieces", pl: "Sztuki")
    let since = Words(en: "Since", pl: "Od")
    let offers = Words(en: "Linked offers", pl: "Powiązane oferty")
    let offer = Words(en: "Offer", pl: "Oferta")
    let shown = Words(en: "On Allegro", pl: "Na Allegro")
    let status = Words(en: "Status", pl: "Status")
    let sync = Words(en: "Stock sync", pl: "Synchronizacja")
    let on = Words(en: "on", pl: "włączona")
    let off = Words(en: "off", pl: "wyłączona")
    let noOffers = Words(en: "No offer is linked with it.", pl: "Żadna oferta nie jest z nim powiązana.")
    let inList = Words(en: "Show them in the list, to act on all", pl: "Pokaż je na liście, aby działać na wszystkich")
    let ledger = Words(en: "What changed the stock", pl: "Co zmieniało stan")
    let when = Words(en: "When", pl: "Kiedy")
    let what = Words(en: "Document or reading", pl: "Dokument albo odczyt")
    let change = Words(en: "Change", pl: "Zmiana")
    let noEntries = Words(en: "Nothing yet.", pl: "Jeszcze nic.")
    let later = Words(en: "Earlier ones", pl: "Wcześniejsze")
    let pages = Words(en: "Pages", pl: "Strony")
}
