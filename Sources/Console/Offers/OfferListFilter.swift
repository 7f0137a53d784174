import Inventory
import Storage

/// What a person asked of the list of offers: the filter, the sorting and the place, as they stand in the address.
struct OfferListFilter: Sendable {
    static let pageSize = 50

    var filter = OfferFilter()
    var order = OfferOrder.name
    var place = OfferPlace.start

    init(_ fields: FormFields) {
        filter.text = fields["q"]
        filter.status = fields.choice("status")
        filter.isSynchronised = fields.flag("sync")
        filter.format = fields.choice("format")
        filter.isLinked = fields.flag("linked")
        filter.hasProblem = fields.flag("problem")
        filter.account = fields["account"].map { AccountName($0) }
        filter.product = fields["product"].map { ProductID($0) }
        order = fields.choice("order") ?? .name
        if let after = fields["after"] { place = .after(OfferID(after)) } else if let before = fields["before"] { place = .before(OfferID(before)) }
    }

    var isFiltered: Bool { filter != OfferFilter() }

    /// The filter alone, as a query without its `?`.
    var text: String { String(href(place: .start).drop { $0 != "?" }.dropFirst()) }

    func href(place: OfferPlace) -> String {
        func flag(_ value: Bool?) -> String? { value.map { $0 ? "1" : "0" } }
        var (after, before): (String?, String?) = (nil, nil)
        switch place {
        case .start: break
        case .after(let offer): after = offer.text
        case .before(let offer): before = offer.text
        }
        return Section.offers.rawValue
            + query([
                "q": filter.text, "status": filter.status?.rawValue, "sync": flag(filter.isSynchronised), "format": filter.format?.rawValue,
                "linked": flag(filter.isLinked), "problem": flag(filter.hasProblem), "account": filter.account?.text,
                "product": filter.product?.text, "order": order == .name ? nil : order.rawValue, "after": after, "before": before,
            ])
    }
}
