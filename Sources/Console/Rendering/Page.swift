/// A page's value: everything that it shows, told and formatted already.
protocol Page: Sendable {
    associatedtype Wording: Sendable
    /// Its template's name.
    static var template: String { get }
    /// The texts that its template names `t`, each in both languages.
    static var words: Wording { get }
    /// What the browser's tab says.
    var title: String { get }
    /// The place in the navigation that it belongs to.
    var section: Section? { get }
}

/// The places of the navigation.
enum Section: String, Sendable, CaseIterable {
    case overview = "/"
    case offers = "/offers"
    case products = "/products"
    case orders = "/orders"
    case problems = "/problems"
    case deliveries = "/deliveries"
    case settings = "/settings"
}
