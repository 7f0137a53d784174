public import Inventory

/// Something that needs a person.
public struct OpenProblem: Sendable, Equatable {
    /// What kind of thing it is; names as the interface fixes them.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case commandRefused = "command_refused"
        case commandUnconfirmed = "command_unconfirmed"
        case deadDelivery = "dead_delivery"
        case authorisationExpired = "authorisation_expired"
    }

    public var id: Int64
    public var kind: Kind
    /// The offer, delivery or account that it is about.
    public var subject: String
    public var what: String
    public var why: String
    public var since: Timestamp

    /// What a person can do about it.
    public var actions: [String] {
        switch kind {
        case .commandRefused, .commandUnconfirmed: ["retry", "dismiss"]
        case .deadDelivery, .authorisationExpired: ["dismiss"]
        }
    }
}
