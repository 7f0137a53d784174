import CurlClient
import Inventory
import Storage
import Testing

@Suite("settings, users and the audit log")
struct SettingsTests {
    private static let both: KeyValuePairs = [
        "fetch_orders": "1", "issue_invoices": "1", "document main": "receipt_or_invoice", "delay main": "15", "start main": "2026-11-01",
    ]

    @Test("an admin changes the switches and an account's document, start date and delay (R16, R37–R39)")
    func change() async throws {
        try await withShopfront { shopfront in
            let admin = try await shopfront.visitor()
            #expect(try await admin.send("/settings", Self.both).header("location") == "/settings?saved=1")
            let settings = try await shopfront.store.settings()
            #expect(settings.fetchOrders && settings.issueInvoices && !settings.frozen)
            let account = try #require(settings.accounts["main"])
            #expect(
                account.document == .receiptOrInvoice && account.documentDelay == .seconds(900) && account.startDate == CalendarDate("2026-11-01"))
            #expect(try await admin.send("/settings", ["document main": "invoice", "start main": "1 listopada"]).status == 422)
            #expect(try await admin.send("/settings", ["document main": "invoice", "delay main": "-1"]).status == 422)
            let viewer = try await shopfront.visitor(.operator)
            #expect(try await viewer.send("/settings", Self.both).status == 403)
        }
    }

    @Test("an emptied start date is none any more, and a kind of document that there is not is refused, not called saved (R37, R38)")
    func emptied() async throws {
        try await withShopfront { shopfront in
            let admin = try await shopfront.visitor()
            try await admin.send("/settings", Self.both)
            #expect(try await admin.send("/settings", ["document main": "bill", "start main": "2026-11-01"]).status == 422)
            #expect(try await admin.send("/settings", ["document main": "invoice", "start main": ""]).status == 303)
            let account = try #require(try await shopfront.store.settings().accounts["main"])
            #expect(account.document == .invoice && account.startDate == nil)
        }
    }

    @Test("a switch that synchronised offers need goes off only together with their sync (R16)")
    func neededBySync() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            let admin = try await shopfront.visitor()
            let refused = try await admin.send("/settings", ["fetch_orders": "1"])
            #expect(refused.status == 409)
            #expect(refused.words.contains("Tego przełącznika potrzebują synchronizowane oferty (1 oferta)."))
            #expect(try await store.settings().issueInvoices)
            #expect(try await admin.send("/settings", ["fetch_orders": "1", "disable_sync": "1"]).status == 303)
            #expect(try await store.offer(Store.mug)?.offer.isSynchronised == false)
        }
    }

    @Test("what the form has no field for stays as it was: the status that a document waits for, and seconds of its delay (R39)")
    func untouched() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            var chosen = AccountSettings()
            (chosen.documentStatus, chosen.documentDelay) = (.sent, .seconds(90))
            let settings = chosen
            _ = try await store.changeSettings(disablingSync: false, at: Shopfront.opening) { $0.accounts["main"] = settings }
            let admin = try await shopfront.visitor()
            let fields: KeyValuePairs = ["frozen": "1", "document main": "invoice", "delay main": "1"]
            #expect(try await admin.send("/settings", fields).status == 303)
            let kept = try #require(try await store.settings().accounts["main"])
            #expect((kept.documentStatus, kept.documentDelay) == (.sent, .seconds(90)))
            #expect(try await admin.send("/settings", ["document main": "invoice", "delay main": "2"]).status == 303)
            #expect(try await store.settings().accounts["main"]?.documentDelay == .seconds(120))
        }
    }

    @Test("sending stopped is told on every page (R49)")
    func frozen() async throws {
        try await withShopfront { shopfront in
            let admin = try await shopfront.visitor()
            try await admin.send("/settings", ["frozen": "1"])
            for place in ["/", "/offers", "/problems"] { #expect(try await admin.open(place).text.contains("Wysyłanie wstrzymane"), "\(place)") }
        }
    }

    @Test("leaving takes the word that the page names (R45)")
    func leaving() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.openShop()
            let admin = try await shopfront.visitor()
            #expect(try await admin.send("/settings/leave", ["word": "tak"]).status == 422)
            #expect(try await store.offer(Store.mug)?.offer.isSynchronised == true)
            #expect(try await admin.send("/settings/leave", ["word": "ODCHODZĘ"]).status == 303)
            #expect(try await store.offer(Store.mug)?.offer.isSynchronised == false)
        }
    }

    @Test("an admin invites, and shuts out; an operator does not even see the page")
    func users() async throws {
        try await withShopfront { shopfront in
            let admin = try await shopfront.visitor()
            let page = try await admin.send("/users", ["name": "Jan", "role": "viewer"])
            let token = try #require(page.text.firstMatch(of: #/sgi_[0-9a-f]{64}/#)).output
            #expect(!(try await admin.open("/users").text.contains(token)))
            let jan = shopfront.stranger()
            let fields: KeyValuePairs = ["token": String(token), "password": Shopfront.password, "again": Shopfront.password]
            #expect(try await jan.send("/set-up", fields).status == 303)
            #expect(try await jan.open("/users").status == 403)
            let id = try #require(try await shopfront.store.users().first { $0.user.name == "Jan" }).user.id
            #expect(try await admin.send("/users/\(id)", ["deed": "disable"]).status == 303)
            #expect(try await jan.open("/").status == 303)
        }
    }

    @Test("the audit log names who did what, and what became of it")
    func audit() async throws {
        try await withShopfront { shopfront in
            try await shopfront.store.openShop()
            let admin = try await shopfront.visitor()
            try await admin.send("/offers/deed", ["deed": "sync_off", "offer": Store.mug.text])
            let words = try await admin.open("/audit").words
            #expect(words.contains("Ewa admin Wyłącz synchronizację stanu produktu 7700000501 disabled=1"))
            #expect(words.contains("Ewa admin Zalogowanie"))
        }
    }

    @Test("the audit log calls what is done by words, what nobody could note too, and holds no deed that there is not")
    func auditWords() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            let admin = try await shopfront.visitor()
            let id = try #require(try await store.users().first).user.id
            #expect(try await admin.send("/users/\(id)", ["deed": "remove"]).status == 404)
            #expect(try await admin.send("/users/\(id)", ["deed": "role", "role": "king"]).status == 422)
            #expect(try await store.audit(before: nil, limit: 10).allSatisfy { $0.deed == "sign_in" })
            try await admin.send("/settings/accounts/main", ["deed": "connect"])
            try await admin.send("/settings/accounts/main", ["deed": "withdraw"])
            _ = try await store.noteDeed(who: "Ewa", deed: "leave", subject: "", at: Shopfront.opening)
            let words = try await admin.open("/audit").words
            #expect(words.contains("Wycofanie łączenia konta Allegro main zrobione"))
            #expect(words.contains("Odejście od Stockgate") && words.contains("nie zanotowano"))
        }
    }
}
