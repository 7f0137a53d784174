import Inventory
import Storage

/// Links of offers with products: what unlinked offers probably sell, and all links as a table to take out and put back.
struct LinksPage: Page {
    static let template = "links"
    static let words = LinksWords()
    static let pageSize = 50

    struct Proposal: Sendable {
        var offer: String
        var href: String
        var name: String
        var mark: String
        var product: String?
        var productHref: String?
        var productName: String
        /// What is sent back when it is taken.
        var choice: String?
        /// Why nothing is proposed.
        var refusal: String?
    }

    /// What became of one line of an import.
    struct Line: Sendable {
        var number: String
        var offer: String
        var text: String
        var isRefused: Bool
    }

    var title: String
    var section: Section? { .offers }
    var proposals: [Proposal]
    var isEmpty: Bool
    var later: String?
    var mayAct: Bool
    var table: String
    var lines: [Line]
    var lead: String?
    /// The lines were only looked at.
    var isChecked: Bool

    init(after: OfferID?, table: String = "", import report: LinkImport? = nil, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        let found = try await desk.store.linkProposals(after: after, limit: Self.pageSize + 1)
        title = voice(Words(en: "Links of offers with products", pl: "Powiązania ofert z produktami"))
        proposals = found.prefix(Self.pageSize).map { Proposal($0, voice) }
        isEmpty = proposals.isEmpty
        later = found.count > Self.pageSize ? found.dropLast().last.map { "/links" + query(["after": $0.proposal.offer.text]) } : nil
        mayAct = visit.may(.operator)
        self.table = table
        let told = report?.lines ?? []
        lines = told.prefix(500).map { line in
            Line(number: voice.number(line.number), offer: line.offer, text: voice(line.words), isRefused: line.isRefused)
        }
        isChecked = report?.isChecked ?? false
        lead = report.map { report in
            let refused = report.lines.count { $0.isRefused }
            let words =
                report.isChecked
                ? Words(
                    en: "%1 can be linked, %2 cannot. Nothing was changed yet.",
                    pl: "Da się powiązać: %1, nie da się: %2. Niczego jeszcze nie zmieniono.")
                : Words(en: "Linked: %1, refused: %2.", pl: "Powiązano: %1, odmówiono: %2.")
            return voice(words).replacing("%1", with: voice.number(report.lines.count - refused)).replacing("%2", with: voice.number(refused))
        }
    }
}

extension LinksPage.Proposal {
    init(_ found: OfferProposal, _ voice: Voice) {
        let proposal = found.proposal
        (offer, href, name) = (proposal.offer.text, Place.offer(proposal.offer), found.name)
        mark = found.externalID ?? "–"
        product = proposal.product?.product.text
        productHref = proposal.product.map { Place.product($0.product) }
        productName = proposal.product.flatMap { found.productNames[$0.product] } ?? ""
        choice = proposal.product.map { "\(proposal.offer.text) \($0.product.text)" }
        refusal = proposal.product == nil ? voice(Self.reason(proposal)) : nil
    }

    private static func reason(_ proposal: LinkProposal) -> Words {
        switch proposal.refusal {
        case .ambiguous:
            let names = proposal.candidates.map(\.product.text).joined(separator: ", ")
            return Words(en: "ambiguous: fits products \(names)", pl: "niejednoznaczne: pasuje do produktów \(names)")
        case .noMark: return Words(en: "the offer has no external id on Allegro", pl: "oferta nie ma sygnatury na Allegro")
        case .noProduct, nil: return Words(en: "no product has this code, EAN or number", pl: "żaden produkt nie ma takiego kodu, EAN ani numeru")
        }
    }
}

struct LinksWords: Sendable {
    let back = Words(en: "All offers", pl: "Wszystkie aukcje")
    let proposals = Words(en: "Proposals by external id", pl: "Propozycje według sygnatury")
    let lead = Words(
        en: "An offer whose external id on Allegro is a product's code, EAN or number in wFirma probably sells that product.",
        pl: "Oferta, której sygnatura na Allegro jest kodem, EAN albo numerem produktu w wFirmie, zapewne sprzedaje ten produkt.")
    let offer = Words(en: "Offer", pl: "Oferta")
    let externalID = Words(en: "External id", pl: "Sygnatura")
    let product = Words(en: "Product", pl: "Produkt")
    let take = Words(en: "Link the selected", pl: "Powiąż zaznaczone")
    let select = Words(en: "Select", pl: "Zaznacz")
    let selectPage = Words(en: "Select the page", pl: "Zaznacz stronę")
    let none = Words(en: "Every offer is linked.", pl: "Wszystkie oferty są powiązane.")
    let later = Words(en: "Later", pl: "Dalsze")
    let pages = Words(en: "Pages", pl: "Strony")
    let table = Words(en: "All links as a table", pl: "Wszystkie powiązania w tabeli")
    let export = Words(en: "Download as CSV", pl: "Pobierz jako CSV")
    let importing = Words(en: "Put a table in", pl: "Wczytaj tabelę")
    let importLead = Words(
        en: "Paste the rows: offer, product (code, EAN or number), pieces in the set, held back, at most. Several rows of one offer make a set.",
        pl:
            "Wklej wiersze: oferta, produkt (kod, EAN albo numer), sztuk w zestawie, nie wystawiaj ostatnich, pokazuj najwyżej. Kilka wierszy jednej oferty tworzy zestaw."
    )
    let rows = Words(en: "Rows", pl: "Wiersze")
    let check = Words(en: "Check", pl: "Sprawdź")
    let put = Words(en: "Link", pl: "Powiąż")
    let line = Words(en: "Row", pl: "Wiersz")
    let outcome = Words(en: "Outcome", pl: "Wynik")
}
