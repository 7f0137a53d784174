import HTTPTypes
import Hummingbird
import Inventory
import Storage

/// Settings: seen by all, changed by admins (R16, R37–R39, R49), and leaving (R45).
struct SettingsRoutes {
    static let leaveWord = Words(en: "LEAVE", pl: "ODCHODZĘ")
    /// Minutes from an order to its document, at most: a week.
    private static let longestDelay = 7 * 24 * 60

    let desk: Desk

    func add(toInside inside: RouterGroup<ConsoleContext>, administering: RouterGroup<ConsoleContext>) {
        inside.get("settings") { [desk] request, context in
            let notice = FormFields(request.uri.query ?? "")["saved"].map { _ in context.visit.voice(Words(en: "Saved.", pl: "Zapisano.")) }
            return try await desk.show(try await SettingsPage(desk: desk, visit: context.visit), context.visit, notice: notice)
        }
        administering.post("settings", use: save)
        administering.post("settings/leave", use: leave)
    }

    @Sendable private func save(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let (form, visit) = (context.form, context.visit)
        let wish: [AccountName: AccountSettings]
        do { wish = try Self.accounts(form, desk.accounts, before: try await desk.store.settings().accounts) } catch PageFault.unfit(let words) {
            let page = try await SettingsPage(fault: words, desk: desk, visit: visit)
            return try await desk.show(page, visit, status: .unprocessableContent)
        }
        let (fetch, issue, frozen) = (form["fetch_orders"] == "1", form["issue_invoices"] == "1", form["frozen"] == "1")
        @Sendable func apply(_ settings: inout Settings) {
            (settings.fetchOrders, settings.issueInvoices, settings.frozen) = (fetch, issue, frozen)
            for (name, account) in wish { settings.accounts[name] = account }
        }
        let entry = try await desk.store.noteDeed(
            who: try context.user().name, deed: "settings", subject: "fetch_orders=\(fetch) issue_invoices=\(issue) frozen=\(frozen)", at: visit.at)
        switch try await desk.store.changeSettings(disablingSync: form["disable_sync"] == "1", at: visit.at, apply) {
        case .changed:
            desk.onChange()
            try await desk.store.noteOutcome(entry, "done")
            return desk.see(Section.settings.rawValue + "?saved=1")
        case .neededBySync(let offers):
            try await desk.store.noteOutcome(entry, "refused")
            var asked = try await desk.store.settings()
            apply(&asked)
            let page = try await SettingsPage(conflict: offers, asked: asked, desk: desk, visit: visit)
            return try await desk.show(page, visit, status: .conflict)
        }
    }

    /// What the form says of each account; what it has no field for stays as it is.
    private static func accounts(
        _ form: FormFields, _ known: [AccountName], before: [AccountName: AccountSettings]
    ) throws -> [AccountName: AccountSettings] {
        try known.reduce(into: [:]) { found, name in
            guard let chosen = form["document \(name.text)"] else { return }
            guard let document = OrderDocumentChoice(rawValue: chosen) else {
                throw PageFault.unfit(Words(en: "“\(chosen)” is no kind of document.", pl: "„\(chosen)” nie jest rodzajem dokumentu."))
            }
            var account = before[name] ?? AccountSettings()
            account.document = document
            // Emptied, there is no start date any more.
            if form.verbatim("start \(name.text)") != nil, form["start \(name.text)"] == nil { account.startDate = nil }
            if let text = form["start \(name.text)"] {
                guard let date = CalendarDate(text) else {
                    throw PageFault.unfit(Words(en: "“\(text)” is no day such as 2026-11-01.", pl: "„\(text)” nie jest dniem takim jak 2026-11-01."))
                }
                account.startDate = date
            }
            let minutes = form["delay \(name.text)"] ?? "5"
            guard let delay = Int(minutes), (0...longestDelay).contains(delay) else {
                throw PageFault.unfit(
                    Words(en: "The delay is 0 to \(longestDelay) minutes.", pl: "Opóźnienie wynosi od 0 do \(longestDelay) minut."))
            }
            // The field shows whole minutes: seconds that were set elsewhere stay while it is left as it was.
            if account.documentDelay.wholeMicroseconds / 60_000_000 != Int64(delay) { account.documentDelay = .seconds(Int64(delay) * 60) }
            found[name] = account
        }
    }

    @Sendable private func leave(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = context.visit
        guard let word = context.form["word"], [Self.leaveWord.pl, Self.leaveWord.en].contains(word) else {
            let fault = Words(
                en: "Nothing was switched off: the word to confirm was another one.", pl: "Niczego nie wyłączono: słowo potwierdzenia było inne.")
            return try await desk.show(try await SettingsPage(fault: fault, desk: desk, visit: visit), visit, status: .unprocessableContent)
        }
        let entry = try await desk.store.noteDeed(who: try context.user().name, deed: "leave", subject: "", at: visit.at)
        let leaving = try await desk.store.leave(at: visit.at)
        desk.onChange()
        try await desk.store.noteOutcome(entry, "offers=\(leaving.offers) republish=\(leaving.republishToGiveBack)")
        return desk.see(Section.settings.rawValue + "?saved=1")
    }
}
