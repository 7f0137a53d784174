import Inventory
import Storage

extension OfferStatus {
    var name: Words {
        switch self {
        case .inactive: Words(en: "draft", pl: "szkic")
        case .activating: Words(en: "starting", pl: "uruchamiana")
        case .active: Words(en: "active", pl: "aktywna")
        case .ended: Words(en: "ended", pl: "zakończona")
        case .archived: Words(en: "archived", pl: "w archiwum")
        }
    }
}

extension EndCause {
    /// Who or what ended it.
    var name: Words {
        switch self {
        case .gateway: Words(en: "by Stockgate: no stock", pl: "przez Stockgate: brak stanu")
        case .pause: Words(en: "break", pl: "przerwa")
        case .hand: Words(en: "by a person", pl: "ręcznie")
        case .expired: Words(en: "its time ran out", pl: "minął czas oferty")
        case .moderation: Words(en: "by Allegro's moderation", pl: "przez moderację Allegro")
        case .detached: Words(en: "taken out of the catalogue", pl: "odłączona od katalogu")
        case .error: Words(en: "an error at Allegro", pl: "błąd po stronie Allegro")
        case .unknown: Words(en: "unknown", pl: "nie wiadomo przez kogo")
        case .soldOut: Words(en: "sold out", pl: "wyprzedana")
        }
    }
}

extension OfferFormat {
    var name: Words {
        switch self {
        case .buyNow: Words(en: "buy now", pl: "kup teraz")
        case .auction: Words(en: "auction", pl: "licytacja")
        case .advertisement: Words(en: "advertisement", pl: "ogłoszenie")
        }
    }
}

extension SwitchOutcome.Refusal {
    /// Why, and what helps.
    var name: Words {
        switch self {
        case .auction: Words(en: "an auction cannot be synchronised", pl: "licytacji nie można synchronizować")
        case .archived: Words(en: "it is archived", pl: "oferta jest w archiwum")
        case .advertisement: Words(en: "a classified advertisement cannot be synchronised", pl: "ogłoszenia nie można synchronizować")
        case .unlinked: Words(en: "it is not linked to a product; link it first", pl: "nie jest powiązana z produktem; najpierw ją powiąż")
        case .fulfilledByAllegro:
            Words(en: "its goods lie in Allegro's warehouse (One Fulfillment)", pl: "towar leży w magazynie Allegro (One Fulfillment)")
        case .setIncomplete:
            Words(en: "the stock of a product of this set is not known", pl: "nie jest znany stan jednego z produktów zestawu")
        case .unknownOffer: Words(en: "there is no such offer", pl: "nie ma takiej oferty")
        case .orderFetchOff:
            Words(
                en: "“Fetch orders from Allegro automatically” is off in Settings",
                pl: "w Ustawieniach wyłączone jest „Pobieraj zamówienia z Allegro automatycznie”")
        case .invoicingOff:
            Words(
                en: "“Issue documents for orders automatically” is off in Settings",
                pl: "w Ustawieniach wyłączone jest „Wystawiaj dokumenty do zamówień automatycznie”")
        case .productSynchronised:
            Words(
                en: "an offer of this product is synchronised: these switches are locked until its sync is off",
                pl: "oferta tego produktu jest synchronizowana: te przełączniki są zablokowane, dopóki nie wyłączysz jej synchronizacji")
        case .notSynchronised: Words(en: "it is not synchronised", pl: "nie jest synchronizowana")
        case .notActive: Words(en: "it does not run", pl: "nie jest aktywna")
        case .notEnded: Words(en: "it has not ended", pl: "nie jest zakończona")
        case .noStock: Words(en: "there is no stock to sell", pl: "nie ma czego sprzedawać: brak stanu")
        case .frozen: Words(en: "everything is frozen: it is done after the thaw", pl: "wszystko jest zamrożone: stanie się to po odmrożeniu")
        case .shadow: Words(en: "shadow mode: another program still acts on Allegro", pl: "tryb cienia: na Allegro działa jeszcze inny program")
        }
    }
}

extension OfferDeed {
    /// As the choice in a list: `Włącz synchronizację`.
    var name: Words {
        switch self {
        case .syncOn: Words(en: "Switch stock sync on", pl: "Włącz synchronizację stanu produktu")
        case .syncOff: Words(en: "Switch stock sync off", pl: "Wyłącz synchronizację stanu produktu")
        case .autoCloseOn: Words(en: "Switch auto-close on", pl: "Włącz automatyczne kończenie")
        case .autoCloseOff: Words(en: "Switch auto-close off", pl: "Wyłącz automatyczne kończenie")
        case .autoResumeOn: Words(en: "Switch auto-resume on", pl: "Włącz automatyczne wznawianie")
        case .autoResumeOff: Words(en: "Switch auto-resume off", pl: "Wyłącz automatyczne wznawianie")
        case .end: Words(en: "End on Allegro", pl: "Zakończ na Allegro")
        case .resume: Words(en: "Resume on Allegro", pl: "Wznów na Allegro")
        case .pause: Words(en: "Break: end until resumed", pl: "Przerwa: zakończ do odwołania")
        case .unpause: Words(en: "End the break", pl: "Wznów po przerwie")
        }
    }
}

extension Plan.Reason {
    var name: Words {
        switch self {
        case .inOrder: Words(en: "in order", pl: "zgodna")
        case .notSynchronised: Words(en: "not synchronised", pl: "bez synchronizacji")
        case .notLinked: Words(en: "not linked", pl: "niepowiązana")
        case .stockUnknown: Words(en: "stock not known yet", pl: "stan jeszcze nieznany")
        case .fulfilledByAllegro: Words(en: "goods at Allegro", pl: "towar w Allegro")
        case .shownUnknown: Words(en: "Allegro must be read first", pl: "najpierw odczyt z Allegro")
        case .underWay: Words(en: "a command is under way", pl: "polecenie w toku")
        case .moreThanTarget: Words(en: "shows too many", pl: "pokazuje za dużo")
        case .lessThanTarget: Words(en: "shows too few", pl: "pokazuje za mało")
        case .outOfStock: Words(en: "no stock", pl: "brak stanu")
        case .zeroInDoubt: Words(en: "a zero in doubt: shows 1", pl: "zero niepewne: pokaże 1")
        case .backInStock: Words(en: "stock is back", pl: "stan wrócił")
        case .endedOtherwise: Words(en: "ended by somebody else", pl: "zakończona przez kogoś innego")
        case .notRunning: Words(en: "not running", pl: "nieaktywna")
        case .byHand: Words(en: "by hand", pl: "ręcznie")
        case .paused: Words(en: "break", pl: "przerwa")
        case .pauseOver: Words(en: "the break is over", pl: "koniec przerwy")
        case .autoClose: Words(en: "auto-close", pl: "automatyczne kończenie")
        case .autoResume: Words(en: "auto-resume", pl: "automatyczne wznawianie")
        case .held: Words(en: "held by the brake", pl: "blokada masowego kończenia")
        case .foreignHand: Words(en: "changed from outside", pl: "zmiana spoza Stockgate")
        case .refused: Words(en: "Allegro refused it", pl: "Allegro odmówiło")
        }
    }
}
