import Inventory

/// Availability of products within one transaction, each asked once.
final class AvailabilityCache {
    private let db: Database
    private var known: [ProductID: Availability?] = [:]

    init(_ db: Database) { self.db = db }

    /// Loads the products that `offer` is made of; afterwards ``subscript(_:)`` tells them.
    func load(for offer: Offer) throws {
        for component in offer.link?.components ?? [] where known[component.product] == nil {
            known[component.product] = try Catalogue.availability(db, of: component.product)
        }
    }

    subscript(product: ProductID) -> Availability? { known[product] ?? nil }
}
