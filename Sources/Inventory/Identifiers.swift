/// An identifier of the domain: a string that another system gave, told apart by type.
public protocol Identifier: Hashable, Comparable, Sendable, CustomStringConvertible, Codable, ExpressibleByStringLiteral {
    /// The identifier as the other system writes it.
    var text: String { get }
    /// Wraps an identifier as the other system writes it.
    init(_ text: String)
}

extension Identifier {
    public var description: String { text }
    public init(stringLiteral value: String) { self.init(value) }
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// A good in wFirma (`good.id`).
public struct ProductID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A warehouse in wFirma (`warehouse.id`).
public struct WarehouseID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A warehouse document in wFirma (`warehouse_document.id`).
public struct DocumentID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// An offer on Allegro.
public struct OfferID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// An Allegro account as the configuration names it.
public struct AccountName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// An order on Allegro (`checkoutForm.id`, a UUID).
public struct OrderID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// One line of an order (`lineItem.id`, a UUID that survives the merging of orders).
public struct LineItemID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A command sent to Allegro (a UUID of our making).
public struct CommandID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A delivery in the inbox (a ULID of our making: sorts by time of receipt).
public struct DeliveryID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}
