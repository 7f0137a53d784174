import Inventory
import Storage

extension OverviewPage {
    static func today(_ figures: DayFigures, _ voice: Voice) -> [Figure] {
        let oversold = figures.oversold.first?.pieces.values.reduce(0, +) ?? 0
        return [
            Figure(name: voice(Words(en: "Orders today", pl: "Zamówienia dziś")), value: voice.number(figures.ordersToday), isBad: false),
            Figure(name: voice(Words(en: "Pieces sold today", pl: "Sprzedane sztuki dziś")), value: voice.number(figures.piecesToday), isBad: false),
            Figure(
                name: voice(Words(en: "Taken off other offers in time", pl: "Zdjęte z innych ofert na czas")),
                value: voice.number(figures.loweredToday),
                note: voice(Words(en: "pieces today that could have been sold twice", pl: "sztuk dziś, które można by sprzedać podwójnie")),
                isBad: false),
            Figure(
                name: voice(Words(en: "Sold without stock this month", pl: "Sprzedane bez pokrycia w tym miesiącu")),
                value: voice.number(oversold), note: voice.form(oversold, .pieces), isBad: oversold > 0),
            Figure(
                name: voice(Words(en: "Synchronised offers", pl: "Synchronizowane oferty")), value: voice.number(figures.synchronisedOffers),
                isBad: false),
        ]
    }

    static func health(_ figures: DayFigures, _ facts: ConsoleFacts, accounts: [AccountName], _ voice: Voice) -> [Figure] {
        var health: [Figure] = []
        if let worker = facts.worker() { health.append(Self.worker(worker, voice)) }
        let lag = figures.oldestWaiting.map { voice.now - $0 }
        let waits = lag.map { voice(Words(en: "the oldest for %@", pl: "najstarsze od %@")).replacing("%@", with: voice.span($0)) }
        let takes = figures.backlogTakes.map { voice(Words(en: "about %@ more", pl: "jeszcze około %@")).replacing("%@", with: voice.span($0)) }
        health.append(
            Figure(
                name: voice(Words(en: "Notifications waiting", pl: "Powiadomienia w kolejce")), value: voice.number(figures.backlog),
                note: waits.map { ([$0] + [takes].compactMap(\.self)).joined(separator: ", ") },
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
        if let limit = facts.limitUse().max(by: { $0.share < $1.share }) {
            health.append(
                Figure(
                    name: voice(Words(en: "Allegro's limit used", pl: "Wykorzystanie limitu Allegro")),
                    value: "\(voice.number(Int((limit.share * 100).rounded())))%", note: voice(limit.name), isBad: limit.share > 0.9))
        }
        return health
    }

    private static func worker(_ worker: ConsoleFacts.Worker, _ voice: Voice) -> Figure {
        let name = voice(Words(en: "Worked by", pl: "Obsługuje"))
        return switch worker {
        case .here: Figure(name: name, value: voice(Words(en: "this gateway", pl: "ta bramka")), isBad: false)
        case .elsewhere(let gateway): Figure(name: name, value: voice(Words(en: "another gateway", pl: "inna bramka")), note: gateway, isBad: false)
        case .nobody: Figure(name: name, value: voice(Words(en: "no gateway", pl: "żadna bramka")), isBad: true)
        }
    }

    /// What a new shop still has to do, in order.
    static func steps(_ settings: Settings, _ figures: DayFigures, isConnected: Bool, _ voice: Voice) -> [Step] {
        var steps: [Step] = []
        if !isConnected {
            steps.append(
                Step(
                    href: Section.settings.rawValue + "#connections",
                    text: voice(Words(en: "Connect each Allegro account.", pl: "Połącz każde konto Allegro."))))
        }
        if !settings.fetchOrders || !settings.issueInvoices {
            steps.append(
                Step(
                    href: Section.settings.rawValue,
                    text: voice(
                        Words(
                            en: "In Settings, let orders be fetched and documents be issued; sync needs both.",
                            pl: "W Ustawieniach włącz pobieranie zamówień i wystawianie dokumentów; synchronizacja wymaga obu."))))
        }
        if figures.synchronisedOffers == 0 {
            steps.append(
                Step(
                    href: Section.offers.rawValue,
                    text: voice(
                        Words(
                            en: "Under Allegro offers, link offers with products and switch stock sync on.",
                            pl: "W Aukcjach Allegro powiąż oferty z produktami i włącz synchronizację stanu produktu."))))
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
    let oversold = Words(en: "Sold without stock, by month", pl: "Sprzedane bez pokrycia według miesięcy")
    let month = Words(en: "Month", pl: "Miesiąc")
    let pieces = Words(en: "Pieces", pl: "Sztuki")
    let cause = Words(en: "Why", pl: "Dlaczego")
    let steps = Words(en: "Next steps", pl: "Następne kroki")
    let well = Words(
        en: "Nothing needs your decision. Offers follow the stock in wFirma.",
        pl: "Nic nie wymaga Twojej decyzji. Oferty podążają za stanami z wFirmy.")
}
