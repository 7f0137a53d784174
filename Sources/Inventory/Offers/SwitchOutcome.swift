/// The answer for one offer of a bulk action (R14, R17).
public enum SwitchOutcome: Sendable, Equatable {
    case enabled, disabled, ended, resumed, unchanged
    /// It comes back by itself once there is stock.
    case waiting
    /// It is kept, and sent after the thaw (R49).
    case frozen
    case refused(Refusal)

    /// Why an action is not done for an offer.
    public enum Refusal: String, Sendable, Codable, CaseIterable {
        case auction, archived, advertisement, unlinked
        case fulfilledByAllegro = "fulfilled_by_allegro"
        case setIncomplete = "set_incomplete"
        case unknownOffer = "unknown_offer"
        case orderFetchOff = "order_fetch_off"
        case invoicingOff = "invoicing_off"
        case productSynchronised = "product_synchronised"
        case notSynchronised = "not_synchronised"
        case notActive = "not_active"
        case notEnded = "not_ended"
        case noStock = "no_stock"
        case frozen, shadow
    }

    /// As people and programs are told: the outcome's name and the reason, where there is one.
    public var told: (name: String, reason: Refusal?) {
        switch self {
        case .enabled: ("enabled", nil)
        case .disabled: ("disabled", nil)
        case .ended: ("ended", nil)
        case .resumed: ("resumed", nil)
        case .unchanged: ("unchanged", nil)
        case .waiting: ("unchanged", .noStock)
        case .frozen: ("unchanged", .frozen)
        case .refused(let refusal): ("refused", refusal)
        }
    }
}
