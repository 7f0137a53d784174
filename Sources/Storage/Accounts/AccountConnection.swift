public import Inventory

/// How far the connecting of an Allegro account has come (OAuth's device flow, RFC 8628). Somebody wishes it, a running gateway works it; it lives in
/// the store, so that neither a closed page nor a restart ends it.
public struct AccountConnection: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        /// Allegro has not been asked for a code yet.
        case wished
        /// The seller is to agree at ``AccountConnection/Code/address``.
        case shown
        case connected
        /// The seller said no.
        case denied
        /// Nobody agreed in time, or Allegro knows the code no longer.
        case expired
        /// ``AccountConnection/fault`` says why.
        case failed
    }

    /// What is shown to the seller.
    public struct Code: Sendable, Equatable {
        /// With the code filled in, where Allegro gives that.
        public var address: String
        public var text: String
        public var expiresAt: Timestamp

        public init(address: String, text: String, expiresAt: Timestamp) {
            (self.address, self.text, self.expiresAt) = (address, text, expiresAt)
        }
    }

    public var account: AccountName
    public var state: State
    /// Tells one wish from a later one for the same account.
    public var wishedAt: Timestamp
    public var code: Code?
    /// What lies between two questions to Allegro.
    public var pause: Duration
    /// When Allegro is asked next.
    public var nextAt: Timestamp
    public var login: String?
    public var fault: String?

    /// It is still worked on.
    public var isOpen: Bool { state == .wished || state == .shown }
}
