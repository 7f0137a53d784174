import Inventory
import NIOConcurrencyHelpers

/// One of several merchants of this process, as its faces see it: at work or not.
final class Merchant: Sendable {
    /// How it is with a merchant.
    enum Condition: Sendable {
        case starting
        case working(MerchantRuntime)
        /// It failed, and is begun anew at that moment.
        case resting(why: String, until: Timestamp)
        case stopped
    }

    let name: String
    /// Whether several gateways may share its store.
    let isOfFleet: Bool
    private let state = NIOLockedValueBox(Condition.starting)

    init(name: String, isOfFleet: Bool) { (self.name, self.isOfFleet) = (name, isOfFleet) }

    var condition: Condition {
        get { state.withLockedValue { $0 } }
        set { state.withLockedValue { $0 = newValue } }
    }

    /// Nil while it is not at work.
    var runtime: MerchantRuntime? {
        if case .working(let runtime) = condition { runtime } else { nil }
    }
}
