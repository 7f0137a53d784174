import Inventory
import Storage

extension Order.Status {
    var name: Words {
        switch self {
        case .bought: Words(en: "bought", pl: "kupione")
        case .filledIn: Words(en: "filled in, not paid", pl: "wypełnione, nieopłacone")
        case .ready: Words(en: "ready for processing", pl: "do realizacji")
        case .cancelled: Words(en: "cancelled", pl: "anulowane")
        }
    }

    /// The colour of its mark.
    var mark: String {
        switch self {
        case .bought, .filledIn: "open"
        case .ready: "on"
        case .cancelled: "cancelled"
        }
    }
}

extension OrderLineView.Reservation {
    var name: Words {
        switch self {
        case .open: Words(en: "sold, not released", pl: "sprzedane, niewydane")
        case .closed: Words(en: "released", pl: "wydane")
        case .freed: Words(en: "cancelled", pl: "anulowane")
        case .none: Words(en: "holds nothing", pl: "nic nie rezerwuje")
        }
    }
}

extension OrderDocument.State {
    /// How far the document has come, as a person would say it.
    var name: Words {
        switch self {
        case .wanted, .lookedUp: Words(en: "to be issued", pl: "do wystawienia")
        case .adding, .unknown: Words(en: "being issued", pl: "w trakcie wystawiania")
        case .added, .verified: Words(en: "issued, being checked", pl: "wystawiony, sprawdzany")
        case .final: Words(en: "issued; its PDF follows", pl: "wystawiony; PDF w drodze")
        case .pdfFetched, .declared: Words(en: "PDF on its way to the buyer", pl: "PDF w drodze do kupującego")
        case .uploaded: Words(en: "PDF with Allegro, being scanned", pl: "PDF w Allegro, trwa skanowanie")
        case .accepted: Words(en: "the buyer has it", pl: "kupujący ma dokument")
        case .refused: Words(en: "not issued: see the problem", pl: "niewystawiony: zobacz problem")
        case .rejected: Words(en: "issued; Allegro took no PDF", pl: "wystawiony; Allegro nie przyjęło PDF")
        case .mismatched: Words(en: "issued, but differs from the order", pl: "wystawiony, ale niezgodny z zamówieniem")
        case .foreign: Words(en: "another program's", pl: "innego programu")
        case .cancelled: Words(en: "not issued: the order was cancelled", pl: "niewystawiony: zamówienie anulowano")
        case .none: Words(en: "none from Stockgate", pl: "bez dokumentu od Stockgate")
        }
    }
}

extension OrderDocumentKind {
    var name: Words {
        switch self {
        case .invoice: Words(en: "invoice", pl: "faktura")
        case .receipt: Words(en: "receipt", pl: "paragon")
        case .proof: Words(en: "proof of sale", pl: "dowód sprzedaży")
        }
    }
}
