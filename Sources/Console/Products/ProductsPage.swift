import Inventory
import Storage

/// "Produkty": what wFirma sells, with its numbers.
struct ProductsPage: Page {
    static let template = "products"
    static let words = ProductsWords()
    static let pageSize = 50

    struct Row: Sendable {
        var href: String
        var name: String
        var code: String
        var stock: String
        var reserved: String
        var available: String
        var offers: String
        var offersHref: String
    }

    var title: String
    var section: Section? { .products }
    var text: String
    var rows: [Row]
    var isEmpty: Bool
    var later: String?

    init(_ asked: FormFields, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        let products = try await desk.store.products(
            text: asked["q"], after: asked["after"].map { ProductID($0) }, limit: Self.pageSize + 1)
        title = voice(Section.products.name)
        text = asked["q"] ?? ""
        rows = products.prefix(Self.pageSize).map { product in
            Row(
                href: Place.product(product.product.id), name: product.product.name, code: product.product.code,
                stock: product.availability.stock.map(voice.amount) ?? "?", reserved: voice.number(product.availability.reserved),
                available: product.availability.available.map(voice.number) ?? "?", offers: voice.count(product.offers.count, .offers),
                offersHref: Section.offers.rawValue + query(["product": product.product.id.text]))
        }
        isEmpty = rows.isEmpty
        later =
            products.count > Self.pageSize
            ? products.dropLast().last.map { Section.products.rawValue + query(["q": asked["q"], "after": $0.product.id.text]) } : nil
    }
}

struct ProductsWords: Sendable {
    let search = Words(en: "Search by name, code, EAN", pl: "Szukaj po nazwie, kodzie, EAN")
    let filter = Words(en: "Show", pl: "Pokaż")
    let product = Words(en: "Product", pl: "Produkt")
    let code = Words(en: "Code", pl: "Kod")
    let stock = Words(en: "Stock", pl: "Stan")
    let reserved = Words(en: "Sold, not released", pl: "Sprzedane, niewydane")
    let available = Words(en: "Available", pl: "Dostępne")
    let offers = Words(en: "Offers", pl: "Oferty")
    let none = Words(en: "No product matches.", pl: "Żaden produkt nie pasuje.")
    let later = Words(en: "Later", pl: "Dalsze")
    let pages = Words(en: "Pages", pl: "Strony")
}
