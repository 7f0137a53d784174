import Inventory
import Storage

/// "Ustawienia": what the shop chose, and what the configuration says.
struct SettingsPage: Page {
    static let template = "settings"
    static let words = SettingsWords()

    struct Account: Sendable {
        var name: String
        var startDate: String
        var documents: [OffersPage.Choice]
        var delayMinutes: String
    }

    struct Warehouse: Sendable {
        var name: String
        var id: String
        var isCounted: Bool
    }

    struct Webhook: Sendable {
        var source: String
        var url: String
        var knownBy: String
    }

    var title: String
    var section: Section? { .settings }
    var mayChange: Bool
    var fetchOrders: Bool
    var issueInvoices: Bool
    var isFrozen: Bool
    var connections: [ConnectionCard] = []
    var accounts: [Account]
    var warehouses: [Warehouse]
    var webhooks: [Webhook]
    var safety: [SafetyLimit]
    var warehouseChoice: String
    /// A change was refused: offers are synchronised and need what was to be switched off (R16).
    var conflict: String?
    var fault: String?
    var confirmWord: String
    var month: String

    init(conflict: Int? = nil, fault: Words? = nil, asked: Settings? = nil, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        let kept = try await desk.store.settings()
        let settings = asked ?? kept
        title = voice(Section.settings.name)
        mayChange = visit.may(.admin)
        (fetchOrders, issueInvoices, isFrozen) = (settings.fetchOrders, settings.issueInvoices, settings.frozen)
        accounts = desk.accounts.map { name in
            let account = settings.accounts[name] ?? AccountSettings()
            return Account(
                name: name.text, startDate: account.startDate?.description ?? "",
                documents: OrderDocumentChoice.allCases.map {
                    .init(value: $0.rawValue, text: voice($0.name), isChosen: $0 == account.document)
                }, delayMinutes: String(account.documentDelay.wholeMicroseconds / 60_000_000))
        }
        for account in desk.accounts {
            let connection = try await desk.store.connection(of: account)
            connections.append(ConnectionCard(account, connection, isConnected: desk.facts.isConnected(account), visit: visit))
        }
        warehouses = try await desk.store.warehouses().map {
            Warehouse(name: $0.name.isEmpty ? $0.id.text : $0.name, id: $0.id.text, isCounted: $0.isCounted)
        }
        webhooks = desk.facts.webhooks.map { webhook in
            Webhook(
                source: webhook.source, url: webhook.isPathSecret && !visit.may(.admin) ? "***" : webhook.url,
                knownBy: webhook.knownBy.map { voice(Self.known(by: $0)) }.joined(separator: ", "))
        }
        safety = desk.facts.safety.map { SafetyLimit($0, voice) }
        warehouseChoice = desk.facts.warehouses
        self.conflict = conflict.map {
            voice(
                Words(
                    en: "%@ are synchronised and need this switch. Tick “also switch their sync off” if that is what you want.",
                    pl: "Tego przełącznika potrzebują synchronizowane oferty (%@). Zaznacz „wyłącz też ich synchronizację”, jeśli tego chcesz.")
            ).replacing("%@", with: voice.count($0, .offers))
        }
        self.fault = fault.map { voice($0) }
        confirmWord = voice(SettingsRoutes.leaveWord)
        month = CalendarMonth(inPoland: visit.at)?.description ?? ""
    }

    private static func known(by way: String) -> Words {
        switch way {
        case "signature": Words(en: "signature", pl: "podpis")
        case "key": Words(en: "webhook_key", pl: "webhook_key")
        case "certificate": Words(en: "client certificate", pl: "certyfikat klienta")
        default: Words(en: "secret address", pl: "tajny adres")
        }
    }
}

struct SettingsWords: Sendable {
    let switches = Words(en: "What Stockgate does by itself", pl: "Co Stockgate robi sam")
    let fetch = Words(en: "Fetch orders from Allegro automatically", pl: "Pobieraj zamówienia z Allegro automatycznie")
    let invoices = Words(en: "Issue documents for orders automatically", pl: "Wystawiaj dokumenty do zamówień automatycznie")
    let both = Words(en: "Stock sync needs both.", pl: "Synchronizacja stanu wymaga obu.")
    let frozen = Words(en: "Stop sending: nothing goes to Allegro or wFirma", pl: "Wstrzymaj wysyłanie: nic nie trafia do Allegro ani do wFirmy")
    let disableSync = Words(en: "also switch their sync off", pl: "wyłącz też ich synchronizację")
    let account = Words(en: "Allegro account", pl: "Konto Allegro")
    let connections = Words(en: "Allegro accounts", pl: "Konta Allegro")
    let noAccounts = Words(
        en: "The configuration file names no Allegro account yet.", pl: "Plik konfiguracji nie wymienia jeszcze żadnego konta Allegro.")
    let login = Words(en: "Signed in at Allegro as", pl: "Zalogowane w Allegro jako")
    let openAddress = Words(en: "Scan the picture with a phone, or open", pl: "Zeskanuj obrazek telefonem albo otwórz")
    let signIn = Words(en: "Sign in as the seller.", pl: "Zaloguj się jako sprzedawca.")
    let compare = Words(en: "Compare the code, and confirm:", pl: "Porównaj kod i potwierdź:")
    let waiting = Words(
        en: "This page goes on by itself once you have confirmed.", pl: "Gdy potwierdzisz, ta strona sama przejdzie dalej.")
    let codeLeft = Words(en: "The code is good for another", pl: "Kod jest ważny jeszcze")
    let asking = Words(en: "Allegro is being asked for a code…", pl: "Pytamy Allegro o kod…")
    let withdraw = Words(en: "Cancel", pl: "Anuluj")
    let look = Words(en: "Look again", pl: "Sprawdź ponownie")
    let qr = Words(en: "QR code of Allegro’s address", pl: "Kod QR adresu w Allegro")
    let start = Words(en: "Start date", pl: "Data startu")
    let startHint = Words(
        en: "Orders bought before this day get no document from Stockgate.", pl: "Zamówienia sprzed tego dnia nie dostaną dokumentu od Stockgate.")
    let document = Words(en: "Sales document", pl: "Dokument sprzedaży")
    let delay = Words(en: "Delay in minutes", pl: "Opóźnienie w minutach")
    let save = Words(en: "Save", pl: "Zapisz")
    let readOnly = Words(en: "Only an administrator changes settings.", pl: "Ustawienia zmienia tylko administrator.")
    let warehouses = Words(en: "Warehouses", pl: "Magazyny")
    let counted = Words(en: "counts", pl: "liczony")
    let notCounted = Words(en: "does not count", pl: "nieliczony")
    let warehousesLead = Words(
        en: "Which ones count is chosen in the configuration file (wfirma.warehouses). There now:",
        pl: "Które się liczą, wybierasz w pliku konfiguracji (wfirma.warehouses). Teraz:")
    let noWarehouses = Words(en: "wFirma has not been read yet.", pl: "wFirma nie została jeszcze odczytana.")
    let webhooks = Words(en: "Webhook addresses", pl: "Adresy webhooków")
    let webhooksLead = Words(
        en: "Paste into wFirma under Ustawienia » Inne » Webhooks.", pl: "Wklej w wFirmie: Ustawienia » Inne » Webhooks.")
    let source = Words(en: "Source", pl: "Źródło")
    let address = Words(en: "Address", pl: "Adres")
    let known = Words(en: "Known by", pl: "Rozpoznawane przez")
    let safety = Words(en: "Safety limits (configuration file)", pl: "Limity bezpieczeństwa (plik konfiguracji)")
    let people = Words(en: "People", pl: "Użytkownicy")
    let users = Words(en: "Users and roles", pl: "Użytkownicy i role")
    let audit = Words(en: "Who did what", pl: "Kto co zrobił")
    let month = Words(en: "The month's list for the books (CSV)", pl: "Zestawienie miesiąca dla księgowości (CSV)")
    let download = Words(en: "Download", pl: "Pobierz")
    let leave = Words(en: "Leave Stockgate", pl: "Odejście od Stockgate")
    let leaveLead = Words(
        en: """
            Switches sync, auto-close, auto-resume, order fetching and documents off for all offers, gives Allegro's own relisting back as it was, \
            and sends nothing afterwards. Offers stay as they are on Allegro.
            """,
        pl: """
            Wyłącza synchronizację, automatyczne kończenie i wznawianie, pobieranie zamówień i dokumenty dla wszystkich ofert, oddaje ponowne \
            wystawianie Allegro tak, jak było, i nic więcej nie wysyła. Oferty na Allegro pozostają, jakie są.
            """)
    let leaveConfirm = Words(en: "To confirm, type", pl: "Aby potwierdzić, wpisz")
    let leaveButton = Words(en: "Switch everything off", pl: "Wyłącz wszystko")
}

extension OrderDocumentChoice {
    var name: Words {
        switch self {
        case .invoice: Words(en: "invoice", pl: "faktura")
        case .receipt: Words(en: "receipt", pl: "paragon")
        case .proof: Words(en: "proof of sale", pl: "dowód sprzedaży")
        case .receiptOrInvoice: Words(en: "receipt, or an invoice where asked for", pl: "paragon albo faktura na życzenie")
        case .proofOrInvoice: Words(en: "proof of sale, or an invoice where asked for", pl: "dowód sprzedaży albo faktura na życzenie")
        case .otherProgram: Words(en: "another program documents", pl: "dokumentuje inny program")
        }
    }
}
