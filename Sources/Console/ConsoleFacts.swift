public import Inventory

/// What the console tells of the configuration and of the running gateway, and cannot know by the store.
public struct ConsoleFacts: Sendable {
    /// An address that a person pastes into wFirma or gives to another sender.
    public struct Webhook: Sendable {
        public var source: String
        /// The whole address. Its path may be a secret: it is shown to admins alone.
        public var url: String
        public var isPathSecret: Bool
        /// How the sender is known: `signature`, `key`, `certificate`, `path`.
        public var knownBy: [String]

        public init(source: String, url: String, isPathSecret: Bool, knownBy: [String]) {
            (self.source, self.url, self.isPathSecret, self.knownBy) = (source, url, isPathSecret, knownBy)
        }
    }

    /// A key of the configuration with its value, as the file writes it.
    public struct Limit: Sendable {
        public var key: String
        public var value: String

        public init(key: String, value: String) { (self.key, self.value) = (key, value) }
    }

    /// A long listing that is being read from wFirma or Allegro.
    public struct Reading: Sendable {
        public var what: Words
        public var done: Int
        public var total: Int
        public var began: Timestamp

        public init(what: Words, done: Int, total: Int, began: Timestamp) {
            (self.what, self.done, self.total, self.began) = (what, done, total, began)
        }
    }

    /// Which of several gateways works for the shop.
    public enum Worker: Sendable {
        case here
        case elsewhere(String)
        case nobody
    }

    public var webhooks: [Webhook]
    /// The `safety` section.
    public var safety: [Limit]
    /// The names of the counted warehouses' setting: `all`, or ids.
    public var warehouses: String
    /// Allegro's pictures of offers are shown; browsers fetch them from Allegro's host.
    public var showsPictures = false
    /// How much of Allegro's and wFirma's limits is used now, from 0 to 1, by the limit's name.
    public var limitUse: @Sendable () -> [(name: Words, share: Double)] = { [] }
    /// What is being read now, where the other side says how much there is.
    public var reading: @Sendable () -> Reading? = { nil }
    /// Who works for the shop; nil where there is one gateway.
    public var worker: @Sendable () -> Worker? = { nil }
    /// Whether Allegro lets us in for an account now.
    public var isConnected: @Sendable (AccountName) -> Bool = { _ in false }

    public init(webhooks: [Webhook] = [], safety: [Limit] = [], warehouses: String = "all") {
        (self.webhooks, self.safety, self.warehouses) = (webhooks, safety, warehouses)
    }
}
