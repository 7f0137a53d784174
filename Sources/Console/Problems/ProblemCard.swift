import Inventory
import Storage

/// One problem with what settles it, wherever it is shown.
struct ProblemCard: Sendable {
    struct Action: Sendable {
        var name: String
        var text: String
        var isMain: Bool
    }

    var id: String
    var kind: String
    var what: String
    var why: String
    var since: String
    var sinceExactly: String
    var subject: String
    var href: String?
    var actions: [Action]

    init(_ problem: OpenProblem, mayAct: Bool, _ voice: Voice) {
        id = String(problem.id)
        kind = voice(problem.kind.name)
        (what, why) = (voice(problem.what), voice(problem.why))
        (since, sinceExactly) = (voice.age(problem.since), voice.moment(problem.since))
        (subject, href) = (problem.subject, problem.place)
        let first = problem.actions.first
        actions = mayAct ? problem.actions.map { Action(name: $0.rawValue, text: voice($0.name), isMain: $0 == first && $0 != .dismiss) } : []
    }
}

extension OpenProblem {
    /// The page of what it is about; nil where there is none.
    fileprivate var place: String? {
        switch kind {
        case .commandRefused, .commandUnconfirmed, .republishRefused, .foreignHand, .setIncomplete, .fulfilledByAllegro, .endedUnknown, .archivedSoon:
            Place.offer(OfferID(subject))
        case .brake: "/offers?problem=1"
        case .deadDelivery: Place.delivery(DeliveryID(subject))
        case .invoiceRefused, .correctionRefused, .orderWithoutStock, .orderCancelledAfterInvoice, .reservationLeftOver, .foreignDocument,
            .documentMismatch, .totalChanged, .releaseMissing, .orderBeforeStart:
            Place.order(OrderID(subject))
        case .authorisationExpired, .renewalFailing, .accountNotConfigured, .startDateMoved, .webhookSilent, .newWarehouse, .choicesUnreadable:
            Section.settings.rawValue
        case .comparisonFailing: nil
        }
    }
}

extension OpenProblem.Kind {
    var name: Words {
        switch self {
        case .commandRefused: Words(en: "Allegro refused", pl: "Allegro odmówiło")
        case .commandUnconfirmed: Words(en: "Change not confirmed", pl: "Zmiana niepotwierdzona")
        case .republishRefused: Words(en: "Allegro's own relisting", pl: "Ponowne wystawianie przez Allegro")
        case .foreignHand: Words(en: "Change outside Stockgate", pl: "Zmiana spoza Stockgate")
        case .brake: Words(en: "Brake on mass ends", pl: "Blokada masowego kończenia")
        case .deadDelivery: Words(en: "Notification that cannot be read", pl: "Nieczytelne powiadomienie")
        case .invoiceRefused: Words(en: "Document not issued", pl: "Dokument sprzedaży niewystawiony")
        case .correctionRefused: Words(en: "Correction not issued", pl: "Faktura korygująca niewystawiona")
        case .orderWithoutStock: Words(en: "Order without stock", pl: "Zamówienie bez stanu")
        case .orderCancelledAfterInvoice: Words(en: "Cancelled after its document", pl: "Anulowane po wystawieniu dokumentu")
        case .reservationLeftOver: Words(en: "Sold, not released for long", pl: "Sprzedane, długo niewydane")
        case .webhookSilent: Words(en: "wFirma is silent", pl: "wFirma milczy")
        case .authorisationExpired: Words(en: "Allegro account disconnected", pl: "Konto Allegro odłączone")
        case .renewalFailing: Words(en: "Allegro access not renewed", pl: "Dostęp do Allegro nieodnowiony")
        case .foreignDocument: Words(en: "Another program's document", pl: "Dokument innego programu")
        case .setIncomplete: Words(en: "Incomplete set", pl: "Niepełny zestaw")
        case .fulfilledByAllegro: Words(en: "Goods at Allegro", pl: "Towar w magazynie Allegro")
        case .accountNotConfigured: Words(en: "Account not configured", pl: "Konto poza konfiguracją")
        case .documentMismatch: Words(en: "Document differs from its order", pl: "Dokument niezgodny z zamówieniem")
        case .totalChanged: Words(en: "Total changed after the document", pl: "Inna kwota niż na dokumencie")
        case .releaseMissing: Words(en: "Document without a release", pl: "Dokument bez wydania z magazynu")
        case .endedUnknown: Words(en: "Nobody knows who ended it", pl: "Nie wiadomo, kto zakończył")
        case .orderBeforeStart: Words(en: "Order from before the start", pl: "Zamówienie sprzed startu")
        case .startDateMoved: Words(en: "Start date moved back", pl: "Wcześniejsza data startu")
        case .newWarehouse: Words(en: "New warehouse", pl: "Nowy magazyn")
        case .archivedSoon: Words(en: "To be archived soon", pl: "Wkrótce do archiwum")
        case .comparisonFailing: Words(en: "Cannot be compared", pl: "Nie daje się porównać")
        case .choicesUnreadable: Words(en: "Choices file cannot be read", pl: "Nieczytelny plik ustawień sklepu")
        }
    }
}

extension OpenProblem.Action {
    var name: Words {
        switch self {
        case .retry: Words(en: "Try again", pl: "Spróbuj ponownie")
        case .dismiss: Words(en: "Dismiss", pl: "Odłóż")
        case .release: Words(en: "Let the offers end", pl: "Pozwól zakończyć oferty")
        case .drop: Words(en: "Keep them listed", pl: "Zostaw wystawione")
        case .issueInvoice: Words(en: "Issue the document", pl: "Wystaw dokument sprzedaży")
        case .issueCorrection: Words(en: "Issue the correction", pl: "Wystaw fakturę korygującą")
        case .match: Words(en: "Match the proposed document", pl: "Dopasuj proponowany dokument")
        case .free: Words(en: "Hold it no longer", pl: "Zwolnij rezerwację")
        case .resume: Words(en: "Resume the offer", pl: "Wznów ofertę")
        }
    }
}
