import Inventory
import Storage

/// One order: its lines, what they reserve, and how far its document has come.
struct OrderDetailPage: Page {
    static let template = "order"
    static let words = OrderDetailWords()

    struct Line: Sendable {
        var href: String
        var name: String
        var quantity: String
        var price: String
        var reservation: String
        var reservationMark: String
        /// What of it nobody had, and why.
        var oversold: [String]
        var products: [Product]
    }

    struct Product: Sendable {
        var href: String
        var id: String
        var pieces: String
    }

    struct Fact: Sendable {
        var name: String
        var value: String
    }

    var title: String
    var section: Section? { .orders }
    var id: String
    var status: String
    var statusMark: String
    var boughtAt: String
    var facts: [Fact]
    var lines: [Line]
    var document: [Fact]
    var correction: [Fact]
    var hasDocument: Bool
    var hasCorrection: Bool
    var notes: [Fact]
    var problems: [ProblemCard]
    var mayErase: Bool

    init(_ id: OrderID, desk: Desk, visit: Visit) async throws {
        guard let order = try await desk.store.orderView(id) else { throw PageFault.notFound }
        let voice = visit.voice
        title = voice(Words(en: "Order of %@", pl: "Zamówienie z %@")).replacing("%@", with: voice.moment(order.boughtAt))
        self.id = order.id.text
        (status, statusMark) = (voice(order.status.name), order.status.mark)
        boughtAt = voice.moment(order.boughtAt)
        facts = Self.facts(order, voice)
        let oversold = Dictionary(grouping: try await desk.store.oversells(of: order.id), by: \.line)
        lines = order.lines.map { Line($0, oversold: oversold[$0.line.id] ?? [], voice) }
        let paper = try await desk.store.document(of: order.id, .document)
        let correctionPaper = try await desk.store.document(of: order.id, .correction)
        document = paper.map { Self.told($0, voice) } ?? []
        correction = correctionPaper.map { Self.told($0, voice) } ?? []
        (hasDocument, hasCorrection) = (paper != nil, correctionPaper != nil)
        notes = try await desk.store.orderNotes(of: order.id).map { Fact(name: voice.moment($0.at), value: voice($0.what)) }
        problems = try await desk.store.problems(of: order.id.text).map { ProblemCard($0, mayAct: visit.may(.operator), voice) }
        mayErase = visit.may(.admin) && order.buyer != nil
    }

    private static func facts(_ order: OrderView, _ voice: Voice) -> [Fact] {
        func fact(_ name: Words, _ value: String?) -> Fact? { value.flatMap { $0.isEmpty ? nil : Fact(name: voice(name), value: $0) } }
        let buyer = order.buyer
        return [
            fact(Words(en: "Account", pl: "Konto"), order.account.text),
            fact(Words(en: "Buyer", pl: "Kupujący"), buyer.map { [$0.firstName, $0.lastName].joined(separator: " ") }),
            fact(Words(en: "Company", pl: "Firma"), buyer?.companyName), fact(Words(en: "Login", pl: "Login"), buyer?.login),
            fact(Words(en: "E-mail", pl: "E-mail"), buyer?.email), fact(Words(en: "Phone", pl: "Telefon"), buyer?.phone),
            fact(
                Words(en: "Address", pl: "Adres"), buyer?.address.map { "\($0.street), \($0.zip) \($0.city), \($0.country)" }),
            fact(Words(en: "Total", pl: "Razem"), order.total.map(voice.money)),
        ].compactMap(\.self)
    }

    private static func told(_ paper: OrderDocument, _ voice: Voice) -> [Fact] {
        func fact(_ name: Words, _ value: String?) -> Fact? { value.map { Fact(name: voice(name), value: $0) } }
        return [
            fact(Words(en: "State", pl: "Stan"), "\(voice(paper.state.name)), \(voice.age(paper.since))"),
            fact(Words(en: "Kind", pl: "Rodzaj"), paper.kind.map { voice($0.name) }),
            fact(Words(en: "Number", pl: "Numer"), paper.number), fact(Words(en: "Total", pl: "Razem"), paper.total.map(voice.money)),
            fact(Words(en: "KSeF number", pl: "Numer KSeF"), paper.ksefNumber),
            fact(Words(en: "With the buyer since", pl: "U kupującego od"), paper.uploadedAt.map(voice.moment)),
            fact(Words(en: "Next step", pl: "Następny krok"), paper.dueAt.map(voice.moment)),
            fact(Words(en: "Last difficulty", pl: "Ostatnia trudność"), paper.fault),
        ].compactMap(\.self)
    }
}

extension OrderDetailPage.Line {
    init(_ view: OrderLineView, oversold: [Oversell], _ voice: Voice) {
        href = Place.offer(view.line.offer)
        name = view.line.offerName.isEmpty ? view.line.offer.text : view.line.offerName
        quantity = voice.number(view.line.quantity)
        price = view.line.price.map(voice.money) ?? ""
        reservation = voice(view.reservation.name)
        reservationMark = view.reservation == .open ? "open" : view.reservation == .closed ? "on" : "off"
        self.oversold = oversold.map {
            voice(Words(en: "%1 of product %2 sold without stock: %3", pl: "%1 produktu %2 bez pokrycia: %3"))
                .replacing("%1", with: voice.count($0.pieces, .pieces)).replacing("%2", with: $0.product.text)
                .replacing("%3", with: voice($0.cause.name))
        }
        products = view.holdings.map {
            .init(href: Place.product($0.product), id: $0.product.text, pieces: voice.count($0.pieces, .pieces))
        }
    }
}

struct OrderDetailWords: Sendable {
    let back = Words(en: "All orders", pl: "Wszystkie zamówienia")
    let lines = Words(en: "Lines", pl: "Pozycje")
    let offer = Words(en: "Offer", pl: "Oferta")
    let quantity = Words(en: "Quantity", pl: "Ilość")
    let price = Words(en: "Price", pl: "Cena")
    let reservation = Words(en: "Stock", pl: "Stan magazynowy")
    let product = Words(en: "Product", pl: "Produkt")
    let document = Words(en: "Sales document", pl: "Dokument sprzedaży")
    let correction = Words(en: "Correction", pl: "Faktura korygująca")
    let noDocument = Words(en: "No document is on its way.", pl: "Żaden dokument nie jest w drodze.")
    let problems = Words(en: "Problems of this order", pl: "Problemy tego zamówienia")
    let notes = Words(en: "What happened to it", pl: "Co się z nim działo")
    let facts = Words(en: "Order and buyer", pl: "Zamówienie i kupujący")
    let erase = Words(en: "Erase the buyer's data", pl: "Usuń dane kupującego")
    let eraseLead = Words(
        en: "Removes name, address and contact of this order from Stockgate for good. What accounting needs stays in wFirma.",
        pl: "Trwale usuwa ze Stockgate nazwisko, adres i kontakt z tego zamówienia. To, czego wymaga księgowość, zostaje w wFirmie.")
}
