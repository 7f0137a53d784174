import HTTPTypes
import Inventory
import Listener
import Payload
import Storage

/// A link's body in its two forms: one product, or the components of a set.
struct LinkBody {
    /// Components of a set.
    static let componentLimit = 100
    static let fields: Set = ["product", "units", "buffer", "cap", "components", "correct_orders"]

    let link: OfferLink
    /// The earlier link was wrong: open orders are reserved and drafted anew.
    let correctsOrders: Bool
    private let isSet: Bool

    init(_ body: PayloadObject) throws {
        let list = body["components"] ?? .null
        isSet = list != .null
        let components = isSet ? try Self.components(list, body) : [try Self.component(body, at: "")]
        link = OfferLink(components: components, buffer: try body.count("buffer", least: 0) ?? 0, cap: try body.count("cap", least: 0))
        correctsOrders = try body.flag("correct_orders") ?? false
    }

    /// Why the store refused the link, told with the field at fault.
    func problem(of refusal: Store.LinkRefusal) -> Problem {
        func unprocessable(_ detail: String, _ pointer: String) -> Problem {
            Problem(status: .unprocessableContent, detail: detail, pointer: pointer)
        }
        switch refusal {
        case .unknownOffer(let offer): return .unknown(offer)
        case .unknownProduct(let product): return unprocessable("there is no product \(printable(product.text))", pointer(to: product))
        case .repeatedProduct(let product):
            return unprocessable("product \(printable(product.text)) stands in two components", pointer(to: product, last: true))
        case .noComponents: return unprocessable("a link has at least one component", "/components")
        case .unitsBelowOne: return unprocessable("units are at least 1", isSet ? "/components" : "/units")
        case .negative(let field): return unprocessable("\(field) is not below 0", "/\(field)")
        }
    }

    private func pointer(to product: ProductID, last: Bool = false) -> String {
        let names = link.components.map(\.product)
        let index = last ? names.lastIndex(of: product) : names.firstIndex(of: product)
        return isSet ? "/components/\(index ?? 0)/product" : "/product"
    }

    private static func components(_ list: PayloadValue, _ body: PayloadObject) throws -> [OfferLink.Component] {
        for name in ["product", "units"] where body[name] ?? .null != .null { throw body.unfit(name, "left out where components are given") }
        guard case .array(let rows) = list, (1...componentLimit).contains(rows.count) else {
            throw body.unfit("components", "a list of 1 to \(componentLimit) components")
        }
        return try rows.enumerated().map { index, row in
            let place = "/components/\(index)"
            guard case .object(let fields) = row else {
                throw Problem(status: .unprocessableContent, detail: "a component is an object with a product and units", pointer: place)
            }
            try fields.allow(["product", "units"], at: place)
            return try component(fields, at: place)
        }
    }

    private static func component(_ fields: PayloadObject, at place: String) throws -> OfferLink.Component {
        guard let product = try fields.string("product", at: place) else { throw fields.unfit("product", "a product's id", at: place) }
        return OfferLink.Component(product: ProductID(product), units: try fields.count("units", least: 1, at: place) ?? 1)
    }
}

extension Problem {
    static func unknown(_ offer: OfferID) -> Problem { Problem(status: .notFound, detail: "there is no offer \(printable(offer.text))") }
}
