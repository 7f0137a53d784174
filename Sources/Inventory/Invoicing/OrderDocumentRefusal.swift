/// Why no document is issued for an order until a person has acted.
public enum OrderDocumentRefusal: Error, Sendable, Equatable {
    /// Goods of which no piece is there (R20).
    case withoutStock(goods: [String])
    /// No warehouse that may release holds every line; each text says of one good what is wanted and where its pieces lie (R40).
    case stockElsewhere(goods: [Words])
    /// The one warehouse that documents are issued from does not hold every line; the texts are those of the case above (R40).
    case stockOutsideReleaseWarehouse(name: String, goods: [Words])
    /// The one warehouse that documents are issued from is not among those that count, or is none of wFirma's.
    case releaseWarehouseNotCounted(id: String)
    /// The offer is linked to no product.
    case unlinked(offer: String)
    /// The good has no VAT rate in wFirma, or is not there.
    case unknownVAT(good: String)
    /// The buyer's country, for which no VAT is configured (R43).
    case foreignVAT(country: String)
    /// Allegro states another rate for the line than wFirma does for the good.
    case otherRate(good: String, stated: String, known: String)
    /// Lines and delivery are not what the buyer pays (R43).
    case totalDiffers(lines: Money, order: Money)
    /// Allegro states no price, no total or several currencies.
    case noPrice
    case badTaxNumber(String)
    /// The order's personal data were erased or never read.
    case noBuyer
    case noAddress
}

extension OrderDocumentRefusal {
    /// True where goods are missing: once they are back, the same document can be issued.
    public var isWantOfStock: Bool {
        switch self {
        case .withoutStock, .stockElsewhere, .stockOutsideReleaseWarehouse: true
        case .releaseWarehouseNotCounted, .unlinked, .unknownVAT, .foreignVAT, .otherRate, .totalDiffers, .noPrice, .badTaxNumber, .noBuyer,
            .noAddress:
            false
        }
    }

    /// For the list of problems.
    public var words: Words {
        switch self {
        case .withoutStock(let goods):
            Words(en: "no piece in stock: \(goods.joined(separator: ", "))", pl: "brak na stanie: \(goods.joined(separator: ", "))")
        case .stockElsewhere(let goods):
            Words(
                en: "no single warehouse holds every line: " + goods.map(\.en).joined(separator: "; "),
                pl: "żaden magazyn nie ma wszystkich pozycji: " + goods.map(\.pl).joined(separator: "; "))
        case .stockOutsideReleaseWarehouse(let name, let goods):
            Words(
                en: "the warehouse \(name), the only one that documents are issued from, does not hold every line: "
                    + goods.map(\.en).joined(separator: "; "),
                pl: "magazyn \(name), jedyny, z którego wystawiane są dokumenty, nie ma wszystkich pozycji: "
                    + goods.map(\.pl).joined(separator: "; "))
        case .releaseWarehouseNotCounted(let id):
            Words(
                en: "documents are to be issued from the warehouse \(id) alone (wfirma.release_warehouse), which does not count or is not in wFirma",
                pl: "dokumenty mają być wystawiane tylko z magazynu \(id) (wfirma.release_warehouse), który nie jest liczony albo nie ma go w wFirmie"
            )
        case .unlinked(let offer): Words(en: "the offer \(offer) is linked to no product", pl: "oferta \(offer) nie jest powiązana z produktem")
        case .unknownVAT(let good): Words(en: "wFirma tells no VAT rate of \(good)", pl: "w wFirmie brak stawki VAT dla: \(good)")
        case .foreignVAT(let country):
            Words(
                en: "the buyer's country is \(country), for which no VAT is configured",
                pl: "kraj kupującego to \(country), dla którego nie skonfigurowano VAT")
        case .otherRate(let good, let stated, let known):
            Words(
                en: "Allegro states VAT \(stated) for \(good), wFirma \(known)", pl: "Allegro podaje VAT \(stated) dla \(good), a wFirma \(known)")
        case .totalDiffers(let lines, let order):
            Words(
                en: "lines and delivery make \(lines), the buyer pays \(order)", pl: "pozycje z dostawą dają \(lines), a kupujący płaci \(order)")
        case .noPrice:
            Words(en: "Allegro states no price in one currency for every line", pl: "Allegro nie podaje ceny każdej pozycji w jednej walucie")
        case .badTaxNumber:
            // Not the number itself: it may be a person's, and words outlive the buyer's data (R46).
            Words(en: "the buyer's tax number is no NIP", pl: "numer podany przez kupującego nie jest NIP-em")
        case .noBuyer: Words(en: "the order's personal data are not there", pl: "brak danych kupującego w zamówieniu")
        case .noAddress: Words(en: "the order states no address for the document", pl: "zamówienie nie zawiera adresu do dokumentu")
        }
    }
}
