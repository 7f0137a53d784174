public import Inventory

/// What only the shop can say, and nobody could rebuild after a total loss (R36): links, switches and settings.
public struct Choices: Sendable, Equatable {
    /// What was chosen for one offer.
    public struct OfferChoice: Sendable, Equatable {
        public var link: OfferLink?
        public var isSynchronised = false
        public var autoClose = false
        public var autoResume = false
        /// Ended by *przerwa* until it is switched on again (R44).
        public var isPaused = false

        public init(link: OfferLink? = nil) { self.link = link }
    }

    public var settings = Settings()
    /// Orders bought before it were another program's, in whose shadow the gateway ran: they get no document from us; nil: it never did.
    public var documentsFrom: Timestamp?
    /// Offers for which nothing was chosen are left out.
    public var offers: [OfferID: OfferChoice] = [:]

    public init() {}
}
