import Inventory
import Storage

extension OverviewPage {
    static func today(_ figures: DayFigures, _ voice: Voice) -> [Figure] {
        [
            Figure(name: voice(Words(en: "Orders today", pl: "Zamówienia dziś")), value: voice.number(figures.ordersToday), isBad: false),
            Figure(name: voice(Words(en: "Pieces sold today", pl: "Sprzedane sztuki dziś")), value: voice.number(figures.piecesToday), isBad: false),
            Figure(
                name: voice(Words(en: "Taken off other offers in time", pl: "Zdjęte z innych ofert na czas")),
                value: voice.number(figures.loweredToday),
                note: voice(Words(en: "pieces today that could have been sold twice", pl: "sztuk dziś, które można by sprzedać podwójnie")),
                isBad: false),
            Figure(
                name: voice(Words(en: "Sold without stock this month", pl: "Sprzedane bez pokrycia w tym miesiącu")),
                value: voice.number(figures.oversoldThisMonth), note: voice.form(figures.oversoldThisMonth, .pieces),
                isBad: figures.oversoldThisMonth > 0),
            Figure(
                name: voice(Words(en: "Synchronised offers", pl: "Synchronizowane oferty")), value: voice.number(figures.synchronisedOffers),
                isBad: false),
        ]
    }

    static func health(
        _ figures: DayFigures, _ limits: [(name: String, share: Double)], accounts: [AccountName], _ voice: Voice
    ) -> [Figure] {
        var health: [Figure] = []
        let lag = figures.oldestWaiting.map { voice.now - $0 }
        health.append(
            Figure(
                name: voice(Words(en: "Notifications waiting", pl: "Powiadomienia w kolejce")), value: voice.number(figures.backlog),
                note: lag.map { voice(Words(en: "the oldest for %@", pl: "najstarsze od %@")).replacing("%@", with: voice.span($0)) },
                isBad: lag.map { $0 > .seconds(60) } ?? false))
        health.append(
            Figure(
                name: voice(Words(en: "Commands under way to Allegro", pl: "Polecenia w drodze do Allegro")),
                value: voice.number(figures.openCommands), isBad: false))
        health.append(
            Figure(
                name: voice(Words(en: "Last comparison with wFirma", pl: "Ostatnie porównanie z wFirmą")),
                value: figures.comparedAt.map(voice.age) ?? voice(Words(en: "not yet", pl: "jeszcze nie było")),
                isBad: figures.comparedAt.map { voice.now - $0 > .seconds(3600) } ?? true))
        for account in accounts {
            let known = figures.ordersKnown[account]
            health.append(
                Figure(
                    name: voice(Words(en: "Orders of %@ known up to", pl: "Zamówienia konta %@ znane do")).replacing("%@", with: account.text),
                    value: known.map(voice.age) ?? voice(Words(en: "not yet", pl: "jeszcze nie")),
                    isBad: known.map { voice.now - $0 > .seconds(600) } ?? false))
        }
        for source in figures.sources {
            health.append(
                Figure(
                    name: voice(Words(en: "Last notification from %@", pl: "Ostatnie powiadomienie: %@")).replacing("%@", with: source.name),
                    value: voice.age(source.lastAt), note: voice.moment(source.lastAt), isBad: false))
        }
        health.append(
            Figure(
                name: voice(Words(en: "Differences found and mended (24 h)", pl: "Rozbieżności znalezione i naprawione (doba)")),
                value: voice.number(figures.driftsToday), isBad: false))
        if let limit = limits.max(by: { $0.share < $1.share }) {
            health.append(
                Figure(
                    name: voice(Words(en: "Allegro's limit used", pl: "Wykorzystanie limitu Allegro")),
                    value: "\(voice.number(Int((limit.share * 100).rounded())))%", note: limit.name, isBad: limit.share > 0.9))
        }
        return health
    }

    /// What a new shop still has to do, in order.
    static func steps(_ settings: Settings, _ figures: DayFigures, accounts: [AccountName]) -> [Words] {
        var steps: [Words] = []
        if accounts.contains(where: { figures.ordersKnown[$0] == nil }) {
            steps.append(
                Words(
                    en: "Connect each Allegro account: stockgate connect allegro ACCOUNT on the machine that runs Stockgate.",
                    pl: "Połącz każde konto Allegro: stockgate connect allegro KONTO na komputerze, na którym działa Stockgate."))
        }
        if !settings.fetchOrders || !settings.issueInvoices {
            steps.append(
                Words(
                    en: "In Settings, let orders be fetched and documents be issued; sync needs both.",
                    pl: "W Ustawieniach włącz pobieranie zamówień i wystawianie dokumentów; synchronizacja wymaga obu."))
        }
        if figures.synchronisedOffers == 0 {
            steps.append(
                Words(
                    en: "Under Allegro offers, link offers with products and switch stock sync on.",
                    pl: "W Aukcjach Allegro powiąż oferty z produktami i włącz synchronizację stanu produktu."))
        }
        return steps
    }
}

struct OverviewWords: Sendable {
    let causes = Words(en: "By cause", pl: "Według przyczyny")
    let broken = Words(en: "What is broken right now", pl: "Co teraz nie działa")
    let allProblems = Words(en: "All problems", pl: "Wszystkie problemy")
    let today = Words(en: "Today", pl: "Dziś")
    let health = Words(en: "How it runs", pl: "Jak to działa")
    let steps = Words(en: "Next steps", pl: "Następne kroki")
    let well = Words(
        en: "Nothing needs your decision. Offers follow the stock in wFirma.",
        pl: "Nic nie wymaga Twojej decyzji. Oferty podążają za stanami z wFirmy.")
}
