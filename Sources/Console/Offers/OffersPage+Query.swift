import Inventory
import Storage

extension OffersPage {
    /// Asks the store for one page of the list.
    init(_ asked: OfferListFilter, desk: Desk, visit: Visit) async throws {
        let page = try await desk.store.offerPage(asked.filter, by: asked.order, from: asked.place, limit: OfferListFilter.pageSize)
        self.init(asked, page, accounts: desk.accounts, visit: visit)
    }

    init(_ asked: OfferListFilter, _ page: OfferPage, accounts: [AccountName], visit: Visit) {
        let (voice, filter) = (visit.voice, asked.filter)
        title = voice(Section.offers.name)
        text = filter.text ?? ""
        statuses = Self.choices(OfferStatus.allCases, filter.status, voice) { $0.name }
        let (on, off) = (Words(en: "on", pl: "włączona"), Words(en: "off", pl: "wyłączona"))
        syncs = Self.flag(filter.isSynchronised, on, off, voice)
        formats = Self.choices(OfferFormat.allCases, filter.format, voice) { $0.name }
        links = Self.flag(filter.isLinked, Words(en: "linked", pl: "powiązane"), Words(en: "not linked", pl: "niepowiązane"), voice)
        problems = Self.flag(filter.hasProblem, Words(en: "with problems", pl: "z problemami"), Words(en: "without", pl: "bez problemów"), voice)
        self.accounts =
            [Self.any(filter.account == nil, voice)] + accounts.map { Choice(value: $0.text, text: $0.text, isChosen: $0 == filter.account) }
        hasAccounts = accounts.count > 1
        orders = OfferOrder.allCases.map { Choice(value: $0.rawValue, text: voice($0.name), isChosen: $0 == asked.order) }
        isFiltered = asked.isFiltered
        let limit = Store.offerCountLimit
        count =
            page.count > limit
            ? voice(Words(en: "more than \(voice.number(limit)) offers", pl: "ponad \(voice.number(limit)) ofert")) : voice.count(page.count, .offers)
        rows = page.rows.map { Row($0, isOneAccount: accounts.count < 2, voice) }
        isEmpty = rows.isEmpty && asked.isFiltered
        isNew = rows.isEmpty && !asked.isFiltered
        mayAct = visit.may(.operator)
        deeds = OfferDeed.allCases.map { Choice(value: $0.rawValue, text: voice($0.name), isChosen: $0 == .syncOn) }
        self.filter = asked.text
        allMatching = voice(Words(en: "all that match", pl: "wszystkie pasujące")) + " (\(count))"
        earlier = page.hasEarlier ? page.rows.first.map { asked.href(place: .before($0.view.offer.id)) } : nil
        later = page.hasLater ? page.rows.last.map { asked.href(place: .after($0.view.offer.id)) } : nil
    }

    private static func choices<Value: RawRepresentable<String> & Equatable>(
        _ all: [Value], _ chosen: Value?, _ voice: Voice, _ name: (Value) -> Words
    ) -> [Choice] {
        [any(chosen == nil, voice)] + all.map { Choice(value: $0.rawValue, text: voice(name($0)), isChosen: $0 == chosen) }
    }

    private static func flag(_ chosen: Bool?, _ yes: Words, _ no: Words, _ voice: Voice) -> [Choice] {
        [
            any(chosen == nil, voice), Choice(value: "1", text: voice(yes), isChosen: chosen == true),
            Choice(value: "0", text: voice(no), isChosen: chosen == false),
        ]
    }

    private static func any(_ isChosen: Bool, _ voice: Voice) -> Choice {
        Choice(value: "", text: voice(Words(en: "all", pl: "wszystkie")), isChosen: isChosen)
    }
}

extension OfferOrder {
    var name: Words {
        switch self {
        case .name: Words(en: "title", pl: "tytuł")
        case .change: Words(en: "last change", pl: "ostatnia zmiana")
        case .problems: Words(en: "problems first", pl: "najpierw z problemami")
        }
    }
}

extension OffersPage.Row {
    init(_ row: OfferRow, isOneAccount: Bool, _ voice: Voice) {
        let offer = row.view.offer
        id = offer.id.text
        href = Place.offer(offer.id)
        name = offer.name
        initial = offer.name.first { $0.isLetter || $0.isNumber }.map { $0.uppercased() } ?? "?"
        picture = OfferPicture.address(row.imageURL)
        externalID = row.externalID.flatMap { $0.isEmpty ? nil : $0 }
        account = isOneAccount ? nil : offer.account.text
        products = (offer.link?.components ?? []).map { component in
            OffersPage.ProductLink(
                href: Place.product(component.product), code: row.products[component.product]?.code ?? component.product.text,
                name: row.products[component.product]?.name ?? component.product.text,
                units: component.units > 1 ? "× \(voice.number(component.units))" : nil)
        }
        isUnlinked = products.isEmpty
        stock = row.view.single?.stock.map(voice.amount)
        available = row.view.single?.available.map(voice.number)
        shown = offer.shown.map { shown in shown.exact.map(voice.number) ?? "\(voice.number(shown.low))–\(voice.number(shown.high))" } ?? "?"
        let target = row.view.target
        differs = offer.isSynchronised && offer.isOnSale ? target.flatMap { $0 == offer.shown?.exact ? nil : voice.number($0) } : nil
        status = voice(offer.status.name)
        statusMark = offer.status.rawValue
        endedBy = offer.status == .ended ? offer.endedBy.map { voice($0.name) } : nil
        isPaused = offer.isPaused
        isSynchronised = offer.isSynchronised
        autos =
            (offer.autoClose ? [voice(Words(en: "closes", pl: "kończy"))] : [])
            + (offer.autoResume ? [voice(Words(en: "resumes", pl: "wznawia"))] : [])
        lock = row.isProductSynchronised && !offer.isSynchronised ? voice(SwitchOutcome.Refusal.productSynchronised.name) : nil
        format = offer.format == .buyNow ? nil : voice(offer.format.name)
        problems = row.problems > 0 ? voice.count(row.problems, .problems) : nil
        changedAt = row.changedAt.map(voice.moment)
        changedAge = row.changedAt.map(voice.age)
    }
}

/// Addresses of the console's pages.
enum Place {
    static func offer(_ id: OfferID) -> String { "/offers/\(encoded(id.text))" }
    static func product(_ id: ProductID) -> String { "/products/\(encoded(id.text))" }
    static func order(_ id: OrderID) -> String { "/orders/\(encoded(id.text))" }
    static func delivery(_ id: DeliveryID) -> String { "/deliveries/\(encoded(id.text))" }
    static func connection(_ account: AccountName) -> String { "/settings/accounts/\(encoded(account.text))" }
    static func oversold(_ month: CalendarMonth) -> String { "/oversold?month=\(month)" }
    static func deed(_ entry: Int64) -> String { "/deeds/\(entry)" }
}
