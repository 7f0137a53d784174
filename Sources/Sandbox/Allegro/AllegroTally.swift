/// What a checker wants to know about the caller's manners.
public struct AllegroTally: Sendable {
    /// All requests that arrived, refused ones too.
    public internal(set) var requests = 0
    /// Changes of offers that commands asked for and that were let through.
    public internal(set) var changes = 0
    /// Orders told by the events journal.
    public internal(set) var purchases = 0
    /// How often each rule of the house was broken by the caller.
    public internal(set) var violations: [Violation: Int] = [:]

    /// What an honest client never does.
    public enum Violation: String, Sendable, CaseIterable {
        /// More requests in a minute than allowed.
        case requestLimit = "request_limit"
        /// More changes in a minute or an hour than allowed.
        case changeLimit = "change_limit"
        /// Calling on while refused.
        case calledOn = "called_on_during_429"
        /// No User-Agent, a library's, or another application's name.
        case userAgent = "user_agent"
        case mediaType = "media_type"
        /// A command id used for two contents.
        case commandReuse = "command_id_with_other_content"
        /// A refresh token used twice.
        case refreshReuse = "refresh_token_reuse"
        /// FIXED 0.
        case zeroQuantity = "fixed_zero"
        case unauthorised
        /// A request that no route of Allegro's takes.
        case unknownRoute = "unknown_route"
    }
}
