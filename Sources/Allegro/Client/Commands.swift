public import Inventory

/// The two kinds of command that change many offers at once.
public enum CommandKind: String, Sendable, CaseIterable {
    case quantity, publication

    /// The most offers that one command may name.
    public static let offerLimit = 1000

    var path: String {
        switch self {
        case .quantity: "/sale/offer-quantity-change-commands/"
        case .publication: "/sale/offer-publication-commands/"
        }
    }
}

/// One change of quantity for up to ``CommandKind/offerLimit`` offers.
public struct QuantityCommand: Sendable, Equatable {
    public enum Change: Sendable, Equatable {
        /// What a buyer can buy becomes this: above zero, Allegro refuses 0.
        case fixed(Int)
        /// What a buyer can buy rises or falls by this.
        case gain(Int)
    }

    public var id: CommandID
    public var change: Change
    public var offers: [OfferID]

    public init(id: CommandID, change: Change, offers: [OfferID]) {
        self.id = id
        self.change = change
        self.offers = offers
    }
}

/// Activates or ends up to ``CommandKind/offerLimit`` offers.
public struct PublicationCommand: Sendable, Equatable {
    public enum Action: Sendable, Equatable {
        case activate, end
    }

    public var id: CommandID
    public var action: Action
    public var offers: [OfferID]

    public init(id: CommandID, action: Action, offers: [OfferID]) {
        self.id = id
        self.action = action
        self.offers = offers
    }
}
